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

// donePercent is the share of the requests whose end counts as the end of all: the
// last few in a hundred may be one unlucky client.
const donePercent = 95

// priceOf sets what the strategies cost against how long they take; nil where there is
// nothing to compare.
func priceOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) *chart.Price {
	price, one := &chart.Price{}, explain.Noun(s)
	for i, r := range results {
		took, done := timeToDone(r)
		switch {
		case r.Requests == 0:
		case !done:
			price.Never = append(price.Never, "Under "+strategies[i].Name+" only "+percentage(r.Successes, r.Requests)+"\u00a0% of them ever are.")
		default:
			wasted := float64(r.Wasted) / float64(r.Requests)
			price.Points = append(price.Points, chart.PricePoint{
				Strategy: strategies[i], Seconds: took.Seconds(), Wasted: wasted,
				Words: fmt.Sprintf("%s, %s wasted per %s", format.Elapsed(took), format.Ratio(wasted), one),
			})
		}
	}
	if len(price.Points) < 2 {
		return nil
	}
	price.Title = priceTitle(price.Points, one)
	return price
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

// priceTitle says who is done soonest and who wastes least, as far as the figures that
// are shown tell them apart.
func priceTitle(points []chart.PricePoint, noun string) string {
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
	time := func(p chart.PricePoint) string {
		return format.Elapsed(time.Duration(p.Seconds * float64(time.Second)))
	}
	waste := func(p chart.PricePoint) string { return format.Ratio(p.Wasted) }
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
