package view

import (
	"math"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// byAttemptOf is which attempts brought the requests of each fleet home; nil where nobody makes
// a second one.
func byAttemptOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) *chart.ByAttempt {
	b := chart.ByAttempt{Noun: explain.Noun(s) + "s", Top: 1}
	for i, r := range results {
		if r.Requests == 0 || len(r.ByAttempt) == 0 {
			return nil
		}
		b.Last = max(b.Last, len(r.ByAttempt))
		panel := chart.ByAttemptPanel{Strategy: strategies[i], Tables: tablesByAttempt(r, b.Noun)}
		for _, n := range r.ByAttempt {
			made, succeeded := float64(n.Made)/float64(r.Requests), float64(n.Succeeded)/float64(r.Requests)
			panel.Made, panel.Succeeded = append(panel.Made, made), append(panel.Succeeded, succeeded)
			b.Top = max(b.Top, made)
		}
		panel.Caption = chart.Caption{Figure: format.Percent(100 * panel.Succeeded[0]), Words: "\u00a0% at the first attempt"}
		b.Panels = append(b.Panels, panel)
	}
	b.Top = math.Ceil(2*b.Top) / 2
	if b.Last == 1 {
		return nil
	}
	return &b
}

// tablesByAttempt are those of all calls of a fleet, of the parts of a mix and of the layers.
func tablesByAttempt(r sim.Result, noun string) []chart.ByAttemptTable {
	tables := []chart.ByAttemptTable{{Noun: noun, Rows: rowsByAttempt(r.ByAttempt, r.Requests)}}
	layers := func(all []sim.Layer, requests int) {
		for _, l := range all {
			tables = append(tables, chart.ByAttemptTable{Of: "Layer " + scenario.FleetName(l.Strategy), Noun: "its requests", Rows: rowsByAttempt(l.ByAttempt, requests)})
			requests = l.Attempts
		}
	}
	layers(r.Layers, r.Requests)
	for _, p := range r.Parts {
		tables = append(tables, chart.ByAttemptTable{Of: "Of which " + scenario.FleetName(p.Strategy), Noun: noun, Rows: rowsByAttempt(p.ByAttempt, p.Requests)})
		layers(p.Layers, p.Requests)
	}
	return tables
}

// groups are the last attempts of the rows after the fifth, where there are many.
var groups = []int{10, 20, 50, 100, 200, 500, sim.MaxByAttempt}

// rowsByAttempt are the rows of a table: one for each attempt, or for each of the first five
// and for groups of those after.
func rowsByAttempt(counts sim.ByAttempt, requests int) []chart.ByAttemptRow {
	var rows []chart.ByAttemptRow
	for from, next := 1, 0; from <= len(counts); {
		to := from
		if len(counts) > 8 && from > 5 {
			for groups[next] < from {
				next++
			}
			to = min(groups[next], len(counts))
		}
		var sum sim.AttemptCount
		for _, n := range counts[from-1 : to] {
			sum.Made += n.Made
			sum.Succeeded += n.Succeeded
		}
		share := func(n int) string { return format.Percent(100 * float64(n) / float64(max(1, requests))) }
		rows = append(rows, chart.ByAttemptRow{
			Attempt: format.Range(format.Count(from), format.Count(to)),
			Made:    format.Count(sum.Made), Succeeded: format.Count(sum.Succeeded),
			Share: share(sum.Succeeded), Load: share(sum.Made),
		})
		from = to + 1
	}
	return rows
}
