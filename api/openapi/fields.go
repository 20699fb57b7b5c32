package openapi

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"backofflab/scenario"
	"backofflab/scenario/link"
)

// parameters are those of a link: the fields of a scenario, and what a link has besides.
func parameters() map[string]parameter {
	all := map[string]parameter{}
	for _, p := range append(fieldParameters(), linkParameters()...) {
		all[p.Name] = p
	}
	return all
}

// fieldParameters are the fields of a scenario as parameters of a query.
func fieldParameters() []parameter {
	var all []parameter
	standard := scenario.Default()
	for _, f := range scenario.Fields() {
		p := parameter{Name: f.Name, In: "query", Description: helpOf(f), Schema: schemaOf(f)}
		if p.Schema.Type == "array" {
			p.Style, p.Explode = "form", new(bool)
		}
		p.Schema.Default = defaultOf(f, standard)
		all = append(all, p)
	}
	return all
}

// helpOf is what the screen says of a field, with the values that it takes.
func helpOf(f scenario.Field) string {
	said := f.Help
	if f.Range != "" {
		said += " Values: " + f.Range
		if f.Unit != "" && !f.IsDuration() {
			said += " (" + f.Unit + ")"
		}
		said += "."
	}
	return said
}

// schemaOf is a field's value in JSON, and in a query.
func schemaOf(f scenario.Field) *jsonschema.Schema {
	switch {
	case f.IsNumber():
		s := &jsonschema.Schema{Type: "number", Minimum: number(f.Low), Maximum: number(f.High)}
		if f.Whole {
			s.Type = "integer"
		}
		return s
	case f.List:
		s := &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}, MinItems: new(1), UniqueItems: true}
		if f.Name == "strategies" { // mixes and settings of one's own are more than its choices
			s.MaxItems, s.Items.Examples = new(scenario.MaxStrategies), anyOf(f.Choices)
			return s
		}
		s.Items.Enum = anyOf(f.Choices)
		return s
	case f.Choices != nil:
		return &jsonschema.Schema{Type: "string", Enum: anyOf(f.Choices)}
	}
	return &jsonschema.Schema{Type: "string"}
}

// defaultOf is a field's value in the default scenario, as JSON.
func defaultOf(f scenario.Field, standard scenario.Scenario) json.RawMessage {
	value := f.Format(standard)
	var text []byte
	switch {
	case f.IsNumber():
		text = []byte(value)
	case f.List:
		text, _ = json.Marshal(strings.Split(value, ",")) // strings are always JSON
	default:
		text, _ = json.Marshal(value)
	}
	return text
}

// linkParameters are what a link has beside a scenario.
func linkParameters() []parameter {
	var presets []any
	for _, p := range scenario.Presets() {
		presets = append(presets, p.Key)
	}
	text := func(most int) *jsonschema.Schema { return &jsonschema.Schema{Type: "string", MaxLength: &most} }
	return []parameter{
		{Name: "preset", In: "query", Description: "A scenario to start from in place of the default; the other parameters change it.", Schema: &jsonschema.Schema{Type: "string", Enum: presets}},
		{Name: "v", In: "query", Description: "The version of this grammar.", Schema: &jsonschema.Schema{Type: "string", Enum: []any{"1"}}},
		{Name: link.WithName, In: "query", Description: "The scenario that a page compares the run with, its fields apart by semicolons; " + link.Standard + " is the default one. Of an answer of the API it changes nothing.", Schema: &jsonschema.Schema{Type: "string"}},
		{Name: "title", In: "query", Description: "Stands in place of the computed title on a page.", Schema: text(link.MaxTitle)},
		{Name: "note", In: "query", Description: "A paragraph below the title of a page.", Schema: text(link.MaxNote)},
		{Name: link.PredictName, In: "query", Description: "Whether a page asks its reader to guess first.", Schema: &jsonschema.Schema{Type: "string", Enum: []any{"yes"}}},
	}
}

// linked are references to all parameters of a link, in the order of the fields.
func linked() []parameter {
	var all []parameter
	for _, p := range append(linkParameters(), fieldParameters()...) {
		all = append(all, parameter{Ref: "#/components/parameters/" + p.Name})
	}
	return all
}

// scenarioSchema is a scenario in JSON: all of its fields by their names in links.
func scenarioSchema() *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Description: "A scenario: every field, by its name in links; durations as links write them.", Properties: map[string]*jsonschema.Schema{}}
	for _, f := range scenario.Fields() {
		of := schemaOf(f)
		of.Description = helpOf(f)
		s.Properties[f.Name] = of
		s.PropertyOrder, s.Required = append(s.PropertyOrder, f.Name), append(s.Required, f.Name)
	}
	return s
}

func number(text string) *float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("openapi: %q is no bound: %v", text, err))
	}
	return &x
}

func anyOf(words []string) []any {
	all := make([]any, len(words))
	for i, w := range words {
		all[i] = w
	}
	return all
}
