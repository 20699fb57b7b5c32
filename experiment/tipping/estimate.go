package tipping

import (
	"math"
	"time"

	"backofflab/experiment"
)

// What a search usually takes, which is what its estimate counts.
const (
	usualHunt   = 20               // runs for one threshold that is steep
	usualPlaces = evenly + 2*4     // on a loop
	longest     = 10 * time.Minute // bounds one run, so that no product overflows
	perFleet    = 3                // thresholds of a fleet that is drawn
)

// Estimate is about how long the search takes on one core: at least, as experiment.Estimate
// tells of each run. It is the same on any machine.
func (s Search) Estimate() time.Duration {
	middle := s.Of.written(math.Sqrt(s.Of.at(s.Low) * s.Of.at(s.High)))
	runs := usualHunt
	if !s.Of.Long() {
		runs = perFleet*usualHunt + 2*usualPlaces*s.Scenario.Runs
	}
	total := time.Duration(0)
	for _, fleet := range s.Scenario.Strategies {
		if run, err := s.at(up, fleet, middle); err == nil {
			total += min(longest, experiment.Estimate(run)) * time.Duration(runs)
		}
	}
	return total
}

// Estimate is about how long all seeds of all strategies take on one core, likewise.
func (s Seeds) Estimate() time.Duration {
	return min(longest, experiment.Estimate(s.Scenario)) * time.Duration(s.Seeds)
}
