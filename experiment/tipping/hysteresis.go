package tipping

import (
	"context"
	"math"
	"slices"

	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/sim/metrics"
)

// Where a loop is drawn: evenly from well below the lowest threshold to well above the highest,
// and closer beside each.
const (
	evenly = 7
	margin = 1.4 // how far beyond the thresholds, as a multiple
)

// beside are the places at a threshold, as multiples of it.
var beside = []float64{0.9, 0.97, 1.03, 1.1}

// loops draws the two branches of every fleet that has a threshold.
func (w *work) loops(ctx context.Context) error {
	for i := range w.outcome.Fleets {
		places := w.search.places(w.outcome.Fleets[i])
		if len(places) == 0 {
			continue
		}
		w.outcome.Fleets = slices.Clone(w.outcome.Fleets) // others look at the one before
		w.outcome.Fleets[i].Loop = make([]Place, len(places))
		if err := w.loop(ctx, i, places); err != nil {
			return err
		}
	}
	return nil
}

// LoopAt draws the loop of a fleet whose thresholds are known at some values, as links write
// them. The error is that of the runner.
func (s Search) LoopAt(ctx context.Context, runner job.Runner, attempts int64, f Fleet, values ...string) ([]Place, error) {
	f.Loop = make([]Place, len(values))
	w := &work{search: s, attempts: attempts, runner: runner, watch: func(Outcome) {}, outcome: Outcome{Fleets: []Fleet{f}}}
	err := w.loop(ctx, 0, values)
	return w.outcome.Fleets[0].Loop, err
}

// places are the values at which a loop is drawn, rising; none where nothing tips.
func (s Search) places(f Fleet) []string {
	low, high := math.Inf(1), 0.0
	var at []float64
	for _, t := range []Threshold{f.Recovers, f.Tips, f.Alone} {
		if !t.is() {
			continue
		}
		low, high = min(low, t.At), max(high, t.At)
		if t == f.Tips && f.Alone.is() && f.Recovers.is() {
			continue // the jumps of the loop are those of the other two
		}
		for _, times := range beside {
			at = append(at, t.At*times)
		}
	}
	if high == 0 {
		return nil
	}
	low, high = max(low/margin, s.Of.at(s.Low)), min(high*margin, s.Of.at(s.High))
	for i := range evenly {
		at = append(at, low*math.Pow(high/low, float64(i)/(evenly-1)))
	}
	slices.Sort(at)
	var values []string
	for _, x := range at {
		if value := s.Of.written(x); x >= low && x <= high && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}

// loop has all runs of a loop simulated.
func (w *work) loop(ctx context.Context, i int, places []string) error {
	var tasks []job.Task
	var parts []*part
	for n, x := range places {
		w.outcome.Fleets[i].Loop[n] = Place{Value: x, At: w.search.Of.at(x)}
		for _, b := range []branch{quiet, down} {
			p := &part{fleet: i, place: n, branch: b, first: len(tasks)}
			run, err := w.scene(i, b, x)
			if err != nil {
				w.put(p, Flow{Failed: err.Error()})
				continue
			}
			of := job.Tasks(run, 0, w.search.Scenario.Runs, w.attempts)
			p.left, p.samples, p.run = len(of), make([]job.Sample, len(of)), run
			for range of {
				parts = append(parts, p)
			}
			tasks = append(tasks, of...)
		}
	}
	return w.runner.Run(ctx, tasks, func(i int, sample job.Sample) {
		p := parts[i]
		p.samples[i-p.first] = sample
		w.outcome.Runs += tasks[i].Runs
		if p.left--; p.left == 0 {
			w.put(p, flowOf(p.run, job.Joined(p.samples)))
			w.tell()
		}
	})
}

// part is one place of one branch, whose runs are under way.
type part struct {
	fleet, place int
	branch       branch
	first, left  int
	samples      []job.Sample
	run          scenario.Scenario
}

// scene is the run of a fleet on a branch. It collapses at what it tips at, if it does.
func (w *work) scene(i int, b branch, x string) (scenario.Scenario, error) {
	f := w.outcome.Fleets[i]
	if b == quiet {
		return w.search.at(quiet, f.Strategy, x)
	}
	tips := f.Tips.High
	if !f.Tips.is() {
		tips = f.Alone.High
	}
	return w.search.brought(f.Strategy, x, tips)
}

// put fills in a place in a loop of its own, for others look at the one before.
func (w *work) put(p *part, f Flow) {
	w.outcome.Fleets = slices.Clone(w.outcome.Fleets)
	known := &w.outcome.Fleets[p.fleet]
	known.Loop = slices.Clone(known.Loop)
	if p.branch == quiet {
		known.Loop[p.place].Up = f
	} else {
		known.Loop[p.place].Down = f
	}
}

// flowOf reads what passes from a sample.
func flowOf(of scenario.Scenario, s job.Sample) Flow {
	f := Flow{Failed: s.Failed, Query: of.Query()}
	if s.Failed != "" {
		return f
	}
	f.Runs = s.Runs()
	for run := range f.Runs {
		if Tipped(s, 0, run, of.Capacity()) {
			f.Tipped++
		}
	}
	f.Goodput, f.Attempts = bandOf(s.Of(0, "late_goodput")), bandOf(s.Of(0, "late_attempts"))
	f.Offered = bandOf(s.Of(0, "late_offered")).Mean
	return f
}

func bandOf(values []float64) Band {
	values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(values) == 0 {
		return Band{}
	}
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	band := metrics.BandOf(values)
	return Band{sum / float64(len(values)), band.Low, band.High}
}
