package view

import (
	"fmt"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// tradeOffOf sets the waste of each strategy against its time, below a title; nil where fewer than two
// have both figures.
func tradeOffOf(s scenario.Scenario, found experiment.Outcome, strategies []chart.Strategy, title string) *chart.TradeOff {
	tradeOff, one := &chart.TradeOff{}, explain.Noun(s)
	for i, r := range found.Results {
		took, done := r.Done95, r.HasDone95
		switch {
		case r.Requests == 0:
		case !done:
			tradeOff.Never = append(tradeOff.Never, "With "+strategies[i].Name+" only "+percentage(r.Successes, r.Requests)+"\u00a0% ever succeed.")
		default:
			wasted := float64(r.Wasted) / float64(r.Requests)
			tradeOff.Points = append(tradeOff.Points, chart.TradeOffPoint{
				Strategy: strategies[i], Seconds: took.Seconds(), Wasted: wasted,
				Words: fmt.Sprintf("%s, %s wasted per %s", format.Elapsed(took), format.Decimals(1)(wasted), one),
			})
		}
	}
	if len(tradeOff.Points) < 2 {
		return nil
	}
	tradeOff.Title = title
	return tradeOff
}
