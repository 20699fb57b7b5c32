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
		addPanel(&b, strategies[i], r.ByAttempt, r.Requests, r.Layers)
		of := make([]string, len(r.Parts))
		for j, p := range r.Parts {
			of[j] = p.Strategy
		}
		for j, part := range StrategiesOf(of) {
			addPanel(&b, part, r.Parts[j].ByAttempt, r.Parts[j].Requests, r.Parts[j].Layers)
		}
	}
	b.Top = math.Ceil(2*b.Top) / 2
	if b.Last == 1 {
		return nil
	}
	return &b
}

// addPanel adds a fleet, or a part of a mix, that made any attempt.
func addPanel(b *chart.ByAttempt, strategy chart.Strategy, counts sim.ByAttempt, requests int, layers []sim.Layer) {
	if len(counts) == 0 || requests == 0 {
		return
	}
	b.Last = max(b.Last, len(counts))
	panel := chart.ByAttemptPanel{Strategy: strategy, Tables: tablesByAttempt(counts, requests, layers, b.Noun)}
	for _, n := range counts {
		made, succeeded := float64(n.Made)/float64(requests), float64(n.Succeeded)/float64(requests)
		panel.Made, panel.Succeeded = append(panel.Made, made), append(panel.Succeeded, succeeded)
		b.Top = max(b.Top, made)
	}
	panel.Caption = chart.Caption{Figure: format.Percent(100 * panel.Succeeded[0]), Words: "\u00a0% at the first attempt"}
	b.Panels = append(b.Panels, panel)
}

// tablesByAttempt are those of all calls to the service, and of each layer.
func tablesByAttempt(counts sim.ByAttempt, requests int, layers []sim.Layer, noun string) []chart.ByAttemptTable {
	tables := []chart.ByAttemptTable{{Noun: noun, Rows: rowsByAttempt(counts, requests)}}
	for _, l := range layers {
		tables = append(tables, chart.ByAttemptTable{Of: "Layer " + scenario.FleetName(l.Strategy), Noun: "its requests", Rows: rowsByAttempt(l.ByAttempt, requests)})
		requests = l.Attempts
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
