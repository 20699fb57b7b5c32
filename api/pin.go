package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// pinPatience is how long a stream waits for the run that it is compared with
// before it begins without.
const pinPatience = 10 * time.Second

// pin is the pinned run of a comparison, which is made beside the other one. Its
// makers keep what came of it, so that a slider that moves does not repeat it.
type pin struct {
	scenario scenario.Scenario
	ready    chan struct{} // closed once the outcome is known
	found    findings      // what it is, from then on
	err      error
	cancel   context.CancelFunc

	run *chart.Run // as templates show it; nil until somebody asks
}

// pinned begins the run of a scenario that another is compared with, or finds it.
// The pin must be closed. Replications are left out: none of the charts shows them.
func (s *Server) pinned(ctx context.Context, scenario scenario.Scenario, c class) *pin {
	scenario.Runs = 1
	ctx, cancel := context.WithTimeoutCause(ctx, pinPatience, errPinLate)
	p := &pin{scenario: scenario, ready: make(chan struct{}), cancel: cancel}
	flight := s.flights.joinKept(scenario, c)
	select {
	case <-flight.log.finished:
		p.land(ctx, flight)
	default:
		go p.land(ctx, flight)
	}
	return p
}

var errPinLate = errors.New("it takes too long")

func (p *pin) land(ctx context.Context, f *flight) {
	defer close(p.ready)
	defer f.leave()
	p.found, p.err = f.results(ctx)
}

// close gives the run up, unless it is over or others want it. A nil pin is none.
func (p *pin) close() {
	if p != nil {
		p.cancel()
	}
}

// known reports whether there is nothing to wait for.
func (p *pin) known() bool {
	if p == nil {
		return true
	}
	select {
	case <-p.ready:
		return true
	default:
		return false
	}
}

// onto makes a run of a link one that is compared with the pinned run, which is
// ready: it gets ghosts, scales that hold both, and words. results are those of the
// run; nil while they are not known.
func (p *pin) onto(run *chart.Run, l link.Link, results []sim.Result) {
	if p == nil {
		return
	}
	run.Title = comparedTitle(l)
	run.Pin = pinOf(l)
	if p.err != nil {
		run.Note = joined(run.Note, "The pinned run is not shown: "+whyNot(p.err))
		return
	}
	if p.run == nil {
		view := runOf(p.scenario, p.found)
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
		run.Compared = contrastOf(l, results, p.found.results)
	}
}

const notPinned = " · not in the pinned run"

// whyNot says in a sentence why there is no pinned run to be shown.
func whyNot(err error) string {
	var budget *sim.BudgetError
	switch {
	case errors.As(err, &budget):
		return budget.Error() + "."
	case errors.Is(err, errPinLate):
		return fmt.Sprintf("it takes longer than %s.", explain.Span(pinPatience))
	}
	return problemOf(err).Detail
}

func joined(note, more string) string {
	if note == "" {
		return more
	}
	return note + " " + more
}
