package main

import (
	"math"
	"os/exec"
	"slices"
	"time"
)

// engine is one row of the table.
type engine struct {
	name    string
	most    int // clients, for the memory they take; 0: any number
	measure func(clients int) (measurement, error)

	taken []cell // at each number of clients until it took too long
}

// cell is what was measured of one engine with one number of clients.
type cell struct {
	clients int
	runs    []measurement
}

// median returns the run with the middle CPU time.
func (c cell) median() measurement {
	runs := slices.SortedFunc(slices.Values(c.runs), func(a, b measurement) int { return int(a.cpu - b.cpu) })
	return runs[len(runs)/2]
}

// perAttempt is nanoseconds.
func (m measurement) perAttempt() float64 { return float64(m.cpu) / float64(m.attempts) }

// inside is an engine in this process. The first is the lab's.
func inside(name string, run func(*job) int) *engine {
	return &engine{name: name, measure: func(clients int) (measurement, error) {
		return measureInside(run, clients), nil
	}}
}

// outside is an engine in another process.
func outside(name string, most int, command func(clients int) *exec.Cmd) *engine {
	return &engine{name: name, most: most, measure: func(clients int) (measurement, error) {
		return measureOutside(command(clients))
	}}
}

// fits reports whether a run will probably take no more CPU time than bound: its
// time grows with the number of clients as it did in the last step, and at least
// as fast as they do.
func (e *engine) fits(clients int, bound time.Duration) bool {
	if e.most > 0 && clients > e.most {
		return false
	}
	if len(e.taken) == 0 {
		return true
	}
	last := e.taken[len(e.taken)-1]
	power := 1.0
	if len(e.taken) > 1 {
		before := e.taken[len(e.taken)-2]
		grown := float64(last.median().cpu) / float64(before.median().cpu)
		power = min(2, max(1, math.Log(grown)/math.Log(float64(last.clients)/float64(before.clients))))
	}
	return float64(last.median().cpu)*math.Pow(float64(clients)/float64(last.clients), power) <= float64(bound)
}

// at returns the cell for a number of clients, and whether there is one.
func (e *engine) at(clients int) (cell, bool) {
	for _, c := range e.taken {
		if c.clients == clients {
			return c, true
		}
	}
	return cell{}, false
}

// compare measures all engines with each number of clients, a number of runs each,
// in which they take turns, so that whatever else the machine does meets all of
// them. One that took longer than bound takes no further step.
func compare(engines []*engine, steps []int, runs func(clients int) int, bound time.Duration, begin func(clients int)) error {
	running := slices.Clone(engines)
	for _, clients := range steps {
		begin(clients)
		running = slices.DeleteFunc(running, func(e *engine) bool { return !e.fits(clients, bound) })
		for _, e := range running {
			e.taken = append(e.taken, cell{clients: clients})
		}
		for range runs(clients) {
			for _, e := range running {
				m, err := e.measure(clients)
				if err != nil {
					return err
				}
				c := &e.taken[len(e.taken)-1]
				c.runs = append(c.runs, m)
			}
		}
	}
	return nil
}
