package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/tipping"
)

func (p *program) tipCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "tip [LINK] [FIELD=VALUE…]", Short: "find where a service tips, and where it recovers",
		Long: `Turns up the load of a scenario, or how long its service or a trigger takes, and finds where it
no longer comes back, with an interval of 95 %; and of the load and the service time also where it
tips without a trigger, and below what it recovers from a collapse. The scenario needs a
population whose requests go on. A LINK may be that of a search, /tip?…. JSON is what /api/v1/tip
answers, CSV what /tip.csv does, with the loop.`,
		Example: `  backofflab tip retry-storm
  backofflab tip retry-storm --of brownout --high 5m
  backofflab tip -q retry-storm strategies=full --trigger none --precision 1% --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			query, err := p.studyLink(args, tipping.Names, fieldsOf(c, tipping.Names))
			if err != nil {
				return err
			}
			s, err := tipping.Parse(query)
			if err != nil {
				return err
			}
			return p.tip(c.Context(), s, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.String("of", tipping.Load.String(), "`what` is turned up: "+strings.Join(turned(), ", "))
	flags.String("low", "", "the lower `end` of the range; well below what the service can serve if it is not there")
	flags.String("high", "", "the upper `end` of the range; above what the service can serve if it is not there")
	flags.String("trigger", "", "`what` happens to a run: own, standard (ten seconds of brownout) or none; what the scenario has, or else standard")
	flags.String("within", "1m", "the `time` after the trigger within which a run must have come back")
	flags.String("precision", "2%", "half the width of the interval, as a `share` of the threshold")
	formatFlag(c, &how)
	_ = c.RegisterFlagCompletionFunc("of", cobra.FixedCompletions(turned(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("trigger", cobra.FixedCompletions([]string{tipping.Own.String(), tipping.Standard.String(), tipping.None.String()}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// turned is what can be turned up.
func turned() (names []string) {
	for of := tipping.Load; of <= tipping.Crash; of++ {
		names = append(names, of.String())
	}
	return names
}

// tip looks for where a service tips and writes what came of it, and of a search that was stopped
// what is known.
func (p *program) tip(ctx context.Context, s tipping.Search, how string) error {
	_, err := writeStudy(ctx, p, asked[tipping.Outcome]{"tip", len(s.Scenario.Strategies), s}, how, forms[tipping.Outcome]{
		query:  s.Asked(),
		answer: func(o tipping.Outcome) any { return wire.TipAnswerOf(s, o) },
		rows:   wire.TipRows,
		screen: func(o tipping.Outcome) { p.screen().Tipped(s, o) },
	})
	return err
}
