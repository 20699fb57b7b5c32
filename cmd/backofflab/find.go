package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/find"
	"backofflab/scenario"
)

func (p *program) findCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "find [LINK] [FIELD=VALUE…] --want WORDS", Short: "find the policy that does best under limits",
		Long: `Looks for the retry policy that does best in a scenario, and says how sure that is, how the
scenario's own policies and the classic ones stand beside it, and which are as good. All policies
have the same seeds. A LINK may be that of a search, /find?….

WORDS are a goal and limits, with commas between. What varies is, unless --vary says it, the
strategy, base, cap, factor, attempts and the retry budget.`,
		Example: `  backofflab find thundering-herd --want '` + find.Example + `'
  backofflab find strategies=full --want 'fewest calls, 95 % done in 10 s' --vary 'base:100ms,200ms;cap:5s,20s'
  backofflab find -q --want 'lowest peak' --candidates 50 --format json`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			if err := p.onlyHere(c); err != nil {
				return err
			}
			query, err := p.studyLink(args, find.Names, wantedFields(c))
			if err != nil {
				return err
			}
			s, err := find.Parse(query)
			if err != nil {
				return err
			}
			return p.find(c.Context(), s, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.String("want", "", "the goal and the limits, in `words`; they replace those of the LINK")
	flags.String("vary", "", "`settings` of the policy and their values, with semicolons between")
	flags.Int("candidates", 400, "try so many `policies` at most")
	flags.String("indifference", "2%", "the `share` of the goal below which a difference does not matter")
	flags.String("confidence", "95%", "how sure the choice must be, as a `share`")
	formatFlag(c, &how)
	own, shared := scenario.PolicyFields()
	_ = c.RegisterFlagCompletionFunc("vary", completeAxis(slices.Concat(own, shared)))
	_ = c.RegisterFlagCompletionFunc("want", cobra.FixedCompletions([]string{find.Example}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// wantedFields are the flags that were given as fields. Words leave nothing of the goal and the
// limits that a link has.
func wantedFields(c *cobra.Command) map[string]string {
	given := fieldsOf(c, find.Names)
	if given["want"] != "" {
		maps.Copy(given, map[string]string{"goal": "", "limits": ""})
	}
	return given
}

// find looks for a policy and writes what came of it, and of a search that was stopped what is
// known.
func (p *program) find(ctx context.Context, s find.Search, how string) error {
	state, failure := p.study(ctx, search{s})
	o, ok := state.Known.(find.Outcome)
	if !ok {
		return failure
	}
	var err error
	switch how {
	case "json":
		err = p.writeState(s.Query(), state, o)
	case "csv":
		err = p.writeCSV(foundRows(s, o))
	default:
		p.writeFound(s, o)
	}
	if err == nil && failure == nil && o.Best < 0 {
		return exit{status: bad}
	}
	return cmp.Or(err, failure)
}

// foundRows has a row for each policy that was tried.
func foundRows(s find.Search, o find.Outcome) [][]string {
	head := []string{"policy", "strategy", "settings", "own", "classic", "best", "alike", "fate", "runs", s.Goal.Figure.Name, "low", "high"}
	for _, l := range s.Limits {
		head = append(head, "limited_"+l.Figure.Name)
	}
	for _, name := range o.Axes {
		head = append(head, "front_"+name)
	}
	rows := [][]string{append(head, "front", "certain", "scenario", "failed")}
	for i, p := range o.Candidates {
		row := []string{strconv.Itoa(i + 1), wire.CellText(p.Strategy), wire.CellText(settingsOf(p.Candidate)), strconv.FormatBool(p.Own), strconv.FormatBool(p.Classic),
			strconv.FormatBool(i == o.Best), strconv.FormatBool(slices.Contains(o.Alike, i)), p.Fate, strconv.Itoa(p.Runs)}
		row = append(row, numbersOr(p.Runs > 0, p.Goal.Mean, p.Goal.Low, p.Goal.High)...)
		for l := range s.Limits {
			has := l < len(p.Limits)
			mean := 0.0
			if has {
				mean = p.Limits[l].Mean
			}
			row = append(row, numbersOr(has, mean)...)
		}
		row = append(row, numbersOr(p.Plotted, p.Trade[:]...)...)
		rows = append(rows, append(row, strconv.FormatBool(p.Front), strconv.FormatBool(p.Certain), wire.CellText(p.Query), wire.CellText(p.Reason)))
	}
	return rows
}

// numbersOr writes numbers, or empty cells where there are none.
func numbersOr(are bool, numbers ...float64) []string {
	cells := make([]string, len(numbers))
	for i, x := range numbers {
		if are {
			cells[i] = bare(x)
		}
	}
	return cells
}

// settingsOf are the settings of a policy as links write them.
func settingsOf(c find.Candidate) string {
	texts := make([]string, len(c.Settings))
	for i, s := range c.Settings {
		texts[i] = fmt.Sprintf("%s=%s", s.Field, s.Value)
	}
	return strings.Join(texts, " ")
}
