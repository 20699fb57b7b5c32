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
	s := labScenario(j)
	results, err := sim.Simulate(context.Background(), s, math.MaxInt64)
	if err != nil {
		panic(err)
	}
	j.bins = results[0].Columns.Attempts
	return results[0].Attempts
}

// labAgain is the lab where a run follows others of its size: it takes their memory, as
// the runs of a sweep, of replications and of a server do.
func labAgain() *engine {
	kept := map[int]*sim.Workspace{}
	run := func(j *job) (attempts int) {
		results, err := kept[j.clients].Simulate(context.Background(), seed, math.MaxInt64)
		if err != nil {
			panic(err)
		}
		return results[0].Attempts
	}
	return &engine{name: "the lab, in the memory of a run before", measure: func(clients int) (measurement, error) {
		if kept[clients] == nil {
			j := newJob(clients)
			kept[clients] = sim.NewWorkspace(labScenario(j))
			run(j)
		}
		return measureInside(run, clients), nil
	}}
}

func labScenario(j *job) scenario.Scenario {
	s, err := scenario.ParseQuery(j.query())
	if err != nil {
		panic(err) // the query is ours
	}
	return s
}
