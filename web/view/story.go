package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// Replications that a page offers, and the limit of their attempts together, so that they
// take about a second.
const (
	offeredRuns     = 20
	offeredAttempts = 5_000_000
)

// findingsOf are findings of a run with places in bins.
func findingsOf(story []explain.Sentence, bin time.Duration) []chart.Finding {
	bins := func(d time.Duration) float64 { return float64(d) / float64(bin) }
	var findings []chart.Finding
	for _, t := range story {
		findings = append(findings, chart.Finding{
			Text: t.Text, Chart: t.Place.Chart, Fleets: t.Place.Fleets,
			From: bins(t.Place.From), To: bins(t.Place.To),
			Guide: t.Guide.Place, About: t.Guide.About,
		})
	}
	return findings
}

// replicateQuery is the query of the same scenario with replications; "" where there
// are some, nothing to compare, or too much to do.
func replicateQuery(s scenario.Scenario, found experiment.Outcome) string {
	attempts := AttemptsOf(found.Results)
	if s.Runs > 1 || len(s.Strategies) < 2 || offeredRuns*attempts > offeredAttempts || found.Results[0].Partial {
		return ""
	}
	s.Runs = offeredRuns
	return s.Query()
}

// AttemptsOf is how many attempts all fleets made.
func AttemptsOf(results []sim.Result) int {
	n := 0
	for _, r := range results {
		n += r.Attempts
	}
	return n
}
