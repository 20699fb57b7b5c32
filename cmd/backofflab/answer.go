package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// lab is what answers questions: this program, or a server. Answers are the bytes of the
// JSON API, so that what is written of them does not depend on who answered.
type lab interface {
	// run simulates a link. While it goes on, watch is told, where that can be told.
	run(ctx context.Context, l link.Link, watch func(*runs.Log) func()) ([]byte, error)
	// results is the table of a run as CSV.
	results(ctx context.Context, l link.Link) ([]byte, error)
	// compare puts a link beside its baseline.
	compare(ctx context.Context, l link.Link, watch func(*runs.Log) func()) ([]byte, error)
	// policy is what a link's policies make clients wait.
	policy(ctx context.Context, l link.Link) ([]byte, error)
	// read is what a text of another program says.
	read(ctx context.Context, asked wire.ImportAsked) ([]byte, error)
	// write is a strategy of a link in a format, in all of them where that is "".
	write(ctx context.Context, l link.Link, strategy, format string) ([]byte, error)
	// formats are those that there are.
	formats(ctx context.Context) ([]byte, error)
}

// lab returns who answers.
func (p *program) lab() (lab, error) {
	if p.server == "" {
		return &local{most: p.most, found: map[string]experiment.Outcome{}}, nil
	}
	return newRemote(p.server)
}

// answer is what is read of the JSON of a run.
type answer struct {
	Query   string   `json:"query"`
	Results []result `json:"results"`
	Verdict struct {
		Seeds    int `json:"seeds"`
		Measures []struct {
			Measure string   `json:"measure"`
			Clear   bool     `json:"clear"`
			Ahead   []string `json:"ahead"`
			Behind  []string `json:"behind"`
			Agree   int      `json:"agree"`
		} `json:"measures"`
	} `json:"verdict"`
}

// result is what came of one strategy, of a part of a mixed fleet, or of a layer.
type result struct {
	strategy      string
	parts, layers []result
	partial       bool
	attempts      []int // per bin
	bin           time.Duration
	values        map[string]*float64 // every number, by its key; nil: null

	// known is as much of a result as figures need that JSON has in another form.
	known sim.Result
}

// UnmarshalJSON takes in every number by its key, whatever figures there are.
func (r *result) UnmarshalJSON(body []byte) error {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &members); err != nil {
		return err
	}
	var shape struct {
		Strategy  string   `json:"strategy"`
		Parts     []result `json:"parts"`
		Layers    []result `json:"layers"`
		Partial   bool     `json:"partial"`
		Attempts  []int    `json:"attempts_per_bin"`
		BinMS     float64  `json:"bin_ms"`
		Requests  int      `json:"requests"`
		Made      int      `json:"attempts"`
		Successes int      `json:"successes"`
		Waves     []struct {
			Retries int `json:"retries"`
		} `json:"waves"`
		Later *struct {
			Retries int `json:"retries"`
		} `json:"later_wave"`
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return err
	}
	*r = result{
		strategy: shape.Strategy, parts: shape.Parts, layers: shape.Layers, partial: shape.Partial, attempts: shape.Attempts,
		bin: time.Duration(shape.BinMS * float64(time.Millisecond)), values: map[string]*float64{},
		known: sim.Result{Requests: shape.Requests, Attempts: shape.Made, Successes: shape.Successes},
	}
	for _, w := range shape.Waves {
		r.known.Waves = append(r.known.Waves, metrics.Wave{Retries: w.Retries})
	}
	if shape.Later != nil {
		r.known.Later.Retries = shape.Later.Retries
	}
	for key, member := range members {
		var x *float64
		if json.Unmarshal(member, &x) == nil {
			r.values[key] = x
		}
	}
	return nil
}

// value is a figure of the result in the unit of the screen.
func (r result) value(f experiment.Figure) figures.Value {
	if f.JSON == "" {
		return figures.Of(f, r.known)
	}
	x := r.values[f.JSON]
	switch {
	case x == nil:
		return figures.Value{}
	case f.Kind == experiment.Time:
		return figures.Value{X: *x / 1000, Ok: true}
	case !f.Has(experiment.Nullable):
		_, ok := f.Read(r.known) // 0 of no requests is nothing
		return figures.Value{X: *x, Ok: ok}
	}
	return figures.Value{X: *x, Ok: true}
}

// readAnswer reads the JSON of a run, and the scenario that it is of.
func readAnswer(body []byte) (a answer, s scenario.Scenario, err error) {
	if err = json.Unmarshal(body, &a); err == nil {
		s, err = scenario.ParseQuery(a.Query)
	}
	if err != nil || len(a.Results) != len(s.Strategies) {
		return a, s, exit{failed, fmt.Errorf("the answer cannot be read; the server may be of another version: %v", err)}
	}
	return a, s, nil
}

// longestIn is the longest of all times that tables show of results.
func longestIn(results []result) time.Duration {
	longest := 0.0
	for _, f := range experiment.Figures() {
		for _, r := range results {
			if v := r.value(f); v.Ok && f.Kind == experiment.Time && f.Title != "" {
				longest = max(longest, v.X)
			}
		}
	}
	return time.Duration(longest * float64(time.Second))
}
