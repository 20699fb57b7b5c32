package tipped

import (
	"cmp"
	"strconv"
	"time"

	"backofflab/experiment"
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
	seedsPath  = "/seeds"
	seedsName  = "seeds" // of the kind, and of its field
	seedsJSON  = "/api/v1/seeds"
	seedsCSV   = "/seeds.csv"
	figureName = "figure"
)

// SeedsPage is the page of a search for the worst seed without its state, as [TipPage] is.
func SeedsPage(raw string, problems scenario.FieldErrors) study.Page {
	s, _ := tipping.ParseSeeds(raw)
	_, lead := explain.Scenario(s.Scenario)
	page := study.Page{
		Path: seedsPath, Kind: seedsName, Title: "The worst seed", Shown: study.Shown{State: study.Idle},
		Lead:     "The same scenario under a thousand seeds: how bad can luck make it, and how rarely? The worst run opens in the lab.",
		Scenario: study.Scenario{Words: lead, Lab: view.ScenarioLink(s.Scenario.Query())},
	}
	wrong := map[string]string{}
	for _, p := range problems {
		if p.Field == figureName || p.Field == seedsName {
			wrong[p.Field] = p.Message
			continue
		}
		page.Problems = append(page.Problems, shared.Problem{Field: p.Field, Value: format.Clip(p.Value, 200), Message: p.Message})
	}
	page.Form = templates.FormView(seedsForm(raw, s, wrong))
	switch {
	case !AsksSeeds(raw):
		page.Examples = seedExamples()
	case len(problems) == 0:
		query := SeedsQuery(s)
		page.Shown.Query, page.Shown.JSON, page.Shown.CSV = query, seedsJSON+"?"+query, seedsCSV+"?"+query
	}
	return page
}

func seedsForm(raw string, s tipping.Seeds, wrong map[string]string) templates.Form {
	by := templates.List{Name: figureName, Label: "By which figure", Problem: wrong[figureName]}
	for _, f := range studied.SeedFigures() {
		by.Choices = append(by.Choices, templates.Choice{Value: f.Name, Label: format.Capital(studied.What(f, s.Scenario)), On: f.Name == s.Figure})
	}
	return templates.Form{
		Path: seedsPath, Kept: kept(s.Scenario), Go: "Find it", Lists: []templates.List{by},
		Boxes: []templates.Box{{Name: seedsName, Label: "Seeds", Value: cmp.Or(typed(raw, seedsName), strconv.Itoa(s.Seeds)), Problem: wrong[seedsName],
			Help: "How many are tried, from 2 to " + format.Count(tipping.MostSeeds) + ". What is as rare as one in so many shows once, or not."}},
	}
}

// SeedsFar says how many seeds were tried, and the same as a share.
func SeedsFar(s tipping.Seeds, c tipping.Chances) (words string, share float64) {
	if c.Done >= s.Seeds {
		return format.Plural(s.Seeds, "seed") + " of " + format.Plural(len(s.Scenario.Strategies), "strategy"), 1
	}
	return format.Of(c.Done, s.Seeds, "seed"), float64(c.Done) / float64(s.Seeds)
}

// seedHeads are those of the quantiles.
var seedHeads = []string{"Least", "5\u00a0%", "25\u00a0%", "Median", "75\u00a0%", "95\u00a0%", "99\u00a0%", "Most"}

// Seeds is what is known of a search for the worst seed.
func Seeds(s tipping.Seeds, c tipping.Chances) templates.Seeds {
	figure := studied.SeedFigure(s)
	found := templates.Seeds{Title: format.Capital(what(s)), Heads: seedHeads, Sub: "Over " + format.Plural(c.Done, "seed") + ". Thin: from the least to the most; wider: 5 to 95\u00a0% of the seeds, and half of them; the tall line is the median, the short one 99\u00a0%."}
	top := 0.0
	for _, one := range c.Fleets {
		if n := len(one.Quantile); n > 0 {
			top = max(top, one.Quantile[n-1])
		}
	}
	found.Scale = scaleOf(figure, top)
	strategies := view.StrategiesOf(s.Scenario.Strategies)
	for i, one := range c.Fleets {
		said := studied.WorstOf(s, one)
		f := templates.Chance{Strategy: strategies[i], Says: said.Worst, Rare: said.Rare, Never: said.Never}
		if one.Seeds > 0 {
			f.Worst, f.Median = seedLink(s, one.Worst), seedLink(s, one.Median)
			f.Bad = format.Of(one.AsBad, one.Seeds, "seed")
		}
		if q := one.Quantile; len(q) == len(seedHeads) {
			f.Strip = &templates.Strip{Least: q[0], P5: q[1], P25: q[2], P50: q[3], P75: q[4], P95: q[5], P99: q[6], Most: q[7]}
		}
		for _, x := range one.Quantile {
			f.Quantiles = append(f.Quantiles, studied.SeedValue(s, tipping.One{Value: x}))
		}
		found.Fleets = append(found.Fleets, f)
	}
	return found
}

// what is the figure as a title.
func what(s tipping.Seeds) string {
	return cmp.Or(studied.What(studied.SeedFigure(s), s.Scenario), s.Figure)
}

func seedLink(s tipping.Seeds, o tipping.One) templates.Link {
	return templates.Link{Text: studied.SeedValue(s, o) + ", seed " + format.Name(o.Seed), Path: view.ScenarioLink(o.Query)}
}

// scaleOf is the scale of a figure up to a value.
func scaleOf(f experiment.Figure, top float64) chart.Scale {
	switch f.Kind {
	case experiment.Time:
		return chart.TimeUpto(max(top, time.Millisecond.Seconds()))
	case experiment.PerS:
		return chart.Upto(top, 1, "/s")
	case experiment.Percent:
		return chart.Upto(100, 1, "\u00a0%")
	case experiment.Times:
		return chart.Upto(top, 1, "×")
	}
	return chart.Upto(top, 1, "")
}
