package templates

import (
	"slices"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Embed is a frame for the pages of others: charts of one run, and a way into the lab.
type Embed struct {
	Static  string   // URL prefix of the static files, without a slash at the end
	Charts  []string // "load", "completion", in the order in which they stand
	Theme   string   // "light", "dark"; "": as the reader has it
	Title   string
	Own     chart.Words
	Open    string     // address of the run in the lab
	Run     *chart.Run // nil: there is none, and Message says why
	Message string
	Preview *Preview
}

func (e Embed) has(chart string) bool { return slices.Contains(e.Charts, chart) }

// title is what the frame says largest: a title of its own, or the finding of its
// first chart.
func (e Embed) title() string {
	switch {
	case e.Own.Title != "":
		return e.Own.Title
	case e.Run == nil:
		return e.Title
	case e.has("load"):
		return chart.OrElse(e.Run.LoadTitle, e.Run.Title)
	}
	return chart.OrElse(e.Run.DoneTitle, e.Run.Title)
}

// scheme is what the browser's own colours follow.
func (e Embed) scheme() string { return chart.OrElse(e.Theme, "light dark") }

// embedModules are the scripts of the frame.
var embedModules = []string{"charts", "crosshair", "format", "playhead"}

// chartClasses are those of a chart's grid.
func chartClasses(r chart.Run) templ.CSSClasses {
	return templ.CSSClasses{"grid", "of-" + chart.Number(float64(len(r.Series)))}
}
