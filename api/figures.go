package api

import (
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/sim"
	"backofflab/web/templates"
)

// rowsOf are the lines of the table, their cells in the order of
// templates.Columns. All cells of a column have the same decimals.
func rowsOf(results []sim.Result) []templates.Row {
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
	var rows []templates.Row
	for _, r := range results {
		seconds := func(d time.Duration) string {
			if r.Completion.Count() == 0 {
				return templates.Never
			}
			return decimal(d.Seconds(), timeDecimals)
		}
		herd := templates.Never
		if r.HerdBins > 0 {
			herd = decimal(r.HerdIndex, 1)
		}
		rows = append(rows, templates.Row{
			Strategy: strategyOf(r.Strategy),
			Attempts: r.Columns.Attempts,
			Cells: []string{
				decimal(r.PeakPerS, peakDecimals),
				decimal(r.PeakOverRate, 1) + "×",
				templates.Thousands(r.Attempts),
				decimal(r.Amplification, 2),
				herd,
				templates.Thousands(r.GaveUp.Total()),
				seconds(r.Completion.Quantile(0.50)),
				seconds(r.Completion.Quantile(0.90)),
				seconds(r.Completion.Quantile(0.99)),
				seconds(r.Completion.Max()),
			},
		})
	}
	return rows
}

// decimal writes x with that many decimals and thin spaces between thousands.
func decimal(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, part, dotted := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return text // beyond an int: as it is
	}
	text = templates.Thousands(n)
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
