package api

import (
	"strings"

	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// linkedRun is a finished run with what its link says.
func linkedRun(l link.Link, found findings) chart.Run {
	return linked(l, runOf(l.Scenario, found))
}

// linked gives a run its link, and the words of it.
func linked(l link.Link, run chart.Run) chart.Run {
	run.Query, run.Own, run.Ask = l.Query(), ownOf(l), askOf(l)
	if run.Waits != nil {
		run.Waits.Query = run.Query
	}
	return run
}

// askOf is what a link's scenario asks; beside a pinned one nothing need be begun.
func askOf(l link.Link) chart.Ask {
	query := l.Scenario.Query()
	if query == "" && l.Query() != "" {
		return chart.Ask{}
	}
	return asks()[query]
}

func ownOf(l link.Link) chart.Words {
	return chart.Words{Title: drawable(l.Title), Note: drawable(l.Note)}
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
