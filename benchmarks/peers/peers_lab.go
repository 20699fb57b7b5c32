package main

import (
	"context"
	"math"

	"backofflab/scenario"
	"backofflab/sim"
)

// runLab is what the others are compared with. It has a model and draws of its own:
// of the job it takes the query alone.
func runLab(j *job) (attempts int) {
	s, err := scenario.ParseQuery(j.query())
	if err != nil {
		panic(err) // the query is ours
	}
	results, err := sim.Simulate(context.Background(), s, math.MaxInt64)
	if err != nil {
		panic(err)
	}
	j.bins = results[0].Columns.Attempts
	return results[0].Attempts
}
