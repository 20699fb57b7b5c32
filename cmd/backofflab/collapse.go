package main

import (
	"context"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/tipping"
)

func (p *program) collapseCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "collapse [LINK] [FIELD=VALUE…]", Short: "estimate how rarely a service collapses by chance",
		Long: `Estimates how rarely runs of a scenario collapse without any trigger, down to one in millions, by
splitting, and by plain Monte Carlo with the same work. The scenario needs a population whose requests
go on. A LINK may be that of such a question, /collapse?…. JSON is what /api/v1/collapse answers, CSV
what /collapse.csv does.`,
		Example: `  backofflab collapse retry-storm brownout=1
  backofflab collapse -q retry-storm strategies=full,equal --repetitions 50 --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			query, err := p.studyLink(args, tipping.RareNames, fieldsOf(c, tipping.RareNames))
			if err != nil {
				return err
			}
			r, err := tipping.ParseRare(query)
			if err != nil {
				return err
			}
			return p.collapse(c.Context(), r, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.Int("repetitions", 16, "how often the `estimate` is repeated: the more, the narrower its interval")
	formatFlag(c, &how)
	return c
}

// collapse estimates how rarely a service collapses and writes what came of it, and of an estimate
// that was stopped what is known.
func (p *program) collapse(ctx context.Context, r tipping.Rare, how string) error {
	_, err := writeStudy(ctx, p, asked[tipping.Odds]{"collapse", len(r.Scenario.Strategies), r}, how, forms[tipping.Odds]{
		query:  r.Asked(),
		answer: func(o tipping.Odds) any { return wire.RareAnswerOf(r, o) },
		rows:   wire.RareRows,
		screen: func(o tipping.Odds) { p.screen().Rare(r, o) },
	})
	return err
}
