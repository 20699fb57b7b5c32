package settings

import (
	"slices"

	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
)

// seat is a field in the strip, with the words that there is room for.
type seat struct{ field, label, unit string }

// seats are the five places of the strip. A place shows the first of its fields that matters:
// the limit of an LLM is its tokens, that of a service without a limiter its servers.
var seats = [][]seat{
	{{"offered", "Requests", "/s"}, {"clients", "Clients", ""}},
	{{"tokens-per-minute", "Tokens", "/min"}, {"concurrency", "Concurrency", ""}, {"rate", "Limit", "/s"}, {"servers", "Servers", ""}},
	{{"base", "Base", ""}},
	{{"cap", "Cap", ""}},
	{{"attempts", "Attempts", ""}},
}

// knownFields are the fields without a place in the strip that scripts have to know of always:
// what the places depend on, and what can be dragged in a chart.
var knownFields = []string{
	"population", "limiter", strategiesField, "outage", "outage-from", "outage-to",
	"brownout", "brownout-from", "brownout-to", "crash", "restart", "crash-share", "fail", "fail-from", "fail-to",
}

// StripOf is the strip of a link. raw is the query as it was asked; a field with a problem
// shows what stood there.
func StripOf(l link.Link, raw string, problems scenario.FieldErrors) templates.Strip {
	m := controls{l.Scenario, scenario.Default(), raw, problems}
	var seated []string
	strip := templates.Strip{Kept: wordsOf(l), Asked: l.Query()}
	if problems != nil {
		strip.Asked = raw
	}
	for _, seats := range seats {
		var place []templates.Control
		for _, s := range seats {
			f, _ := scenario.FieldNamed(s.field)
			c := m.of(f)
			c.Label, c.Unit = s.label, s.unit
			c.Help = f.Range
			place = append(place, c)
			seated = append(seated, f.Name)
		}
		strip.Places = append(strip.Places, place)
	}
	for _, f := range scenario.Fields() {
		if slices.Contains(seated, f.Name) {
			continue
		}
		if c := m.of(f); c.Changed() || c.Problem != "" || slices.Contains(knownFields, f.Name) {
			strip.Kept = append(strip.Kept, c)
		}
	}
	return strip
}
