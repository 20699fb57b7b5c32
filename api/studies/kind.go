package studies

import (
	"errors"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/studies"
	templates "backofflab/web/templates/study"
)

// Kind is a sort of study that has a page.
type Kind struct {
	Name string // of its addresses: that of "sweep" is /sweep
	// Plain is what a form sent as links write it; links stay as they are.
	Plain func(raw string) string
	// Asks reports whether a query asks for a study; else the page shows how to.
	Asks func(raw string) bool
	// Parse reads a query. Its errors are scenario.FieldErrors, all of them.
	Parse func(raw string) (Study, error)
	// Page is the page without a state, with what is wrong with the query.
	Page func(raw string, problems scenario.FieldErrors) templates.Page
}

// Study is a study, and how it is shown.
type Study interface {
	studies.Study
	// Estimate is about how long it takes on one core, at least; Shorten says which field to
	// change where that is too long, with its value.
	Estimate() time.Duration
	Shorten() (field, value string)
	// Far says how far the study is, in words and as a share. What is known is nil at first.
	Far(known any) (words string, share float64)
	// Body is what is known; nil where there is nothing to see yet.
	Body(known any) templ.Component
	// Answer is what is known for programs, and Rows the same as a table with a head.
	Answer(known any) any
	Rows(known any) [][]string
}

// kinds are all that have pages.
var kinds = []Kind{sweepKind, findKind, tipKind, seedsKind, rareKind}

// asked reads what a request asks for, in a turn. Who asks for the head of an answer alone is
// told what is wrong, or runs.ErrWithout.
func (l Lab) asked(c echo.Context, k Kind, raw string) (Study, error) {
	leave, err := l.Enter(c.Request().Context())
	if errors.Is(err, runs.ErrWithout) {
		if _, wrong := l.read(k, raw); wrong != nil {
			return nil, wrong
		}
	}
	if err != nil {
		return nil, err
	}
	defer leave()
	return l.read(k, raw)
}

// read reads a query, and refuses what would take too long before it begins.

func (l Lab) read(k Kind, raw string) (Study, error) {
	study, err := k.Parse(raw)
	if err != nil {
		return nil, err
	}
	if takes := study.Estimate(); takes > l.Longest {
		field, value := study.Shorten()
		return nil, scenario.FieldErrors{scenario.NewFieldError(field, value, "Ask for fewer values, fewer runs or fewer clients: this takes "+
			format.About(takes)+" of one core or longer, and at most "+format.Span(l.Longest)+" is begun.")}
	}
	return study, nil
}

// problemsOf are the fields that are wrong, where that is what an error says.
func problemsOf(err error) (problems scenario.FieldErrors, ok bool) {
	return problems, errors.As(err, &problems)
}
