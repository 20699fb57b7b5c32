package experiment

import (
	"backofflab/sim"
)

// Outcome are what came of a run.
type Outcome struct {
	Results []sim.Result
	Spreads []Spread // over the replications; nil where the scenario has one run
}
