package templates

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// purpose is what the lab is, in a line.
const purpose = "What your retry policy does to a rate-limited service"

// What the page says while it has no run.
const (
	restTitle = "What happens when clients hit a rate limit?"
	restLead  = "Fix the highlighted settings or pick a scenario."
)

// state is the page's state for scripts, styles and tests.
func state(p Page) string {
	switch {
	case len(p.Problems) > 0 || p.TooLarge != nil:
		return "error"
	case p.Run == nil:
		return "streaming"
	}
	return "done"
}

func stateWords(p Page) string {
	switch state(p) {
	case "error":
		return "not run"
	case "streaming":
		return "waiting for the run"
	}
	return "simulated"
}

func simulated(p Page) string {
	if p.Run == nil {
		return format.Clock(0)
	}
	return p.Run.SimulatedS
}

func pageTitle(p Page) string {
	if p.Own.Title != "" {
		return p.Own.Title + " · Backoff Lab"
	}
	if p.Run != nil && p.Run.Question != nil {
		return p.Run.Question.Text() + " · Backoff Lab"
	}
	if title, _ := hero(p); title != restTitle {
		return title + " · Backoff Lab"
	}
	return "Backoff Lab"
}

// hero is the page's title and lead: of its run, or of what it would simulate.
func hero(p Page) (title, lead string) {
	switch {
	case p.Run != nil:
		return p.Run.Title, p.Run.Lead
	case p.Title != "":
		return p.Title, p.Lead
	}
	return restTitle, restLead
}

func pageLead(p Page) string {
	_, lead := hero(p)
	return lead
}

func footer(p Page) string {
	if p.Run == nil {
		return "Every number on this page is reproducible from its link."
	}
	return p.Run.Footer
}

func problemTitle(list []Problem) string {
	if len(list) == 1 {
		return "One setting is invalid"
	}
	return format.Plural(len(list), "setting") + " are invalid"
}

// current marks the scenario that the page shows.
func current(p Preset) templ.Attributes {
	if !p.Active {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// addressOf is the address of the page, for print.
func addressOf(p Page) string {
	if p.Preview == nil {
		return ""
	}
	return p.Preview.URL
}

// The sheets of the pages of the lab.
const (
	labSheet    = "lab"
	pinnedSheet = "pinned"
)

// LabSheets are the sheets of the lab's pages, among those of the package web.
var LabSheets = []string{labSheet, pinnedSheet}

// SheetOf is the one that a page has.
func SheetOf(p Page) string {
	if p.BaselineBar != nil {
		return pinnedSheet // else what is more in it comes with the first baseline
	}
	return labSheet
}

func labShell(p Page) Shell {
	return Shell{
		Purpose: true,
		Static:  p.Static, Title: pageTitle(p), Lead: pageLead(p),
		Sheet: SheetOf(p), Styles: p.Styles,
		// Words alone would be painted first, and what stands below the picture, or in the dock of a
		// phone, would move as more came. This element follows the settings: to wait for their
		// form itself let frames through in the middle of it.
		Until:  "comparison",
		Action: labAction(p), Foot: labFoot(p), Preview: p.Preview,
	}
}

// detailsShell has the styles of all parts.
func detailsShell(p Page) Shell {
	s := labShell(p)
	s.Sheet, s.Styles = "details", ""
	return s
}

func noteOf(p Page) string {
	if p.Run == nil {
		return ""
	}
	return p.Run.Note
}

// formPath is where the form of a page asks for the next.
func formPath(p Page) string {
	if p.BaselineBar != nil {
		return "/compare"
	}
	return "/"
}

// foldsOf are the parts of a page, of its run or of one to come.
func foldsOf(p Page) []chart.Fold {
	if p.Run != nil {
		return p.Run.Folds
	}
	return p.Folds
}

// picked is what the picker says: of the run, or of what would be run.
func picked(p Page) chart.Picked {
	if p.Run != nil {
		return p.Run.Picked
	}
	return p.Picked
}

// bodyOf is what scripts and styles know of a page.
func bodyOf(p Page) templ.Attributes {
	body := templ.Attributes{"data-state": state(p), "data-query": p.Query}
	if p.Run != nil && p.Run.Question != nil {
		body["data-predict"] = "asking"
	}
	return body
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// pressed is the state of a button that stays down.
func pressed(down bool) string { return strconv.FormatBool(down) }
