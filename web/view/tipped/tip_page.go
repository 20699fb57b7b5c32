package tipped

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment/tipping"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	shared "backofflab/web/templates"
	"backofflab/web/templates/study"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view"
)

const (
	tipPath = "/tip"
	tipName = "tip"
	tipJSON = "/api/v1/tip"
	tipCSV  = "/tip.csv"

	ofName        = "of"
	lowName       = "low"
	highName      = "high"
	triggerName   = "trigger"
	withinName    = "within"
	precisionName = "precision"
	populationKey = "population"
)

// TipPage is the page of a search for where a service tips, without its state. raw is the query
// as links write it; with no search in it the page has examples. problems are what is wrong
// with it.
func TipPage(raw string, problems scenario.FieldErrors) study.Page {
	s, err := tipping.Parse(raw)
	b := tipFormer{raw: raw, search: s, problems: map[string]string{}}
	_, lead := explain.Scenario(s.Scenario)
	page := study.Page{
		Path: tipPath, Kind: tipName, Title: "Where does it tip?", Shown: study.Shown{State: study.Idle},
		Lead:     "The load, or the length of an outage, from which the service does not come back when the cause is gone; and the load at which it recovers.",
		Scenario: study.Scenario{Words: lead, Lab: view.ScenarioLink(once(s.Scenario).Query())},
	}
	for _, p := range problems {
		if slices.Contains(append(slices.Clone(tipping.Names), runsName, populationKey), p.Field) {
			b.problems[p.Field] = p.Message
			if p.Field == ofName || p.Field == triggerName {
				b.problems[p.Field] = view.WrongChoice(p)
			}
			continue
		}
		page.Problems = append(page.Problems, shared.Problem{Field: p.Field, Value: format.Clip(p.Value, 200), Message: p.Message})
	}
	page.Form = templates.FormView(b.form(err))
	switch {
	case !Asks(raw):
		page.Examples = tipExamples()
	case len(problems) == 0:
		query := Query(s)
		page.Shown.Query, page.Shown.JSON, page.Shown.CSV = query, tipJSON+"?"+query, tipCSV+"?"+query
	}
	return page
}

// once is a scenario without replications.
func once(s scenario.Scenario) scenario.Scenario {
	s.Runs = 1
	return s
}

// tipFormer makes the form of a query.
type tipFormer struct {
	raw      string
	search   tipping.Search
	problems map[string]string
}

// turned is what can be turned up, and what the form calls it.
var turned = []struct {
	of    tipping.Of
	label string
}{
	{tipping.Load, "The load"}, {tipping.Service, "The service time"}, {tipping.Outage, "The length of an outage"},
	{tipping.Brownout, "The length of a brownout"}, {tipping.Spike, "The length of the spike"},
	{tipping.Failures, "The length of the failures"}, {tipping.Crash, "The time of the restart"},
}

func (b tipFormer) form(wrong error) templates.Form {
	f := templates.Form{Path: tipPath, Kept: kept(once(b.search.Scenario)), Go: "Find out", More: "Trigger, time to come back, precision", Closed: b.closed(wrong)}
	f.Lists = []templates.List{b.of()}
	f.Boxes = []templates.Box{
		b.box(lowName, "From", usual(b.search.Low, "1/s"), "", "The lower end of the range that is searched. Empty: well below what the service can serve."),
		b.box(highName, "To", usual(b.search.High, "1000/s"), "", "The upper end of the range that is searched. Empty: above what the service can serve."),
	}
	f.Choose = []templates.List{b.trigger()}
	f.Seldom = []templates.Box{
		b.box(withinName, "Must be back within", "", format.Span(b.search.Within), "How long after the trigger a run must have come back, from 1 s to 12 h."),
		b.box(precisionName, "Precision, ±", "", share(b.search.Precision), "Half the width of the 95 % interval, as a share of the threshold: from 0.5 % to 20 %."),
		b.box(runsName, "Runs a place", "", strconv.Itoa(b.search.Scenario.Runs), "How many runs each place of the loop has."),
	}
	for _, name := range []string{triggerName, withinName, precisionName, runsName} {
		f.Open = f.Open || typed(b.raw, name) != "" || b.problems[name] != ""
	}
	return f
}

