package main

import (
	"context"
	"maps"
	"slices"

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
	o, err := writeStudy(ctx, p, asked[find.Outcome]{"find", len(s.Scenario.Strategies), s}, how, forms[find.Outcome]{
		query:  s.Asked(),
		answer: func(o find.Outcome) any { return o },
		rows:   func(o find.Outcome) [][]string { return wire.FindRows(s, o) },
		screen: func(o find.Outcome) { p.screen().Found(s, o) },
	})
	if err == nil && o.Best < 0 {
		return exit{status: bad}
	}
	return err
}
