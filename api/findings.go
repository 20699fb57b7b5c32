package api

import (
	"backofflab/experiment"
	"backofflab/sim"
)

// findings are what came of a run.
type findings struct {
	results []sim.Result
	spreads []experiment.Spread // over the replications; nil where the scenario has one run
}
