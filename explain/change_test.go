package explain

import (
	"slices"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// judged is an outcome whose fleets have the same scores under so many seeds.
func judged(seeds int, results ...sim.Result) experiment.Outcome {
	found := experiment.Outcome{Results: results}
	for _, r := range results {
		var scores []experiment.Score
		for range seeds {
			scores = append(scores, experiment.ScoreOf(r))
		}
		found.Scores = append(found.Scores, scores)
	}
	for r := range seeds {
		found.Seeds = append(found.Seeds, rng.Replication(1, r))
	}
	found.Verdict = experiment.Judge(found.Scores)
	return found
}

// Runs under different seeds differ by luck as well, so they are no pair, but for those that are
// shown.
func TestSeedsInCommonArePairs(t *testing.T) {
	scored := func(seeds ...uint64) (all []experiment.Score) {
		for _, seed := range seeds {
			all = append(all, experiment.Score{Requests: int(seed)})
		}
		return all
	}
	for _, c := range []struct{ mine, theirs, a, b []uint64 }{
		{[]uint64{1, 2, 3}, []uint64{1, 2, 3}, []uint64{1, 2, 3}, []uint64{1, 2, 3}},
		{[]uint64{1, 2, 3}, []uint64{1, 2}, []uint64{1, 2}, []uint64{1, 2}},
		{[]uint64{7, 2, 3}, []uint64{8, 3, 2, 4}, []uint64{7, 2, 3}, []uint64{8, 2, 3}},
		{[]uint64{42, 5, 6}, []uint64{42, 2, 3}, []uint64{42}, []uint64{42}},
		{[]uint64{1, 42, 2}, []uint64{42, 1, 2}, []uint64{1, 2}, []uint64{42, 2}},
	} {
		a, b := inCommon(c.mine, scored(c.mine...), c.theirs, scored(c.theirs...))
		if !slices.Equal(a, scored(c.a...)) || !slices.Equal(b, scored(c.b...)) {
			t.Errorf("of %v and %v: %v and %v", c.mine, c.theirs, a, b)
		}
	}
}

func TestExplainChange(t *testing.T) {
	within := func(ms, wasted int) func(*sim.Result) {
		return func(r *sim.Result) {
			r.Done95, r.HasDone95, r.Wasted, r.Attempts = time.Duration(ms)*time.Millisecond, true, wasted, 100+wasted
		}
	}
	loses := func(n int) func(*sim.Result) { return func(r *sim.Result) { r.GaveUp.Attempts = n } }
	waves := func(n int) func(*sim.Result) {
		return func(r *sim.Result) { within(2000, 100)(r); r.Later.Retries, r.PeakOverRate = n, float64(n) }
	}
	for _, c := range []struct {
		what          string
		now, baseline experiment.Outcome
		query, with   string
		want          string
	}{
		{"equal runs", judged(20, result("full", same)), judged(20, result("full", same)), "", "", "Both runs are the same"},
		{"the same but for a strategy", judged(20, result("full", same)), judged(20, result("full", same), result("fixed", same)), "", "", "No clear difference from the baseline"},
		{"nothing in common", judged(1, result("full", same)), judged(1, result("fixed", same)), "", "", "No strategy is in both runs"},
		{"later", judged(20, result("full", within(6200, 100))), judged(20, result("full", within(2000, 100))), "", "",
			"Full jitter gets 95 % of the clients through within 6.2 s, the baseline within 2.0 s; 20 of 20 runs agree"},
		{"sooner, under as many seeds as both have", judged(12, result("full", within(2000, 900))), judged(20, result("full", within(6200, 100))), "", "",
			"Full jitter gets 95 % of the clients through within 2.0 s, the baseline within 6.2 s; 12 of 12 runs agree"},
		{"one seed", judged(1, result("full", within(2000, 100))), judged(20, result("full", within(6200, 100))), "", "",
			"Full jitter gets 95 % of the clients through within 2.0 s, the baseline within 6.2 s"},
		{"a little later", judged(20, result("full", within(2040, 100))), judged(20, result("full", within(2000, 100))), "", "", "No clear difference from the baseline"},
		{"no longer", judged(20, result("full", within(2000, 100))), judged(20, result("full", func(r *sim.Result) { r.Wasted = 100 })), "", "",
			"Full jitter gets 95 % of the clients through within 2.0 s, the baseline never does; 20 of 20 runs agree"},
		{"no more", judged(20, result("full", func(r *sim.Result) { r.Wasted = 100 })), judged(20, result("full", within(2000, 100))), "", "",
			"Full jitter never gets 95 % of the clients through, the baseline within 2.0 s; 20 of 20 runs agree"},
		{"less waste", judged(20, result("full", within(2000, 92))), judged(20, result("full", within(2000, 200))), "", "",
			"Full jitter wastes 0.92 attempts a client, 2.00 in the baseline; 20 of 20 runs agree"},
		{"smaller waves", judged(20, result("full", waves(20))), judged(20, result("full", waves(80))), "", "",
			"After the first burst full jitter sends at most 20 retries within 100 ms, 80 retries in the baseline; 20 of 20 runs agree"},
		{"losses go before waits", judged(20, result("full", within(6200, 100)), result("fixed", loses(1))), judged(20, result("full", within(2000, 100)), result("fixed", same)), "", "",
			"With fixed delay 1 of 100 clients is lost, 0 of 100 clients in the baseline; 20 of 20 runs agree"},
		{"the clearest", judged(20, result("full", within(2000, 100)), result("fixed", within(2000, 100))), judged(20, result("full", within(3000, 100)), result("fixed", within(9000, 100))), "", "",
			"Fixed delay gets 95 % of the clients through within 2.0 s, the baseline within 9.0 s; 20 of 20 runs agree"},
		{"two kinds of clients have two clocks", judged(20, result("full", within(6200, 90))), judged(20, result("full", within(2000, 180))), "population=open", "",
			"Full jitter wastes 0.90 attempts a request, 1.80 in the baseline; 20 of 20 runs agree"},
		{"one was stopped", judged(1, result("full", func(r *sim.Result) { r.Attempts, r.Partial = 150, true })), judged(1, result("full", same)), "", "",
			"Two runs, of which one was stopped early"},
	} {
		s, with := scenariotest.Parse(t, c.query), scenariotest.Parse(t, c.with)
		if got := plain(Change(s, with, c.now, c.baseline)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
