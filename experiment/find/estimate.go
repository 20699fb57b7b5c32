package find

import (
	"time"

	"backofflab/experiment"
	"backofflab/experiment/ranking"
)

// Estimate is about how long the search takes on one core at least: the first runs of each
// candidate, as experiment.Estimate tells of each. It is the same on any machine.
func (s Search) Estimate() time.Duration {
	of := s.Scenario
	of.Runs = 1
	of.Strategies = of.Strategies[:min(1, len(of.Strategies))]
	return min(longest, experiment.Estimate(of)) * time.Duration(ranking.MinFirst*s.Most)
}

// longest bounds one run, so that no product overflows.
const longest = 10 * time.Minute
