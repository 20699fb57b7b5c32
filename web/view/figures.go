package view

import (
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// rowsOf are the lines of the table, their cells in the order of
// templates.Columns. Times have the same decimals all down a column. A mixed fleet is
// followed by its parts.
func rowsOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) []chart.Row {
	slowest := time.Duration(0)
	for _, r := range results {
		slowest = max(slowest, r.Completion.Max())
	}
	seconds := format.Seconds(slowest)
	bounded := s.Capacity() > 0
	var rows []chart.Row
	for i, r := range results {
		herd := chart.Never
		if r.HerdBins > 0 {
			herd = format.Index(r.HerdIndex)
		}
		cells := []string{format.Rate(r.PeakPerS)}
		if bounded {
			cells = append(cells, format.Multiple(r.PeakOverRate)+"×")
		}
		cells = append(cells, format.Count(r.Attempts), ratio(r.Attempts, r.Requests), herd,
			percentage(r.Successes, r.Requests), format.Count(r.GaveUp.Total()))
		rows = append(rows, chart.Row{
			Strategy: strategies[i],
			Attempts: r.Columns.Attempts,
			Cells:    append(cells, completions(r.Completion, seconds)...),
		})
		for _, p := range r.Parts {
			cells := make([]string, 1, len(cells))
			if bounded {
				cells = append(cells, "")
			}
			cells = append(cells, format.Count(p.Attempts), ratio(p.Attempts, p.Requests), "",
				percentage(p.Successes, p.Requests), format.Count(p.GaveUp.Total()))
			rows = append(rows, chart.Row{
				Strategy: chart.Strategy{Key: p.Strategy, Name: scenario.FleetName(p.Strategy), Tone: strategies[i].Tone},
				Part:     true,
				Cells:    append(cells, completions(p.Completion, seconds)...),
			})
		}
	}
	return rows
}

// completions are the quantiles of completion times that the table shows.
func completions(h *metrics.Histogram, write format.Rule) []string {
	if h.Count() == 0 {
		return []string{chart.Never, chart.Never, chart.Never, chart.Never}
	}
	var cells []string
	for _, d := range []time.Duration{h.Quantile(0.50), h.Quantile(0.90), h.Quantile(0.99), h.Max()} {
		cells = append(cells, write(d.Seconds()))
	}
	return cells
}

func ratio(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return format.Ratio(float64(n) / float64(of))
}

// percentage is n of so many in per cent.
func percentage(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return format.Percent(percentOf(n, of))
}

func percentOf(n, of int) float64 { return 100 * float64(n) / float64(of) }
