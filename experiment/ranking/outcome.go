package ranking

import (
	"math"
	"slices"
)

// Outcome is what a selection came to.
type Outcome struct {
	Best       int     // the system that is selected; -1 where none is left
	Sure       bool    // it is known to keep all limits; only where the budget was spent it may not be
	Ending     Ending  // how it ended; Spent is without a promise
	Confidence float64 // what was promised

	Indifference float64 // in the unit of the goal
	Alike        []int   // systems that cannot be told apart from the best, or are within the indifference
	Correlation  float64 // the median of those of the best with others; NaN where none is known

	Observations int // of all systems together
	Independent  int // an estimate of how many it had been with other random numbers in each system

	Standings []Standing // of each system
}

// Standing is what is known of a system in the end. Estimates are of the replications that have
// all figures, and zero where these are fewer than two.
type Standing struct {
	Fate    Fate
	By      int    // the system that put it out, the limit it breaks, the replication that lacks a figure; else -1
	Lacking int    // which limited figure that replication lacks, or -1 for the goal
	Reason  string // why it failed
	Runs    int    // replications observed

	Goal   Estimate   // Student's interval at the Confidence, each for itself
	Limits []Estimate // the limited figures, likewise

	// Gap is by how much worse it is than the best, over the replications of both: paired, and
	// at the Confidence for all systems at once.
	Gap         Estimate
	Correlation float64 // of its goal with that of the best; NaN where one does not vary
}

func (s *selection) outcome() Outcome {
	o := Outcome{Confidence: s.config.Confidence, Observations: s.observations, Ending: s.ending()}
	o.Best, o.Sure = s.best()
	if !s.fixed {
		s.delta = s.indifference()
	}
	o.Indifference = s.delta
	for i := range s.systems {
		o.Standings = append(o.Standings, s.standing(i, o.Best))
		if i != o.Best && s.alike(o.Standings[i]) {
			o.Alike = append(o.Alike, i)
		}
	}
	o.Correlation = o.correlation()
	o.Independent = s.independent(o.Best)
	return o
}

func (s *selection) ending() Ending {
	switch {
	case len(s.left) == 0:
		return Nobody
	case !s.settled:
		return Spent
	case len(s.left) == 1:
		return Chosen
	}
	return Tied
}

func (s *selection) standing(i, best int) Standing {
	one := s.systems[i]
	st := Standing{Fate: one.fate, By: one.by, Lacking: one.limit, Reason: one.reason, Runs: len(one.goal), Correlation: math.NaN()}
	n := one.whole()
	if n < 2 {
		return st
	}
	tail := (1 - s.config.Confidence) / 2
	st.Goal = s.quantiles.estimate(mean(one.goal[:n]), variance(one.goal[:n]), n, tail).turned(s.config.direction())
	for l, limit := range s.config.Limits {
		over := one.over[l][:n]
		e := s.quantiles.estimate(mean(over), variance(over), n, tail).turned(sign(limit.AtLeast))
		st.Limits = append(st.Limits, Estimate{limit.Value + e.Mean, limit.Value + e.Low, limit.Value + e.High})
	}
	if best < 0 || i == best {
		return st
	}
	a, b := one.goal[:n], s.systems[best].goal[:n]
	m, s2 := difference(a, b)
	st.Gap = s.quantiles.estimate(m, s2, n, tail/float64(len(s.systems)-1))
	st.Correlation = correlation(a, b)
	return st
}

// alike says whether a system is not surely worse than the best, or surely by less than the
// indifference.
func (s *selection) alike(st Standing) bool {
	return st.Fate.Compared() && (st.Gap.Low <= 0 || st.Gap.High <= s.delta)
}

// correlation is the median of those that are known, the lower of two.
func (o Outcome) correlation() float64 {
	var known []float64
	for _, st := range o.Standings {
		if !math.IsNaN(st.Correlation) {
			known = append(known, st.Correlation)
		}
	}
	if len(known) == 0 {
		return math.NaN()
	}
	slices.Sort(known)
	return known[(len(known)-1)/2]
}
