package tipped

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"backofflab/experiment/tipping"
	"backofflab/explain"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
	shared "backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/templates/study"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view"
)

const (
	rarePath = "/collapse"
	rareName = "collapse"
	rareJSON = "/api/v1/collapse"
	rareCSV  = "/collapse.csv"

	repetitionsName = "repetitions"
)

// RarePage is the page of a question for rare collapses without its state, as [TipPage] is.
func RarePage(raw string, problems scenario.FieldErrors) study.Page {
	r, err := tipping.ParseRare(raw)
	_, lead := explain.Scenario(r.Scenario)
	page := study.Page{
		Path: rarePath, Kind: rareName, Title: "How rare is a collapse?", Shown: study.Shown{State: study.Idle},
		Lead:     "A service that bears its load on average can still be lost by chance, once in so many runs. How many?",
		Scenario: study.Scenario{Words: lead, Lab: view.ScenarioLink(r.Scenario.Query())},
	}
	wrong, closed := "", ""
	for _, p := range slices.Concat(problems, refused(err)) {
		switch {
		case p.Field == repetitionsName:
			wrong = p.Message
		case p.Field == populationKey && r.Scenario.Population == scenario.PopulationOnce:
			closed = p.Message
		case !slices.ContainsFunc(page.Problems, func(q shared.Problem) bool { return q.Field == p.Field }):
			page.Problems = append(page.Problems, shared.Problem{Field: p.Field, Value: format.Clip(p.Value, 200), Message: p.Message})
		}
	}
	page.Form = templates.FormView(rareForm(raw, r, wrong, closed))
	switch {
	case !AsksRare(raw):
		page.Examples = rareExamples()
	case len(problems) == 0:
		query := RareQuery(r)
		page.Shown.Query, page.Shown.JSON, page.Shown.CSV = query, rareJSON+"?"+query, rareCSV+"?"+query
	}
	return page
}

// refused are the fields that are wrong with what nobody asked for yet.
func refused(err error) scenario.FieldErrors {
	problems, _ := err.(scenario.FieldErrors)
	return problems
}

func rareForm(raw string, r tipping.Rare, wrong, closed string) templates.Form {
	f := templates.Form{
		Path: rarePath, Kept: kept(r.Scenario), Go: "Find out",
		Boxes: []templates.Box{{Name: repetitionsName, Label: "Repetitions", Value: cmp.Or(typed(raw, repetitionsName), strconv.Itoa(r.Repetitions)), Problem: wrong,
			Help: "How often the estimate is repeated, up to " + format.Count(tipping.MaxRepetitions) + ": the more, the narrower its interval."}},
	}
	if closed != "" {
		f.Closed = &templates.Closed{Says: closed}
		open := r.Scenario
		open.Population, open.Ramp = scenario.PopulationOpen, 1
		if _, err := tipping.ParseRare(open.Query()); err == nil {
			f.Closed.Ways = []templates.Link{{Text: "Make it open", Path: rarePath + "?" + open.Query()}}
		}
	}
	return f
}

// RareFar says how far the estimates are, and the same as a share.
func RareFar(r tipping.Rare, o tipping.Odds) (words string, share float64) {
	runs, over, all := 0, 0, len(r.Scenario.Strategies)
	share = r.Share(o)
	for _, f := range o.Fleets {
		runs += f.Runs
		if f.Over() {
			over++
		}
	}
	if over == all {
		return format.Plural(runs, "run") + " of " + format.Plural(all, "strategy"), 1
	}
	return format.Of(over, all, "strategy") + " done after " + format.Plural(runs, "run"), share
}

// Rare is what is known of how rarely a scenario collapses.
func Rare(r tipping.Rare, o tipping.Odds) templates.Odds {
	found := templates.Odds{
		Sub: fmt.Sprintf("A run has collapsed where in the last quarter of its %s fewer than half as many requests succeed as begin. In brackets, and as bars: 95\u00a0%% intervals.", format.Span(min(r.Scenario.Duration, r.Scenario.End()))),
	}
	axis := rareAxis(o)
	strategies := view.StrategiesOf(r.Scenario.Strategies)
	for i, f := range o.Fleets {
		said := studied.RarelyCollapses(r, f)
		one := templates.Odd{Strategy: strategies[i], Main: said.Main}
		for _, sentence := range []string{said.Plain, said.Gain} {
			if sentence != "" {
				one.Says = append(one.Says, sentence)
			}
		}
		if f.Failed == "" && f.Split.Runs > 0 {
			one.Axis = axis.ticks()
			one.Rows = append(one.Rows, axis.row("Splitting", f.Split))
			if f.Plain.Runs > 0 {
				one.Rows = append(one.Rows, axis.row("Plain Monte Carlo", f.Plain))
			}
		}
		if f.Collapse != "" {
			one.Collapse = templates.Link{Text: "Open a run that collapses", Path: view.ScenarioLink(f.Collapse)}
		}
		found.Fleets = append(found.Fleets, one)
	}
	return found
}

// powers is an axis of probabilities by powers of ten, from 10^-deep on the left to 1.
type powers struct{ deep int }

// rareAxis has room for all intervals that have a lower end.
func rareAxis(o tipping.Odds) powers {
	least := 0.1
	for _, f := range o.Fleets {
		for _, e := range []tipping.Estimate{f.Split, f.Plain} {
			for _, p := range []float64{e.Low, e.P} {
				if p > 0 {
					least = min(least, p)
				}
			}
			if e.Runs > 0 && e.P == 0 {
				least = min(least, e.High/10)
			}
		}
	}
	return powers{min(30, int(math.Ceil(-math.Log10(least))))}
}

// place is where a probability is, as a share of the width; on the left end what is 0.
func (a powers) place(p float64) float64 {
	if p <= 0 {
		return 0
	}
	return max(0, 1+math.Log10(p)/float64(a.deep))
}

func (a powers) ticks() (all []chart.Tick) {
	step := (a.deep + 2) / 3
	for k := a.deep - a.deep%step; k >= 0; k -= step {
		text := "1 in " + format.Count(int64(math.Round(math.Pow(10, float64(min(k, 18))))))
		switch {
		case k == 0:
			text = "all"
		case k > 6:
			text = format.Power(-k)
		}
		all = append(all, chart.Tick{At: a.place(math.Pow(10, -float64(k))), Text: text})
	}
	return all
}

func (a powers) row(method string, e tipping.Estimate) templates.OddRow {
	row := templates.OddRow{
		Method: method, Low: a.place(e.Low), At: a.place(e.P), High: a.place(e.High), Seen: e.P > 0,
		Chance: "none seen", Range: studied.Between(e), Runs: format.Count(e.Runs), Attempts: format.Count(e.Work),
	}
	if e.P > 0 {
		row.Chance = format.Chance(e.P)
	}
	return row
}
