package main

import (
	"context"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/tipping"
	"backofflab/explain/studied"
)

func (p *program) seedsCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "seeds [LINK] [FIELD=VALUE…]", Short: "find the worst of many seeds",
		Long: `Simulates a scenario under many seeds, and says how bad a figure can come by chance, how rare
runs like the worst are at most, and where the worst one and the one in the middle are. A LINK may be
that of a search, /seeds?…. JSON is what /api/v1/seeds answers, CSV what /seeds.csv does.`,
		Example: `  backofflab seeds thundering-herd
  backofflab seeds clients=100 strategies=full,equal --figure peak --seeds 200
  backofflab seeds -q --figure done_99 --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			query, err := p.studyLink(args, tipping.SeedNames, fieldsOf(c, tipping.SeedNames))
			if err != nil {
				return err
			}
			s, err := tipping.ParseSeeds(query)
			if err != nil {
				return err
			}
			return p.seeds(c.Context(), s, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.String("figure", "done_99", "the `figure` by which seeds are compared")
	flags.Int("seeds", 1000, "how many `seeds` are tried")
	formatFlag(c, &how)
	_ = c.RegisterFlagCompletionFunc("figure", cobra.FixedCompletions(seedFigures(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func seedFigures() []string {
	var names []string
	for _, f := range studied.SeedFigures() {
		names = append(names, f.Name)
	}
	return names
}

// seeds looks for the worst seed and writes what came of it, and of a search that was stopped what
// is known.
func (p *program) seeds(ctx context.Context, s tipping.Seeds, how string) error {
	_, err := writeStudy(ctx, p, asked[tipping.Chances]{"seeds", len(s.Scenario.Strategies), s}, how, forms[tipping.Chances]{
		query:  s.Asked(),
		answer: func(c tipping.Chances) any { return wire.SeedsAnswerOf(s, c) },
		rows:   wire.SeedsRows,
		screen: func(c tipping.Chances) { p.screen().Worst(s, c) },
	})
	return err
}
