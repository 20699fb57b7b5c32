package ranking

import "math"

// levels is how the three tests share the chance of a wrong selection, alpha = 1 - Confidence:
// a quarter is the limits', a quarter the race's, a half Kim and Nelson's; without limits
// theirs is Kim and Nelson's too. Sums of chances bound the chance of a sum (Bonferroni), so
// nothing need be independent of anything. All are one-sided.
type levels struct {
	limits     float64 // of one limit of one system by t tests, at all looks together
	triangle   float64 // of one limit of one system by the sequential test
	race       float64 // of one pair by t tests, at all looks together
	sequential float64 // of one pair by Kim and Nelson's procedure
}

// levelsOf splits alpha. The selection is right if the best system is found to keep each of its
// limits, every other that breaks limits is found to break one of them, and none of the other k - 1
// puts out the best. So there are limits + k - 1 tests against limits that must not fail, and
// k - 1 comparisons.
func levelsOf(c Config, systems int) levels {
	alpha := 1 - c.Confidence
	others := float64(max(1, systems-1))
	checks := float64(len(c.Limits) + systems - 1)
	l := levels{race: alpha / 4 / others, sequential: 3 * alpha / 4 / others}
	if len(c.Limits) > 0 {
		l.sequential = alpha / 2 / others
		l.limits, l.triangle = alpha/8/checks, alpha/8/checks
	}
	return l
}

// atLook is the part of a level that look j, from 1, has: 1/2, 1/6, 1/12 … of it, which come to
// 1 however many looks there are. The first has most: there t is widest, and a system that
// goes there is cheapest.
func atLook(level float64, j int) float64 { return level / (float64(j) * float64(j+1)) }

// breadth is the constant h² of a triangle at a level, with variances of n replications:
// h² = 2 eta (n-1), eta = ((2 level)^(-2/(n-1)) - 1) / 2. (Kim and Nelson, 2001, with c = 1;
// Andradóttir and Kim, 2010.)
func breadth(level float64, n int) float64 {
	eta := (math.Pow(2*level, -2/float64(n-1)) - 1) / 2
	return steady(2 * eta * float64(n-1))
}

// edge is where a triangle ends after r replications: a sum beyond it is decided. W(r) =
// max(0, h² S² / (2 delta) - delta r / 2). It is 0 where nothing varies, and without a
// delta it never ends.
func edge(h2, s2, delta float64, r int) float64 {
	if s2 == 0 {
		return 0
	}
	return max(0, float64(h2*s2)/(2*delta)-float64(delta*float64(r)/2))
}

// longest is after how many replications a triangle is closed.
func longest(h2, s2, delta float64) float64 {
	if s2 == 0 {
		return 0
	}
	return h2 * s2 / float64(delta*delta)
}
