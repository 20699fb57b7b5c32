package api

import "backofflab/sim"

// findings are what came of a run.
type findings struct {
	results []sim.Result
	spreads []sim.Spread // over the replications; nil where the scenario has one run
}
