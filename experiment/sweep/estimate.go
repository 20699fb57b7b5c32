package sweep

import (
	"time"

	"backofflab/experiment"
)

// Estimate is about how long the sweep takes on one core, values that may be added included:
// at least, as experiment.Estimate tells of each run. It is the same on any machine.
func (s Sweep) Estimate() time.Duration {
	g := newGrid(s, 0, nil)
	total, most := time.Duration(0), time.Duration(0)
	for i := range g.table.Cells {
		of, err := g.scenarioOf(i)
		if err != nil {
			continue
		}
		one := min(longest, experiment.Estimate(of)) * time.Duration(max(1, s.Scenario.Runs))
		total, most = total+one, max(most, one)
	}
	return total + time.Duration(s.cellsRefined()-s.cells())*most
}

// longest bounds one run, so that no sum overflows.
const longest = 10 * time.Minute
