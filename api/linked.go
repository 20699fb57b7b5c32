package api

import (
	"strings"

	"backofflab/scenario/link"
	"backofflab/web/templates"
)

// linkedRun is a finished run with what its link says.
func linkedRun(l link.Link, found findings) templates.Run {
	return linked(l, runOf(l.Scenario, found))
}

// linked gives a run its link, and the words of it.
func linked(l link.Link, run templates.Run) templates.Run {
	run.Query, run.Own, run.Ask = l.Query(), ownOf(l), askOf(l)
	if run.Waits != nil {
		run.Waits.Query = run.Query
	}
	return run
}

// askOf is what a link's scenario asks; beside a pinned one nothing need be begun.
func askOf(l link.Link) templates.Ask {
	query := l.Scenario.Query()
	if query == "" && l.Query() != "" {
		return templates.Ask{}
	}
	return asks()[query]
}

func ownOf(l link.Link) templates.Words {
	return templates.Words{Title: drawable(l.Title), Note: drawable(l.Note)}
}

// drawable replaces the few characters that no XML document may hold, however they
// are written: a picture is one.
func drawable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == 0xfffe || r == 0xffff {
			return 0xfffd
		}
		return r
	}, text)
}
