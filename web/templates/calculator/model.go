package calculator

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// Page is the calculator.
type Page struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Form     Form
	Problems []templates.Problem // with what is not in the form
	Result   *Result             // nil where something is wrong
	Verify   Verify
}

// Form is what is asked for.
type Form struct {
	Groups  []Group // of the strategies
	Problem string  // with the strategy
	Fields  []Field // of the policy
	More    []Field // what is seldom set
	Asked   []Field // what is looked at
	Open    bool    // More is
	Kept    []Kept  // of a link, besides its policy
}

// Group are strategies of one sort.
type Group struct {
	Title   string
	Choices []Choice
}

// Choice is one of several.
type Choice struct {
	Value, Label string
	On           bool
}

// Field is a field of the form. Without Choices it is typed.
type Field struct {
	Name, Label, Value, Help, Problem string
	Example                           string // what an empty one stands for; "" mostly
	Choices                           []Choice
	Hidden                            bool // it does not matter to the strategy
	Number                            bool // a phone shows digits
}

// Kept is sent along as it is.
type Kept struct{ Name, Value string }

// Result is what follows from a policy.
type Result struct {
	Query     string // canonical, without the question mark
	Strategy  chart.Strategy
	Finding   string // a sentence
	Note      string // what else must be known; "" mostly
	After     string // which failures the delays come after; "" where all are alike
	Other     templates.Way
	Others    []templates.Way // the further strategies of the link
	Formula   Formula
	Waiting   Waiting
	Within    string // a sentence
	Axis      string // how far the bars of the rows reach; "" where nothing is waited
	Rows      []Row
	Left      string // rows that are not shown; "" where all are
	Lab       string // addresses of the same policy
	Elsewhere string
	JSON      string
}

// Formula is a formula with numbers.
type Formula struct {
	Text, Numbers, Value, Note string
	Retry                      string // "retry 4"
}

// Row is what is waited before one retry.
type Row struct {
	Retry                       string
	Path                        string // to its formula
	On                          bool   // which is shown
	Range                       string // "0–800 ms"
	Bar                         Bar
	Shares                      []float64 // of the density, the largest being 1; one alone where all wait alike
	Says                        string    // the density in words
	Mean, Median, P95           string
	Waited, WaitedMost, Waits95 string
	Late                        string // the share that the deadline stops; "" for nobody
}

// Bar are places on the axis, from 0 to 1.
type Bar struct{ Least, P5, Median, P95, Most float64 }

// Waiting is the curve of who still waits.
type Waiting struct {
	Sentence string
	Points   []Point
	X        []Tick
	Mark     *Mark // nil where the axis ends before
}

// Point is at a share of the axis.
type Point struct{ X, Share float64 }

// Tick is a label at a share of the axis.
type Tick struct {
	X    float64
	Text string
}

// Mark is what was asked for.
type Mark struct {
	X, Share float64
	Text     string
}

const (
	path  = "/calculator"
	title = "Backoff calculator"
	lead  = "What one retry policy makes a client wait, retry by retry, computed from its formula."
)

func (p Page) shell() templates.Shell {
	return templates.Shell{
		Static: p.Static, Title: title + " · Backoff Lab", Lead: lead,
		Sheet: "calculated", Action: templates.Places(path), Foot: templates.ManualFoot(),
	}
}

// wrong marks a field whose value is none.
func wrong(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

// current marks the row whose formula is shown.
func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

func inputMode(f Field) string {
	if f.Number {
		return "decimal"
	}
	return "text"
}

// shown are the names of the fields that matter, for a script.
func (f Form) shown() string {
	var names []string
	for _, field := range append(append([]Field{}, f.Fields...), f.More...) {
		if !field.Hidden {
			names = append(names, field.Name)
		}
	}
	return strings.Join(names, " ")
}

// all are the fields in their order, that of the strategy first.
func (f Form) all() []Field {
	all := []Field{{Name: "strategies", Problem: f.Problem}}
	for _, part := range [][]Field{f.Fields, f.More, f.Asked} {
		all = append(all, part...)
	}
	return all
}

// Has reports whether the form has a field of that name.
func (f Form) Has(name string) bool {
	return slices.ContainsFunc(f.all(), func(field Field) bool { return field.Name == name })
}

// axisWords say how far the bars reach.
func (r Result) axisWords() string {
	if r.Axis == "" {
		return "where there is any"
	}
	return "on one scale up to " + r.Axis
}
