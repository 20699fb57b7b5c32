package sim

import (
	"time"

	"backofflab/scenario"
)

// work is what a run has to do, and how much of it is done.
type work struct {
	requests float64       // that will end, all strategies together; 0 where nobody knows
	end      time.Duration // virtual time by which the run is over, or nearly
	begun    int           // requests so far
}

func newWork(s scenario.Scenario) work {
	each := float64(len(s.Strategies))
	switch s.Population {
	case scenario.PopulationClosed:
		return work{end: min(s.Duration, s.End())}
	case scenario.PopulationOpen:
		all := 0.0
		for _, fleet := range s.Strategies {
			all += expectedOf(&s, fleet, s.End())
		}
		return work{requests: all, end: s.End()}
	case scenario.PopulationPeriodic:
		return work{requests: each * roughRequests(&s), end: s.End()}
	}
	return work{requests: each * float64(s.Clients), end: s.End()}
}

// advance returns the share that is done after a frame which ends at that time: of
// the requests or of the time, whichever is further. A run is over with either.
func (w *work) advance(frame Frame, until time.Duration) float64 {
	share := until.Seconds() / w.end.Seconds()
	open := 0
	if frame.First == 0 {
		w.begun = 0
	}
	for _, columns := range frame.Series {
		for _, n := range columns.Begun {
			w.begun += n
		}
		if last := len(columns.Open) - 1; last >= 0 {
			open += columns.Open[last]
		}
	}
	if w.requests > 0 {
		share = max(share, float64(w.begun-open)/w.requests)
	}
	return min(share, 1)
}
