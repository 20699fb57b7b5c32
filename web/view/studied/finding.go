package studied

import (
	"slices"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// unsure is the place of no fleet: nobody knows which is best.
const unsure = -1

// stretch are neighbouring places of an axis with the same best.
type stretch struct {
	fleet       int
	first, last int // among those that are known
}

// known are the places of a row of cells that were simulated, and which fleet is for sure best
// at each.
func known(t sweep.Table, column int) (places, best []int) {
	for i, c := range t.Cells {
		if !c.Known() {
			continue
		}
		places = append(places, i)
		if b := c.Best[column]; b.Sure && b.Fleet >= 0 {
			best = append(best, b.Fleet)
		} else {
			best = append(best, unsure)
		}
	}
	return places, best
}

func stretchesOf(best []int) []stretch {
	var all []stretch
	for i, fleet := range best {
		if n := len(all); n > 0 && all[n-1].fleet == fleet {
			all[n-1].last = i
			continue
		}
		all = append(all, stretch{fleet, i, i})
	}
	return all
}

// mostStretches is how many a sentence names.
const mostStretches = 5

// findingOf says which strategy is best where on one axis, and where that is not sure: "Fewest
// attempts: Decorrelated up to 310 clients, Equal jitter from 330. Not sure at 300."
func findingOf(s sweep.Sweep, t sweep.Table, name string, strategies []chart.Strategy) string {
	_, column := columnOf(name)
	w := words[name]
	places, best := known(t, column)
	if len(places) < 2 || len(strategies) < 2 || w.most == "" {
		return ""
	}
	of := leading(w.most, t, places, best, column)
	if !slices.ContainsFunc(best, func(fleet int) bool { return fleet != unsure }) {
		return of + ": not sure at any value, all differences are within chance."
	}
	all := stretchesOf(best)
	if len(all) > mostStretches {
		return of + ": " + countedBest(best, strategies, "value") + "."
	}
	at := func(i int) string { return counted(s.X.Field, t.Xs[places[i]].Value) }
	var sure, not []string
	for _, one := range all {
		where := whereOf(one, len(best), s.X.Numeric(), at)
		if one.fleet == unsure {
			not = append(not, where)
		} else {
			sure = append(sure, strategies[one.fleet].Brief()+" "+where)
		}
	}
	text := of + ": " + format.List(sure) + "."
	if len(not) > 0 {
		text += " Not sure " + format.List(not) + "."
	}
	return text
}

// leading begins a sentence of what is best: among whom, and whether it is all.
func leading(most string, t sweep.Table, places, best []int, column int) string {
	if beaten(t, places, best, column) {
		most += ", of those that lose the fewest requests"
	}
	if t.Done < len(t.Cells) {
		return "So far " + format.Lower(most)
	}
	return most
}

// whereOf is a stretch of so many places in words.
func whereOf(one stretch, places int, numeric bool, at func(int) string) string {
	first, last := one.first == 0, one.last == places-1
	switch {
	case first && last:
		return "at every value"
	case one.first == one.last:
		return "at " + at(one.first)
	case !numeric:
		var all []string
		for i := one.first; i <= one.last; i++ {
			all = append(all, at(i))
		}
		return "at " + format.List(all)
	case first:
		return "up to " + at(one.last)
	case last:
		return "from " + at(one.first)
	}
	return "from " + at(one.first) + " to " + at(one.last)
}

// countedBest says at how many values, or in how many cells, each is best.
func countedBest(best []int, strategies []chart.Strategy, of string) string {
	var parts []string
	for fleet, strategy := range strategies {
		if n := countOf(best, fleet); n > 0 {
			parts = append(parts, strategy.Brief()+" at "+format.Count(n))
		}
	}
	text := format.List(parts) + " of " + format.Plural(len(best), of)
	if n := countOf(best, unsure); n > 0 {
		text += ", not sure at " + format.Count(n)
	}
	return text
}

func countOf(all []int, wanted int) (n int) {
	for _, one := range all {
		if one == wanted {
			n++
		}
	}
	return n
}

// beaten reports whether somewhere a fleet has a better mean than the best: it loses more
// requests, and was left out of the comparison.
func beaten(t sweep.Table, places, best []int, column int) bool {
	better := float64(sweep.Columns()[column].Better)
	for i, place := range places {
		if best[i] == unsure {
			continue
		}
		cell := t.Cells[place]
		for _, fleet := range cell.Fleets {
			if of := fleet[column]; of.Runs > 0 && better*(of.Mean-cell.Fleets[best[i]][column].Mean) > 0 {
				return true
			}
		}
	}
	return false
}
