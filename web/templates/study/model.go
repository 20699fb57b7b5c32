package study

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"backofflab/web/templates"
)

// States of a study, as pages name them.
const (
	Idle      = "idle" // none was asked for
	Running   = "running"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"
)

// Page is the page of a kind of study.
type Page struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Path     string // of all studies of the kind, "/sweep"
	Kind     string // "sweep"
	Title    string // what is studied
	Lead     string // what such a study tells
	Scenario Scenario
	Form     templ.Component
	Problems []templates.Problem // with what is not in the form
	Examples []Example           // where no study is asked for
	Shown    Shown
}

// Scenario is what is simulated, but for what a study changes.
type Scenario struct {
	Words string // a sentence
	Lab   string // its address in the lab
}

// Example is a study that is worth asking for.
type Example struct {
	Title, Says, Path string
}

// Shown is a study at one moment.
type Shown struct {
	State string
	Query string  // of the study, canonical
	Says  string  // how far it is, or what it is about to do
	Share float64 // of it that is done, from 0 to 1
	Why   string  // why it failed
	Body  templ.Component
	JSON  string // addresses of what is known
	CSV   string // "": there is none
}

func (p Page) shell() templates.Shell {
	return templates.Shell{
		Static: p.Static, Title: p.Title + " · Backoff Lab", Lead: p.Lead,
		Sheet: "study", Action: templates.Places(kinds[0].path), Foot: templates.ManualFoot(),
	}
}

// body is what a script needs to know of the page.
func (p Page) body() templ.Attributes {
	return templ.Attributes{"class": "studied", "data-state": p.Shown.State, "data-kind": p.Kind, "data-query": p.Shown.Query}
}

func (p Page) address(below string) string { return p.Path + below + "?" + p.Shown.Query }

// Fragments are what a stream replaces, by the ids of elements.
func Fragments(ctx context.Context, s Shown) (map[string]string, error) {
	all := map[string]string{}
	for id, part := range map[string]templ.Component{"study-says": says(s), "study-body": body(s)} {
		var b strings.Builder
		if err := part.Render(ctx, &b); err != nil {
			return nil, err
		}
		all[id] = b.String()
	}
	return all, nil
}

// wrong marks a field whose value is none.
func wrong(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

// current marks the value that the scenario has.
func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}