func usual(value, otherwise string) string { return cmp.Or(value, otherwise) }

// box is a field that is typed: as it came, or where nothing came as it is read.
func (b tipFormer) box(name, label, example, read, help string) templates.Box {
	return templates.Box{Name: name, Label: label, Value: cmp.Or(typed(b.raw, name), read), Example: example, Help: help, Problem: b.problems[name]}
}

// of asks what is turned up: whatever the scenario has.
func (b tipFormer) of() templates.List {
	l := templates.List{Name: ofName, Label: "What is turned up", Problem: b.problems[ofName]}
	for _, one := range turned {
		own := slices.ContainsFunc(b.search.Scenario.Disturbances(), func(d scenario.Disturbance) bool { return kinds[one.of] == d.Kind })
		some := one.of == tipping.Load || one.of == tipping.Outage || one.of == tipping.Brownout || one.of == tipping.Service && b.search.Scenario.Service > 0
		if some || own || one.of == b.search.Of {
			l.Choices = append(l.Choices, templates.Choice{Value: one.of.String(), Label: one.label, On: one.of == b.search.Of})
		}
	}
	return l
}

// kinds are the disturbances whose length is turned up.
var kinds = map[tipping.Of]scenario.DisturbanceKind{
	tipping.Spike: scenario.DisturbanceSpike, tipping.Failures: scenario.DisturbanceFailures, tipping.Crash: scenario.DisturbanceCrash,
}

// trigger asks what happens to a run: its own trigger only where it has one.
func (b tipFormer) trigger() templates.List {
	l := templates.List{Name: triggerName, Label: "Trigger", Problem: b.problems[triggerName], Help: "What happens to a run whose load or service time is turned up"}
	labels := []string{tipping.Own: "The scenario’s own", tipping.Standard: "Ten seconds of brownout", tipping.None: "None"}
	for t, label := range labels {
		of := tipping.Trigger(t)
		if of != tipping.Own || len(b.search.Scenario.Disturbances()) > 0 {
			l.Choices = append(l.Choices, templates.Choice{Value: of.String(), Label: label, On: of == b.search.Trigger})
		}
	}
	return l
}

// closed says why the scenario has no load, where that is so, and leads to one that has.
func (b tipFormer) closed(wrong error) *templates.Closed {
	message := b.problems[populationKey]
	if problems, ok := wrong.(scenario.FieldErrors); ok && message == "" {
		for _, p := range problems {
			if p.Field == populationKey {
				message = p.Message
			}
		}
	}
	if message == "" {
		return nil
	}
	c := &templates.Closed{Says: message}
	if query, ok := opened(b.search.Scenario); ok {
		c.Ways = append(c.Ways, templates.Link{Text: "Make it open", Path: tipPath + "?" + query})
	}
	if b.search.Scenario.Population != scenario.PopulationOnce {
		outage := joined(once(b.search.Scenario).Query(), ofName+"="+tipping.Outage.String())
		if _, err := tipping.Parse(outage); err == nil {
			c.Ways = append(c.Ways, templates.Link{Text: "How long may an outage last?", Path: tipPath + "?" + outage})
		}
	}
	return c
}

// opened is the scenario with an open population, as a search for its load; ok is false where
// that makes none.
func opened(s scenario.Scenario) (query string, ok bool) {
	s = once(s)
	s.Population, s.Ramp = scenario.PopulationOpen, 1
	found, err := tipping.Parse(joined(s.Query(), ofName+"="+tipping.Load.String()))
	return Query(found), err == nil
}

// share is a share as a form has it: "2 %".
func share(x float64) string { return strings.ReplaceAll(format.Share(x), "\u00a0", " ") }
