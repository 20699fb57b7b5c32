package fit

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// rank puts the candidates in order, finds those that make the same delays and gives the
// verdict.
func (r *Result) rank() {
	slices.SortStableFunc(r.Candidates, compare)
	r.Fitting = 0
	for _, c := range r.Candidates {
		if c.Fits {
			r.Fitting++
		}
	}
	fitting := r.Candidates[:r.Fitting]
	ownFirst(fitting)
	for i := range fitting {
		for j := range fitting {
			if i != j && alike(&fitting[i], &fitting[j]) {
				fitting[i].Same = append(fitting[i].Same, fitting[j].ID())
			}
		}
	}
	switch {
	case r.Fitting == 0:
		r.Verdict = Unknown
	case len(fitting[0].Same) == r.Fitting-1:
		r.Verdict = One
	default:
		r.Verdict = Several
	}
}

// nearly is how much less likely than a library one of the lab's own strategies may be and still
// come first: the library is an example of it, and its name says less.
const nearly = 2

// ownFirst lets the likeliest of the lab's own strategies come first, if its parameters are
// round and it is about as likely as the best, a library.
func ownFirst(fitting []Candidate) {
	for i, c := range fitting {
		if c.isOwn() && c.odd == 0 && c.Likelihood >= fitting[0].Likelihood-nearly {
			copy(fitting[1:], fitting[:i])
			fitting[0] = c
		}
		if c.isOwn() {
			return
		}
	}
}

// isOwn says whether it is one of the lab's own kinds.
func (c *Candidate) isOwn() bool {
	_, own := recipes[c.Key]
	return own
}

// compare is the order of candidates.
func compare(a, b Candidate) int {
	if a.Fits != b.Fits {
		if a.Fits {
			return -1
		}
		return 1
	}
	if a.Fits {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.P, a.P), strings.Compare(a.Key, b.Key))
	}
	if none := (a.strategy == nil); none != (b.strategy == nil) {
		if none {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Broken, b.Broken), cmp.Compare(b.Score, a.Score), strings.Compare(a.Key, b.Key))
}

// How far apart the draws of the same delays may be under two strategies that make the same
// delays, the farthest and on average: some round to whole milliseconds, and one guess of a cap
// is not the other.
const (
	sameDraw = 0.06
	sameMean = 0.015
)

// alike says whether two candidates make the same of the delays.
func alike(a, b *Candidate) bool {
	if len(a.draws) != len(b.draws) {
		return false
	}
	sum := 0.0
	for i := range a.draws {
		apart := math.Abs(a.draws[i].u - b.draws[i].u)
		if sum += apart; apart > sameDraw {
			return false
		}
	}
	n := float64(max(1, len(a.draws)))
	return sum <= sameMean*n && math.Abs(a.Likelihood-b.Likelihood) <= 2*sameMean*n
}
