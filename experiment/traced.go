package experiment

import (
	"backofflab/scenario"
	"backofflab/sim"
)

// Traced is a run of which every attempt is known.
type Traced struct {
	Scenario scenario.Scenario
	Traces   []sim.Trace // one a strategy, in the order of the scenario
}
