package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/limit"
	"backofflab/scenario"
	"backofflab/sim"
)

// minIdle is how many bins in a row, and what share of the run, must be lost before lost
// time is a finding.
const (
	minIdleBins  = 4
	minIdleShare = 0.2
)

// findIdleTime is about the fleet with the most time in which the service had room, clients
// were waiting and none asked. An outage does not count, nor does a fleet that nobody could
// have served. Only a fleet that lost nobody can be held against it.
func findIdleTime(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	most, ok := idlest(s, results)
	if !ok {
		return Sentence{}, false
	}
	g := idle(s, most)
	text := fmt.Sprintf("%s%s the service sat idle for %s of the %s in which clients were waiting",
		outsideOf(s, most), withFleets(most.Strategy), format.Elapsed(g.lost), format.Elapsed(g.open))
	if whole := filter(results, func(r sim.Result) bool { return r.Avoidable() == 0 }); len(whole) > 0 {
		low, _ := extremes(whole, func(r sim.Result) float64 { return float64(idle(s, r).lost) })
		if least := idle(s, low); least.lost < g.lost {
			share := fmt.Sprintf("for %s of %s", format.Elapsed(least.lost), format.Elapsed(least.open))
			if least.lost == 0 {
				share = "at no time"
			}
			text += "; " + withFleets(low.Strategy) + " " + share
		}
	}
	place := Place{inLoad, []string{most.Strategy}, time.Duration(g.first) * most.Bin, time.Duration(g.last) * most.Bin}
	when := subject([]sim.Result{most}, results)
	if tellsHerds(s, results, most) {
		when = "between herds, "
	}
	return Sentence{Text: text + ".", Place: place, Short: when + idleShare(g.lost, g.open) + " are idle", Spot: place}, true
}

// idlest is the fleet with the most lost time, of those that served somebody, and whether
// that is worth a word.
func idlest(s scenario.Scenario, results []sim.Result) (sim.Result, bool) {
	served := filter(results, func(r sim.Result) bool { return r.Successes > 0 })
	if len(served) == 0 {
		return sim.Result{}, false
	}
	_, most := extremes(served, func(r sim.Result) float64 { return float64(idle(s, r).lost) })
	g := idle(s, most)
	return most, g.last-g.first >= minIdleBins && float64(g.lost) >= minIdleShare*float64(g.open)
}

// tellsHerds reports whether the short form of the largest herd is about herds of a fleet
// that return.
func tellsHerds(s scenario.Scenario, results []sim.Result, r sim.Result) bool {
	herds, ok := findWave(s, results)
	return ok && strings.Contains(herds.Short, "herds return") && slices.Equal(herds.Spot.Fleets, []string{r.Strategy})
}

// outsideOf says which time is left out of lost time.
func outsideOf(s scenario.Scenario, r sim.Result) string {
	for _, d := range disturbances(s, r) {
		if d.Kind == scenario.DisturbanceOutage {
			return "outside of the outage, "
		}
	}
	return ""
}

// gaps is the time of a fleet in which requests were open, how much of it was lost, and the
// longest stretch of bins [first, last) with any that was.
type gaps struct {
	lost, open  time.Duration
	first, last int
}

// idle finds the bins in which requests were open from beginning to end, none was under
// way, no attempt came and the limiter had room.
func idle(s scenario.Scenario, r sim.Result) gaps {
	var g gaps
	unused, known := unusedOf(s, r)
	if !known {
		return g
	}
	begin, c, troubles := 0, r.Columns, disturbances(s, r)
	for i := range c.Attempts {
		before := i > 0 && c.Open[i-1] > 0
		if down(troubles, r.Bin, i) {
			begin = i + 1
			continue
		}
		if before || c.Begun[i] > 0 {
			g.open += r.Bin
		}
		room := 0.0
		if before && c.Open[i] > 0 && c.Attempts[i]+c.InFlight[i]+c.InFlight[i-1] == 0 {
			room = unused(i)
		}
		g.lost += time.Duration(room * float64(r.Bin))
		switch {
		case room == 0:
			begin = i + 1
		case i+1-begin > g.last-g.first:
			g.first, g.last = begin, i+1
		}
	}
	return g
}

// down reports whether a bin touches a time in which nobody can be served, or some cannot
// ask.
func down(troubles []scenario.Disturbance, bin time.Duration, i int) bool {
	for _, d := range troubles {
		off := d.Kind == scenario.DisturbanceOutage || d.Kind == scenario.DisturbanceCrash
		if off && time.Duration(i)*bin < d.To && time.Duration(i+1)*bin > d.From {
			return true
		}
	}
	return false
}

// minPace is which part of a run the throttle of a process must take for one attempt of each
// of its clients before that is a finding.
const minPace = 0.5

// findOwnPace says that clients hold themselves up: that the bucket of a process cannot let
// one attempt of each of its clients go in less than so long, which is most of what the run took.
func findOwnPace(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	n := min(s.Process, s.Clients)
	takes := time.Duration(float64(n-s.ThrottleBurst) / s.ThrottleRate * float64(time.Second))
	if s.Throttle != "bucket" || s.Population != scenario.PopulationOnce || n <= s.ThrottleBurst ||
		slices.ContainsFunc(results, func(r sim.Result) bool { return float64(takes) < minPace*float64(r.LastSuccess) || r.Successes == 0 }) {
		return Sentence{}, false
	}
	of := "of the " + format.Plural(n, "client")
	if n < s.Clients {
		of += " of a process"
	}
	text := fmt.Sprintf("the clients' own throttle sets the pace: at %s, with %s at once, one attempt for each %s takes %s.",
		format.EachTimeAlone(s.ThrottleRate), format.Count(s.ThrottleBurst), of, format.Elapsed(takes))
	place := Place{inLoad, keysOf(results), 0, takes}
	return Sentence{Text: text, Place: place, Short: "the clients' own throttle sets the pace", Spot: place}, true
}

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
