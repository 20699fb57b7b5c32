package explain

import (
	"time"

	"backofflab/limit"
	"backofflab/scenario"
	"backofflab/sim"
)

// unusedOf returns the part of an empty bin in which what the service could have admitted
// is lost, computed from what was admitted in the others; never more than it was. A bucket
// loses nothing while it fills, and a window nothing of what is used in the rest of it.
// Known is false where that cannot be told from a run.
func unusedOf(s scenario.Scenario, r sim.Result) (unused func(bin int) float64, known bool) {
	kind, params := s.Limits()
	least, most := s.Costs()
	if kind.Tokens || least < most || s.Bound() > 0 || r.Abandoned > 0 || s.RejectionsCost() {
		return nil, false // two limits, or costs, at once; servers that are busy for nobody, or with rejections
	}
	admitted := make([]int, len(r.Columns.Attempts)) // points, at most: faults may come before the limiter
	for i := range admitted {
		admitted[i] = most * (r.Columns.Accepted[i] + r.Columns.Failed[i])
	}
	switch {
	case kind.Burst:
		return fullBucket(params, r.Bin, admitted), true
	case kind.Window && s.Window > r.Bin:
		quota := kind.AtOnce(params) * most // what is less than a cost nobody can use
		return openWindow(kind, quota, s.Window, r.Bin, admitted), true
	}
	return func(int) float64 { return 1 }, true
}

// fullBucket is the part of an empty bin in which a bucket is full.
func fullBucket(p limit.Params, bin time.Duration, admitted []int) func(int) float64 {
	most, refill := float64(p.Burst), p.Rate*bin.Seconds()
	levels := make([]float64, len(admitted)+1) // when each bin begins, at least
	levels[0] = most
	for i, n := range admitted {
		levels[i+1] = max(0, min(most, levels[i]+refill)-float64(n))
	}
	return func(i int) float64 { return max(0, 1-(most-levels[i])/refill) }
}

// openWindow is the part of the quota that nobody uses: of the windows at fixed times that
// a bin touches, or of one that slides.
func openWindow(kind limit.Kind, quota int, window, bin time.Duration, admitted []int) func(int) float64 {
	sums := make([]int, len(admitted)+1)
	for i, n := range admitted {
		sums[i+1] = sums[i] + n
	}
	within := func(from, to time.Duration) int { // in all bins that the span touches
		first, last := max(0, int(from/bin)), min(len(admitted), int((to+bin-1)/bin))
		return sums[last] - sums[min(first, last)]
	}
	share := func(used int) float64 { return max(0, float64(quota-used)/float64(max(1, quota))) }
	return func(i int) float64 {
		from, to := time.Duration(i)*bin, time.Duration(i+1)*bin
		first, last := from/window*window, (to-1)/window*window
		if !kind.Edges { // the counter spreads the last window over this one
			fades := 1 - float64(from-first)/float64(window)
			counted := float64(within(max(0, first-window), first))*fades + float64(within(first, to))
			return share(max(within(max(0, from-window), to), int(counted+1)))
		}
		return min(share(within(first, first+window)), share(within(last, last+window)))
	}
}
