package ranking

import (
	"cmp"
	"math"
)

// judgeLimits holds the means of all that are left against the limits of which it is open
// whether they keep them. Limits that are kept for sure are not looked at again.
func (s *selection) judgeLimits() {
	if len(s.config.Limits) == 0 {
		return
	}
	t := s.quantiles.of(atLook(s.levels.limits, s.looks), s.runs-1)
	h2 := breadth(s.levels.triangle, s.config.First)
	for _, i := range s.left {
		one := s.systems[i]
		for l, limit := range s.config.Limits {
			if one.kept[l] || one.fate != Left {
				continue
			}
			beyond := beyond(one.over[l], t)
			if beyond == 0 && s.staged() {
				beyond = outside(one.over[l], s.config.First, h2, limit.Tolerance)
			}
			switch {
			case beyond > 0:
				one.out(OverLimit, l)
			case beyond < 0:
				one.kept[l] = true
			}
		}
	}
}

// beyond is the verdict of a t test on a mean: 1 for above 0, -1 for below, 0 for neither.
// Values that are all alike tell it nothing: counts often are, after few replications.
func beyond(values []float64, t float64) int {
	n := float64(len(values))
	m, s2 := mean(values), variance(values)
	if s2 == 0 || math.Abs(m) <= float64(t*math.Sqrt(s2/n)) {
		return 0
	}
	return cmp.Compare(m, 0)
}

// outside is the verdict of the triangle on a sum, with the larger variance of the first stage
// and of all so far; a sum of 0 at its end is no more than 0. (Andradóttir and Kim, "Fully sequential procedures for
// comparing constrained systems via simulation", Naval Research Logistics 57, 2010.)
func outside(values []float64, first int, h2, tolerance float64) int {
	n := len(values)
	sum := mean(values) * float64(n)
	w := edge(h2, max(variance(values[:first]), variance(values)), tolerance, n)
	switch {
	case w == 0 && sum <= 0, sum < -w:
		return -1
	case sum > w:
		return 1
	}
	return 0
}
