package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/sweep"
	"backofflab/scenario"
)

func (p *program) sweepCommand() *cobra.Command {
	var how string
	var runs int
	c := &cobra.Command{
		Use: "sweep [LINK] [FIELD=VALUE…] --x AXIS", Short: "simulate all values of one or two settings",
		Long: `Simulates a scenario for all values of one setting or two, several runs each with the same
seeds everywhere, and writes a table for each figure. Values are added where curves cross or bend.
A LINK may be that of a sweep, /sweep?…. JSON is what /api/v1/sweep answers, CSV what /sweep.csv does.

An AXIS is a setting and its values: 'cap:1s,5s,20s', 'clients:10..190 step 20',
'base:10ms..10s log 7', 'limiter:gcra,token-bucket'. Ctrl C ends a sweep with what is known by then.`,
		Example: `  backofflab sweep strategies=exponential,full --x 'clients:10..190 step 20'
  backofflab sweep thundering-herd --x 'cap:1s..1m log 5' --y rate:20,40,80 --figures peak,done_95
  backofflab sweep -q --x 'base:10ms..10s log 7' --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("runs") {
				if runs < 2 {
					return scenario.FieldErrors{scenario.NewFieldError("--runs", strconv.Itoa(runs), "Write how many runs each cell has, 2 or more: one tells nothing of how sure a mean is.")}
				}
				args = append(orStandard(args), "runs="+strconv.Itoa(runs))
			}
			query, err := p.studyLink(args, sweep.Names, fieldsOf(c, sweep.Names))
			if err != nil {
				return err
			}
			s, err := sweep.Parse(query)
			if err != nil {
				return err
			}
			return p.sweep(c.Context(), s, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringP("x", "x", "", "the setting to sweep, and its values: an `axis`")
	flags.StringP("y", "y", "", "another one: an `axis`")
	flags.IntVar(&runs, "runs", 20, "how many `runs` each cell has")
	flags.String("figures", "attempts,last_success", "the `figures` to show, some of those that --format json has")
	flags.Int("refine", 8, "add so many `values` at most, where curves cross or bend; 4 if there is a --y")
	formatFlag(c, &how)
	_ = c.RegisterFlagCompletionFunc("x", completeAxis(scenario.Fields()))
	_ = c.RegisterFlagCompletionFunc("y", completeAxis(scenario.Fields()))
	_ = c.RegisterFlagCompletionFunc("figures", completeFigures(columnNames()))
	return c
}

// orStandard are arguments with a link that settings can follow.
func orStandard(args []string) []string {
	if len(args) == 0 {
		return []string{"v=1"}
	}
	return args
}

func columnNames() []string {
	var names []string
	for _, f := range sweep.Columns() {
		names = append(names, f.Name)
	}
	return names
}

// sweep simulates a sweep and writes what came of it, and of one that was stopped what is known.
func (p *program) sweep(ctx context.Context, s sweep.Sweep, how string) error {
	_, err := writeStudy(ctx, p, sweeping{asked[sweep.Table]{"sweep", len(s.Scenario.Strategies), s}, s}, how, forms[sweep.Table]{
		query:  s.Query(),
		answer: func(t sweep.Table) any { return wire.SweepAnswerOf(s, t) },
		rows:   func(t sweep.Table) [][]string { return wire.SweepRows(s, t) },
		screen: func(t sweep.Table) { p.screen().Swept(s, t) },
	})
	return err
}
