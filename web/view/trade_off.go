package view

import (
	"fmt"
	"time"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// donePercent is the percentile of completion times that stands for all: beyond it one
// unlucky client may decide.
const donePercent = 95

// tradeOffOf sets the waste of each strategy against its time; nil where fewer than two
// have both figures.
func tradeOffOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) *chart.TradeOff {
	tradeOff, one := &chart.TradeOff{}, explain.Noun(s)
	for i, r := range results {
		took, done := timeToDone(r)
		switch {
		case r.Requests == 0:
		case !done:
			tradeOff.Never = append(tradeOff.Never, "Under "+strategies[i].Name+" only "+percentage(r.Successes, r.Requests)+"\u00a0% of them ever are.")
		default:
			wasted := float64(r.Wasted) / float64(r.Requests)
			tradeOff.Points = append(tradeOff.Points, chart.TradeOffPoint{
				Strategy: strategies[i], Seconds: took.Seconds(), Wasted: wasted,
				Words: fmt.Sprintf("%s, %s wasted per %s", format.Elapsed(took), format.Ratio(wasted), one),
			})
		}
	}
	if len(tradeOff.Points) < 2 {
		return nil
	}
	tradeOff.Title = tradeOffTitle(tradeOff.Points, one)
	return tradeOff
}

// timeToDone is the completion time within which donePercent of all requests
// succeeded, those that never did included.
func timeToDone(r sim.Result) (time.Duration, bool) {
	if r.Successes == 0 {
		return 0, false
	}
	share := float64(donePercent) / 100 * float64(r.Requests) / float64(r.Successes)
	if share > 1 {
		return 0, false
	}
	return r.Completion.Quantile(share), true
}

// tradeOffTitle says who is done soonest and who wastes least, as far as the figures that
// are shown tell them apart.
func tradeOffTitle(points []chart.TradeOffPoint, noun string) string {
	soonest, cheapest := points[0], points[0]
	same := true
	for _, p := range points[1:] {
		same = same && p.Words == points[0].Words
		if p.Seconds < soonest.Seconds || p.Seconds == soonest.Seconds && p.Wasted < soonest.Wasted {
			soonest = p
		}
		if p.Wasted < cheapest.Wasted || p.Wasted == cheapest.Wasted && p.Seconds < cheapest.Seconds {
			cheapest = p
		}
	}
	time := func(p chart.TradeOffPoint) string {
		return format.Elapsed(time.Duration(p.Seconds * float64(time.Second)))
	}
	waste := func(p chart.TradeOffPoint) string { return format.Ratio(p.Wasted) }
	switch {
	case same:
		return "All strategies take as long and waste as much"
	case soonest == cheapest:
		return fmt.Sprintf("%s is done soonest (%s) and wastes the fewest attempts (%s)", soonest.Strategy.Name, time(soonest), waste(soonest))
	case time(soonest) == time(cheapest), waste(soonest) == waste(cheapest):
		return "What the wait costs"
	}
	return fmt.Sprintf("%s is done soonest (%s), %s wastes least (%s attempts a %s against %s)",
		soonest.Strategy.Name, time(soonest), cheapest.Strategy.Name, waste(cheapest), noun, waste(soonest))
}
