package tipping

import (
	"math"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

// Bounds of looking for a threshold.
const (
	mostRuns  = 400 // for one threshold
	sure      = 0.95
	mostFails = 16 // runs that cannot be simulated
)

// parting are where the next runs are, which go on together: they part evenly what is likely.
var parting = []float64{0.2, 0.4, 0.6, 0.8}

// hunt looks for one threshold.
type hunt struct {
	search Search
	scene  func(x string) (scenario.Scenario, error) // of a run at x
	belief *belief
	low    float64
	high   float64 // the highest value that can be simulated, as far as is known
	worked float64 // the highest that was
	fails  int
	reason string // of the last one that was not
	found  Threshold
	places []place // of the runs under way
}

// place is where a run is, and what the service can serve there a second.
type place struct{ x, capacity float64 }

func newHunt(s Search, low, high float64, scene func(x string) (scenario.Scenario, error)) *hunt {
	return &hunt{
		search: s, scene: scene, belief: newBelief(low, high, s.Precision), low: low, high: high, worked: low,
		found: Threshold{Answer: Sought},
	}
}

func (h *hunt) over() bool { return h.found.Answer != Sought }

// tasks are the next runs, each with a seed of its own.
func (h *hunt) tasks(attempts int64) []job.Task {
	var tasks []job.Task
	h.places = h.places[:0]
	for i, q := range h.belief.quantiles(parting...) {
		x := h.search.Of.written(min(max(q, h.low), h.high))
		run, err := h.scene(x)
		if err != nil {
			h.fail(h.search.Of.at(x), err.Error())
			continue
		}
		h.places = append(h.places, place{h.search.Of.at(x), run.Capacity()})
		tasks = append(tasks, job.NewTask(run, h.found.Runs+i, 1, attempts))
	}
	return tasks
}

// take learns from the samples of its tasks, in their order.
func (h *hunt) take(samples []job.Sample) {
	for i, s := range samples {
		at := h.places[i]
		if s.Failed != "" {
			h.fail(at.x, s.Failed)
			continue
		}
		h.worked = max(h.worked, at.x)
		h.belief.observe(at.x, Tipped(s, 0, 0, at.capacity))
	}
	h.found.Runs += len(samples)
	h.judge()
}

// fail looks no further than half-way to a place where a run cannot be simulated.
func (h *hunt) fail(x float64, reason string) {
	h.fails++
	h.reason = reason
	h.high = min(h.high, math.Sqrt(h.worked*x))
}

// judge ends the search where enough is known.
func (h *hunt) judge() {
	below, above := h.belief.beyond()
	q := h.belief.quantiles((1-sure)/2, 0.5, (1+sure)/2)
	inside := q[0] > 0 && !math.IsInf(q[2], 1)
	switch {
	case h.fails >= mostFails && h.worked == h.low:
		h.end(Failed)
	case below > sure:
		h.end(Always)
	case above > sure || h.fails >= mostFails || h.fails > 0 && q[0] >= h.high:
		h.end(Never)
	case inside && math.Log(q[2]/q[0])/2 <= math.Log1p(h.search.Precision):
		h.find(Found, q)
	case h.found.Runs < mostRuns:
	case q[1] == 0:
		h.end(Always)
	case math.IsInf(q[1], 1):
		h.end(Never)
	default:
		h.find(Blurred, q)
	}
}

func (h *hunt) end(answer Answer) {
	h.found.Answer, h.found.Reason = answer, h.reason
	if h.fails > 0 {
		h.found.Tried = h.worked
	}
}

func (h *hunt) find(answer Answer, q []float64) {
	h.end(answer)
	of := h.search.Of
	h.found.Value = of.written(q[1])
	h.found.At = of.at(h.found.Value)
	h.found.Low, h.found.High = max(q[0], h.low), min(q[2], h.high)
	if run, err := h.scene(h.found.Value); err == nil {
		h.found.Query = run.Query()
	}
}
