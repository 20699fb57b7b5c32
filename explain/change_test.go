package explain

import (
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

func TestExplainChange(t *testing.T) {
	attempts := func(n int) func(*sim.Result) { return func(r *sim.Result) { r.Attempts = n } }
	slow := func(r *sim.Result) { r.Completion.Add(6200 * time.Millisecond) }
	for _, c := range []struct {
		what          string
		now, baseline []sim.Result
		want          string
	}{
		{"equal runs", []sim.Result{result("full", same)}, []sim.Result{result("full", same)}, "Both runs are the same"},
		{"the same but for a strategy", []sim.Result{result("full", same)}, []sim.Result{result("full", same), result("fixed", same)},
			"Full jitter needs as many attempts as the baseline"},
		{"nothing in common", []sim.Result{result("full", same)}, []sim.Result{result("fixed", same)}, "No strategy is in both runs"},
		{"fewer, and later", []sim.Result{result("full", func(r *sim.Result) { r.Attempts = 192; slow(r) })}, []sim.Result{result("full", same)},
			"Full jitter needs 36 % fewer attempts than the baseline; its longest wait is 4.2 s longer"},
		{"sooner", []sim.Result{result("full", attempts(301))}, []sim.Result{result("full", slow)},
			"Full jitter needs about as many attempts as the baseline; its longest wait is 4.2 s shorter"},
		{"several times as many", []sim.Result{result("full", attempts(1020))}, []sim.Result{result("full", same)},
			"Full jitter needs 3.4 times as many attempts as the baseline"},
		{"almost none left is not none", []sim.Result{result("full", attempts(1))}, []sim.Result{result("full", attempts(1000))},
			"Full jitter needs 99 % fewer attempts than the baseline"},
		{"the one that changed most", []sim.Result{result("full", attempts(290)), result("fixed", attempts(200))}, []sim.Result{result("fixed", same), result("full", same)},
			"Fixed delay needs 33 % fewer attempts than the baseline"},
		{"losses go before waits", []sim.Result{result("full", func(r *sim.Result) { slow(r); r.GaveUp.Attempts, r.Successes = 1, 99 })}, []sim.Result{result("full", same)},
			"Full jitter needs as many attempts as the baseline; 1 client finds no success, with the baseline none"},
		{"fewer losses", []sim.Result{result("full", same)}, []sim.Result{result("full", func(r *sim.Result) { r.GaveUp.Deadline, r.Successes = 12, 88 })},
			"Full jitter needs as many attempts as the baseline; no client is lost, with the baseline 12"},
		{"some are left", []sim.Result{result("full", func(r *sim.Result) { r.Unfinished, r.Successes = 3, 97 })}, []sim.Result{result("full", same)},
			"Full jitter needs as many attempts as the baseline; 3 clients find no success, with the baseline none"},
		{"one of many says nothing", []sim.Result{result("full", func(r *sim.Result) { r.Requests, r.Successes, r.Attempts = 3081, 2732, 19_635 })},
			[]sim.Result{result("full", func(r *sim.Result) { r.Requests, r.Successes, r.Attempts = 3081, 2733, 19_636 })},
			"Full jitter needs about as many attempts as the baseline"},
		{"nor does a little of the longest wait", []sim.Result{result("full", func(r *sim.Result) { r.Completion.Add(2050 * time.Millisecond) })}, []sim.Result{result("full", same)},
			"Full jitter needs as many attempts as the baseline"},
		{"another number of requests", []sim.Result{result("full", func(r *sim.Result) { r.Requests, r.Successes, r.Attempts = 200, 200, 450 })}, []sim.Result{result("full", same)},
			"Full jitter needs 50 % more attempts than the baseline, for 200 requests instead of 100"},
		{"nobody got through", []sim.Result{result("full", func(r *sim.Result) { r.Attempts, r.Completion = 150, &metrics.Histogram{} })}, []sim.Result{result("full", same)},
			"Full jitter needs 50 % fewer attempts than the baseline"},
		{"one was stopped", []sim.Result{result("full", func(r *sim.Result) { r.Attempts, r.Partial = 150, true })}, []sim.Result{result("full", same)},
			"Two runs, of which one was stopped early"},
	} {
		if got := plain(Change(scenario.Default(), c.now, c.baseline)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
