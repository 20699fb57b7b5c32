package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"backofflab/scenario"
	"backofflab/scenario/link"
)

// tool is what assistants call.
type tool struct {
	name, title, description string
	schema                   *jsonschema.Schema
	call                     func(context.Context, Lab, json.RawMessage) (*answer, error)
}

// toolOf is a tool whose arguments are of a type.
func toolOf[In any](name, title, description string, call func(context.Context, Lab, In) (*answer, error)) tool {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		panic("mcp: " + err.Error()) // it depends on the program alone
	}
	return tool{name, title, description, schema, func(ctx context.Context, lab Lab, raw json.RawMessage) (*answer, error) {
		var in In
		if err := readArguments(raw, &in, schema); err != nil {
			return nil, err
		}
		return call(ctx, lab, in)
	}}
}

// readArguments is strict: a name that is misspelt would otherwise count as not given.
func readArguments(raw json.RawMessage, to any, schema *jsonschema.Schema) error {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	d.UseNumber()
	err := d.Decode(to)
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &kind):
		return wrong(kind.Field, kind.Value, "Give an argument of the type that the tool's schema says.")
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return wrong(clipped(strings.Trim(name, `"`), 40), "", "There is no such argument. Arguments are: "+strings.Join(schema.PropertyOrder, ", ")+".")
	}
	return wrong("arguments", string(raw), "They are no JSON object.")
}

func wrong(field, value, message string) error {
	return scenario.FieldErrors{scenario.NewFieldError(field, value, message)}
}

// asked is a scenario as arguments.
type asked struct {
	Link   string         `json:"link,omitempty" jsonschema:"A link of the lab, its query alone (rate=50&strategies=full,fixed), or the key of a preset. None: the default scenario."`
	Fields map[string]any `json:"fields,omitempty" jsonschema:"Fields of the scenario by name, on top of link: {\"clients\": 1000, \"rate\": \"100/min\", \"strategies\": \"full,client:openai-python\"}. The description of simulate has their names; a wrong value is answered with what to write."`
}

// read returns the scenario, and the baseline that the link has beside it.
func (a asked) read() (link.Link, error) {
	l, err := link.Read(a.Link)
	if err != nil || len(a.Fields) == 0 {
		return l, err
	}
	values, err := url.ParseQuery(l.Scenario.Query())
	if err != nil {
		return l, err // the lab wrote it
	}
	for name, value := range a.Fields {
		text, ok := typedValue(value)
		if !ok {
			return l, wrong(name, fmt.Sprint(value), "Give a text, a number or a list of texts.")
		}
		values.Set(name, text)
	}
	l.Scenario, err = scenario.ParseQuery(values.Encode())
	return l, err
}

// typedValue is a value of JSON as people would type it.
func typedValue(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return fmt.Sprint(value), true
	case []any:
		var all []string
		for _, member := range value {
			text, ok := typedValue(member)
			if !ok {
				return "", false
			}
			all = append(all, text)
		}
		return strings.Join(all, ","), true
	}
	return "", false
}

// fieldNames are the names that fields of a scenario have.
func fieldNames() string {
	var all []string
	for _, f := range scenario.Fields() {
		all = append(all, f.Name)
	}
	return strings.Join(all, ", ")
}
