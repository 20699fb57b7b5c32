package ranking

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Select finds the best of so many systems, which are numbered from 0. It asks source for
// their replications step by step, until one is left or nothing more can be told, or the
// budget is spent; watch, which may be nil, is told of each step. What comes of it depends on
// what the source says alone.
//
// The errors are those of the config, of the source, and of a context that has ended; the
// last State has what was known by then.
func Select(ctx context.Context, source Source, systems int, config Config, watch func(State)) (Outcome, error) {
	if err := config.Validate(systems); err != nil {
		return Outcome{}, err
	}
	s := newSelection(systems, config)
	for !s.settled {
		runs := s.affordable()
		if runs == 0 {
			break
		}
		if err := s.observe(ctx, source, runs); err != nil {
			return Outcome{}, err
		}
		s.judge()
		if watch != nil {
			watch(s.state())
		}
	}
	return s.outcome(), nil
}

// selection is one that is under way.
type selection struct {
	config    Config
	systems   []*system
	left      []int // systems that are not out, lowest mean first once there is one
	levels    levels
	quantiles quantiles

	runs         int // replications of each that is left
	observations int // of all systems together
	looks        int
	delta        float64 // the indifference in the unit of the goal
	fixed        bool    // whether delta is known: the first stage is over
	settled      bool
	plan         []look // when a system would be looked at that is left for long
}

func newSelection(systems int, config Config) *selection {
	s := &selection{config: config, levels: levelsOf(config, systems)}
	for i := range systems {
		s.systems = append(s.systems, newSystem(len(config.Limits)))
		s.left = append(s.left, i)
	}
	return s
}

// affordable is how many replications each that is left may have next; 0 ends the selection.
func (s *selection) affordable() int {
	return min(nextLook(s.runs, s.config.First)-s.runs, (s.config.Budget-s.observations)/len(s.left))
}

// observe has all that are left run so many replications more.
func (s *selection) observe(ctx context.Context, source Source, runs int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var wanted []Request
	for i, one := range s.systems {
		if one.fate == Left {
			wanted = append(wanted, Request{System: i, From: s.runs, Runs: runs})
		}
	}
	answers, err := source.Observe(ctx, wanted)
	if err != nil {
		return err
	}
	if len(answers) != len(wanted) {
		return fmt.Errorf("there are %d answers to %d requests", len(answers), len(wanted))
	}
	for i, answer := range answers {
		if err := answer.fit(wanted[i], len(s.config.Limits)); err != nil {
			return err
		}
		s.systems[wanted[i].System].take(answer, s.config)
	}
	s.runs += runs
	s.observations += runs * len(wanted)
	return nil
}

// judge looks at what there is by now, and puts out whom it can.
func (s *selection) judge() {
	s.looks++
	s.drop()
	s.sort()
	s.judgeLimits()
	s.drop()
	if s.staged() && !s.fixed {
		s.delta, s.fixed = s.indifference(), true
	}
	s.compare()
	s.drop()
	s.settled = s.nothingMore()
}

// staged says whether the first stage is over.
func (s *selection) staged() bool { return s.runs >= s.config.First }

// drop forgets those that are out.
func (s *selection) drop() {
	s.left = slices.DeleteFunc(s.left, func(i int) bool { return s.systems[i].fate != Left })
}

// sort orders those that are left by their means.
func (s *selection) sort() {
	means := make([]float64, len(s.systems))
	for _, i := range s.left {
		means[i] = mean(s.systems[i].goal)
	}
	slices.SortFunc(s.left, func(a, b int) int { return cmp.Or(cmp.Compare(means[a], means[b]), cmp.Compare(a, b)) })
}

// best is the lowest mean of those left that keep all limits for sure, or where there are none
// of all that are left; -1 where none is.
func (s *selection) best() (system int, known bool) {
	for _, i := range s.left {
		if !s.systems[i].open() {
			return i, true
		}
	}
	if len(s.left) > 0 {
		return s.left[0], false
	}
	return -1, false
}

// indifference is delta in the unit of the goal: the share of the best mean at the end of the
// first stage. The best is one that keeps all limits or one that may; where that leaves
// two, the smaller delta is safe. From then on it is fixed, so it is a chance value: it errs by
// as many percent as the mean of the first stage does, which changes what may be taken for
// equal by far less than anybody cares about.
func (s *selection) indifference() float64 {
	best, _ := s.best()
	if best < 0 {
		return 0
	}
	size := min(math.Abs(mean(s.systems[best].goal)), math.Abs(mean(s.systems[s.left[0]].goal)))
	return max(s.config.Least, float64(s.config.Indifference*size))
}

// nothingMore says whether more replications would change nothing: nobody is left, or one
// that keeps all limits, or such with the same mean in all replications whose triangles are
// closed.
func (s *selection) nothingMore() bool {
	for _, i := range s.left {
		if s.systems[i].open() {
			return false
		}
	}
	return len(s.left) < 2 || s.staged() && s.closed()
}
