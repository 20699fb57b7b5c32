package find

import (
	"context"
	"slices"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/experiment/ranking"
)

// Bounds of what a search asks for.
const (
	runsEach  = 500 // replications a candidate that the selection may take on average
	rivalRuns = 40  // of the best and of its rivals in the end
	frontRuns = 20  // of each candidate near the front
	mostNear  = 60  // candidates that are near it at most
)

// Run selects the best candidate, with so many attempts at most a replication, and compares
// it. watch gets what is known after each step, never two at a time. The error is that of the
// runner.
func (s Search) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(Outcome)) (Outcome, error) {
	candidates := s.Candidates()
	src := &source{search: s, candidates: candidates, runner: runner, attempts: attempts, samples: make([]job.Sample, len(candidates))}
	o := s.empty(candidates)
	watch(o.copied())
	found, err := ranking.Select(ctx, src, len(candidates), s.config(len(candidates)), func(st ranking.State) { watch(s.soFar(o, st)) })
	if err != nil {
		return o, err
	}
	o.told(found)
	o.Nearest = s.nearest(o)
	o.preferPlain(src)
	watch(o.copied())
	if err := src.contest(ctx, &o); err != nil {
		return o, err
	}
	if err := src.front(ctx, &o); err != nil {
		return o, err
	}
	o.Over = true
	return o, nil
}

// config says how candidates are selected. A mean that is off its limit by less than the
// indifference may count as either.
func (s Search) config(candidates int) ranking.Config {
	c := ranking.DefaultConfig()
	c.Higher = s.Goal.Figure.Better > 0
	c.Indifference, c.Confidence, c.Budget = s.Indifference, s.Confidence, runsEach*candidates
	c.Least = leastOf(s.Goal.Figure)
	for _, l := range s.Limits {
		c.Limits = append(c.Limits, ranking.Limit{AtLeast: l.AtLeast(), Value: l.Value, Tolerance: max(s.Indifference*l.Value, leastTolerance)})
	}
	return c
}

// leastOf is a difference of a figure that nobody cares about, however low the best is: a share
// of a goal of 0 is nothing.
func leastOf(f experiment.Figure) float64 {
	switch f.Kind {
	case experiment.Count:
		return 0.5
	case experiment.Percent:
		return 0.05
	}
	return 0.001 // a millisecond, or a call in a thousand requests
}

// leastTolerance is that of a limit of 0.
const leastTolerance = 1e-6

// empty is the outcome before anything is known.
func (s Search) empty(candidates []Candidate) Outcome {
	o := Outcome{Query: s.Query(), Best: -1, Nearest: -1, Confidence: s.Confidence, Left: len(candidates), Axes: s.frontOf()}
	for _, c := range candidates {
		o.Candidates = append(o.Candidates, Policy{Candidate: c, Fate: ranking.Left.String(), By: -1})
	}
	return o
}

// frontOf are the figures of the front: peak, wasted calls, and completion as the goal or a
// limit has it.
func (s Search) frontOf() [3]string {
	done := "done_95"
	for _, name := range append([]string{s.Goal.Figure.Name}, limitNames(s.Limits)...) {
		if slices.Contains([]string{"done_99", "last_success", "completion_p50", "completion_p99"}, name) {
			done = name
			break
		}
	}
	return [3]string{"peak", "wasted_per_request", done}
}

func limitNames(limits []Limit) []string {
	names := make([]string, len(limits))
	for i, l := range limits {
		names[i] = l.Figure.Name
	}
	return names
}

// soFar is the outcome after a step of the selection.
func (s Search) soFar(o Outcome, st ranking.State) Outcome {
	o = o.copied()
	o.Best, o.Runs, o.Left = st.Best, st.Observations, st.Left
	for i, fate := range st.Fates {
		o.Candidates[i].Fate = fate.String()
	}
	return o
}

// copied is the outcome with candidates of its own, for others look at the one before.
func (o Outcome) copied() Outcome {
	o.Candidates = slices.Clone(o.Candidates)
	return o
}

// contest compares the best with the own policies and the classic ones, pair by pair.
func (s *source) contest(ctx context.Context, o *Outcome) error {
	if o.Best < 0 {
		return nil
	}
	rivals := []int{o.Best}
	for i, p := range o.Candidates {
		if (p.Own || p.Classic) && i != o.Best && s.samples[i].Runs() > 0 {
			rivals = append(rivals, i)
		}
	}
	if err := s.upTo(ctx, rivals, rivalRuns); err != nil {
		return err
	}
	for _, i := range rivals {
		o.Rivals = append(o.Rivals, s.rival(i, o.Best))
	}
	return nil
}

// rival is a policy beside the best one; the best is beside itself.
func (s *source) rival(i, best int) Rival {
	goal := place(s.search.Goal.Figure)
	mine, other := s.samples[i].Fleets[0][goal], s.samples[best].Fleets[0][goal]
	n := min(len(mine), len(other))
	d := experiment.DifferenceOf(mine[:n], other[:n])
	r := Rival{Candidate: i, Runs: n, Kept: []bool{}, Means: []Estimate{}, Goal: meanOf(mine[:n]), Gap: Estimate{d.Mean, d.Low, d.High}}
	r.Lacks = !whole(mine)
	r.Sure = r.Lacks || d.Verdict == worse(s.search.Goal.Figure)
	for _, l := range s.search.Limits {
		values := s.samples[i].Fleets[0][place(l.Figure)][:n]
		e := meanOf(values)
		r.Means, r.Kept = append(r.Means, e), append(r.Kept, whole(values) && l.kept(e.Mean))
		r.Sure = r.Sure || !whole(values) || !l.kept(e.Low) && !l.kept(e.High)
	}
	return r
}

// worse is the verdict on a higher value, or on a lower one, that says it is the worse one.
func worse(f experiment.Figure) experiment.Reading {
	if f.Better > 0 {
		return experiment.Better
	}
	return experiment.Worse
}
