package find

import (
	"context"
	"math"

	"backofflab/experiment/job"
	"backofflab/experiment/ranking"
)

// source observes candidates for the selection, and keeps what it saw.
type source struct {
	search     Search
	candidates []Candidate
	runner     job.Runner
	attempts   int64
	samples    []job.Sample // by candidate, all its replications from 0
}

// Observe runs replications of candidates, all at once.
func (s *source) Observe(ctx context.Context, wanted []ranking.Request) ([]ranking.Observations, error) {
	var tasks []job.Task
	var of []int // of wanted, by task
	parts := make([][]job.Sample, len(wanted))
	for i, w := range wanted {
		some := job.Tasks(s.candidates[w.System].scenario, w.From, w.Runs, s.attempts)
		for range some {
			of = append(of, i)
		}
		tasks, parts[i] = append(tasks, some...), make([]job.Sample, 0, len(some))
	}
	done := make([]job.Sample, len(tasks))
	if err := s.runner.Run(ctx, tasks, func(i int, sample job.Sample) { done[i] = sample }); err != nil {
		return nil, err
	}
	for i, sample := range done {
		parts[of[i]] = append(parts[of[i]], sample)
	}
	all := make([]ranking.Observations, len(wanted))
	for i, w := range wanted {
		sample := job.Joined(parts[i])
		s.remember(w.System, sample)
		all[i] = s.observed(sample)
	}
	return all, nil
}

// remember adds replications of a candidate, which follow those before.
func (s *source) remember(candidate int, sample job.Sample) {
	if sample.Failed != "" {
		return
	}
	if before := s.samples[candidate]; before.Runs() > 0 {
		sample = job.Joined([]job.Sample{before, sample})
	}
	s.samples[candidate] = sample
}

func (s *source) observed(sample job.Sample) ranking.Observations {
	if sample.Failed != "" {
		return ranking.Observations{Failed: sample.Failed}
	}
	o := ranking.Observations{Goal: sample.Fleets[0][place(s.search.Goal.Figure)]}
	for _, l := range s.search.Limits {
		o.Limits = append(o.Limits, sample.Fleets[0][place(l.Figure)])
	}
	return o
}

// upTo has candidates simulated until each has so many replications. Those that cannot be
// are left as they are.
func (s *source) upTo(ctx context.Context, candidates []int, runs int) error {
	var wanted []ranking.Request
	for _, c := range candidates {
		if have := s.samples[c].Runs(); have > 0 && have < runs {
			wanted = append(wanted, ranking.Request{System: c, From: have, Runs: runs - have})
		}
	}
	_, err := s.Observe(ctx, wanted)
	return err
}

// values are those of a figure of a candidate, the lower the better; nil where it has none.
func (s *source) values(candidate int, name string) []float64 {
	if s.samples[candidate].Runs() == 0 {
		return nil
	}
	f, _ := aimOf(name)
	values := s.samples[candidate].Fleets[0][place(f)]
	if f.Better < 0 {
		return values
	}
	turned := make([]float64, len(values))
	for i, x := range values {
		turned[i] = -x
	}
	return turned
}

// whole reports whether all values are numbers, and there are some.
func whole(values []float64) bool {
	for _, x := range values {
		if math.IsNaN(x) {
			return false
		}
	}
	return len(values) > 0
}
