package view

import (
	"slices"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// Baseline is the outcome of a baseline, or why there is none.
type Baseline struct {
	scenario scenario.Scenario
	found    experiment.Outcome
	missing  string // why there is none; "" where there is

	run *chart.Run // as templates show it; built by the first AddTo
}

// NewBaseline returns the baseline of a scenario; missing says as a sentence why there is
// none, and is "" where there is.
func NewBaseline(scenario scenario.Scenario, found experiment.Outcome, missing string) *Baseline {
	return &Baseline{scenario: scenario, found: found, missing: missing}
}

// AddTo adds the baseline to a run of a link: its lines, scales that hold both, and words.
// now is the outcome of the run; nil while it is not known.
func (b *Baseline) AddTo(run *chart.Run, l link.Link, now *experiment.Outcome) {
	if b == nil {
		return
	}
	run.Title = ComparedTitle(l)
	run.BaselineBar = BaselineBarOf(l)
	if b.missing != "" {
		run.Note = joinNotes(run.Note, "The baseline is not shown: "+b.missing)
		return
	}
	if b.run == nil {
		view := RunOf(b.scenario, b.found)
		b.run = &view
	}
	run.Baseline, run.Frame.Baseline = b.run, &b.run.Frame
	for i := range run.Series {
		s := &run.Series[i]
		at := slices.IndexFunc(b.run.Series, func(other chart.Series) bool { return other.Strategy.Key == s.Strategy.Key })
		if at >= 0 {
			s.Baseline = &b.run.Series[at]
		} else if s.Caption.Figure != "" {
			s.Caption.Words += notInBaseline
			s.Finish.Words += notInBaseline
		}
	}
	if b.run.Note != "" {
		run.Note = joinNotes(run.Note, "Of the baseline: "+b.run.Note)
	}
	if now != nil {
		run.Compared = BaselineComparisonOf(l, *now, b.found)
	}
}

const notInBaseline = " · not in the baseline"

func joinNotes(note, more string) string {
	if note == "" {
		return more
	}
	return note + " " + more
}
