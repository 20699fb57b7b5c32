package view

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// rowsOf are the lines of the table, their cells in the order of
// templates.Columns. All cells of a column have the same decimals. A mixed fleet is
// followed by its parts.
func rowsOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) []chart.Row {
	slowest, lowest := time.Duration(0), math.Inf(1)
	for _, r := range results {
		slowest = max(slowest, r.Completion.Max())
		lowest = min(lowest, r.PeakPerS)
	}
	peakDecimals, timeDecimals := 0, 1
	if lowest < 10 {
		peakDecimals = 1
	}
	if slowest < 10*time.Second {
		timeDecimals = 2
	}
	bounded := s.Capacity() > 0
	var rows []chart.Row
	for i, r := range results {
		herd := chart.Never
		if r.HerdBins > 0 {
			herd = decimal(r.HerdIndex, 1)
		}
		cells := []string{decimal(r.PeakPerS, peakDecimals)}
		if bounded {
			cells = append(cells, decimal(r.PeakOverRate, 1)+"×")
		}
		cells = append(cells, chart.Thousands(r.Attempts), ratio(r.Attempts, r.Requests), herd,
			percentage(r.Successes, r.Requests), chart.Thousands(r.GaveUp.Total()))
		rows = append(rows, chart.Row{
			Strategy: strategies[i],
			Attempts: r.Columns.Attempts,
			Cells:    append(cells, completions(r.Completion, timeDecimals)...),
		})
		for _, p := range r.Parts {
			cells := make([]string, 1, len(cells))
			if bounded {
				cells = append(cells, "")
			}
			cells = append(cells, chart.Thousands(p.Attempts), ratio(p.Attempts, p.Requests), "",
				percentage(p.Successes, p.Requests), chart.Thousands(p.GaveUp.Total()))
			rows = append(rows, chart.Row{
				Strategy: chart.Strategy{Key: p.Strategy, Name: scenario.FleetName(p.Strategy), Tone: strategies[i].Tone},
				Part:     true,
				Cells:    append(cells, completions(p.Completion, timeDecimals)...),
			})
		}
	}
	return rows
}

// completions are the quantiles of completion times that the table shows.
func completions(h *metrics.Histogram, decimals int) []string {
	if h.Count() == 0 {
		return []string{chart.Never, chart.Never, chart.Never, chart.Never}
	}
	var cells []string
	for _, d := range []time.Duration{h.Quantile(0.50), h.Quantile(0.90), h.Quantile(0.99), h.Max()} {
		cells = append(cells, decimal(d.Seconds(), decimals))
	}
	return cells
}

func ratio(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return decimal(float64(n)/float64(of), 2)
}

// percentage is n of so many in per cent, 100 only for all and 0 only for none.
func percentage(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return decimal(percentOf(n, of), 1)
}

func percentOf(n, of int) float64 {
	percent := math.Floor(float64(n)*1000/float64(of)) / 10
	if n > 0 {
		percent = max(percent, 0.1)
	}
	return percent
}

// Portion is n of so many in whole per cent, 100 only for all.
func Portion(n, of int) string { return strconv.Itoa(100*n/of) + "\u00a0%" }

// decimal writes x with that many decimals and thin spaces between thousands.
func decimal(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, part, dotted := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return text // beyond an int: as it is
	}
	text = chart.Thousands(n)
	if dotted {
		text += "." + part
	}
	return text
}

// perSecond writes a readout: whole from 100 up, with one decimal below unless it
// is whole.
func perSecond(x float64) string {
	if x >= 100 || x == math.Trunc(x) {
		return decimal(x, 0)
	}
	return decimal(x, 1)
}

// About is a time in words, as exact as anybody can say it.
func About(d time.Duration) string {
	seconds := d.Seconds()
	whole := func(n float64, unit string) string { return fmt.Sprintf("about %.0f\u00a0%s", math.Round(n), unit) }
	switch {
	case seconds < 1:
		return "less than 1\u00a0s"
	case seconds < 9.5:
		return whole(seconds, "s")
	case seconds < 57.5:
		return whole(5*math.Round(seconds/5), "s")
	case seconds < 5400:
		return whole(seconds/60, "min")
	}
	return whole(seconds/3600, "h")
}
