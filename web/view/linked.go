package view

import (
	"strings"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// LinkedRun is a finished run with what its link says.
func LinkedRun(l link.Link, found experiment.Outcome) chart.Run {
	return Linked(l, RunOf(l.Scenario, found))
}

// StreamedRun is the same as far as [chart.Fragments] shows it, which has no tables.
func StreamedRun(l link.Link, found experiment.Outcome) chart.Run {
	return Linked(l, toldOf(l.Scenario, found, explain.Headlines(l.Scenario, found)))
}

// FiguredRun is the same before it is judged, as far as [chart.Figures] shows it.
func FiguredRun(l link.Link, results []sim.Result) chart.Run {
	return Linked(l, drawnOf(l.Scenario, experiment.Outcome{Results: results}, explain.Headline{}))
}

// Linked gives a run its link, and the words of it.
func Linked(l link.Link, run chart.Run) chart.Run {
	run.Query, run.Own, run.Ask = l.Query(), OwnOf(l), AskOf(l)
	run.Picked = PickedOf(l.Scenario)
	if len(run.Series) > 0 {
		run.Picked.Small = chart.SmallOf(run.Series[0])
	}
	if run.Schedule != nil {
		run.Schedule.Query = run.Query
	}
	if l.Predict {
		run = unanswered(l, run)
	}
	return run
}

// AskOf is the question of a link's scenario.
func AskOf(l link.Link) chart.Ask {
	query := l.Scenario.Query()
	if query == "" && l.Query() != "" {
		return chart.Ask{}
	}
	return asks()[query]
}

func OwnOf(l link.Link) chart.Words {
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

// ScenarioLink is the address of a scenario in the lab.
func ScenarioLink(query string) string {
	if query == "" {
		return "/"
	}
	return "/?" + query
}
