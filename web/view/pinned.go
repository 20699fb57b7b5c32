package view

import (
	"slices"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// Pinned is a pinned run as others are compared with it.
type Pinned struct {
	scenario scenario.Scenario
	found    experiment.Outcome
	why      string // there is none; "" where there is

	run *chart.Run // as templates show it; nil until somebody asks
}

// NewPinned returns the pinned run of a scenario, or one that is not there and why,
// as a sentence.
func NewPinned(scenario scenario.Scenario, found experiment.Outcome, why string) *Pinned {
	return &Pinned{scenario: scenario, found: found, why: why}
}

// Onto makes a run of a link one that is compared with the pinned run: it gets ghosts, scales that hold both, and words. results are those of the
// run; nil while they are not known.
func (p *Pinned) Onto(run *chart.Run, l link.Link, results []sim.Result) {
	if p == nil {
		return
	}
	run.Title = ComparedTitle(l)
	run.Pin = PinOf(l)
	if p.why != "" {
		run.Note = joined(run.Note, "The pinned run is not shown: "+p.why)
		return
	}
	if p.run == nil {
		view := RunOf(p.scenario, p.found)
		p.run = &view
	}
	run.Pinned, run.Frame.Pinned = p.run, &p.run.Frame
	for i := range run.Series {
		s := &run.Series[i]
		at := slices.IndexFunc(p.run.Series, func(other chart.Series) bool { return other.Strategy.Key == s.Strategy.Key })
		if at >= 0 {
			s.Pinned = &p.run.Series[at]
		} else if s.Caption.Figure != "" {
			s.Caption.Words += notPinned
			s.Finish.Words += notPinned
		}
	}
	if p.run.Note != "" {
		run.Note = joined(run.Note, "Of the pinned run: "+p.run.Note)
	}
	if results != nil {
		run.Compared = ContrastOf(l, results, p.found.Results)
	}
}

const notPinned = " · not in the pinned run"

func joined(note, more string) string {
	if note == "" {
		return more
	}
	return note + " " + more
}
