package sim

import (
	"testing"
	"time"

	"backofflab/sim/metrics"
)

func TestExplainChange(t *testing.T) {
	attempts := func(n int) func(*Result) { return func(r *Result) { r.Attempts = n } }
	slow := func(r *Result) { r.Completion.Add(6200 * time.Millisecond) }
	for _, c := range []struct {
		what        string
		now, pinned []Result
		want        string
	}{
		{"equal runs", []Result{result("full", same)}, []Result{result("full", same)}, "Both runs are the same"},
		{"the same but for a strategy", []Result{result("full", same)}, []Result{result("full", same), result("fixed", same)},
			"Full jitter needs as many attempts as in the pinned run"},
		{"nothing in common", []Result{result("full", same)}, []Result{result("fixed", same)}, "No strategy is in both runs"},
		{"fewer, and later", []Result{result("full", func(r *Result) { r.Attempts = 192; slow(r) })}, []Result{result("full", same)},
			"Full jitter needs 36 % fewer attempts than in the pinned run; its longest wait is 4.2 s longer"},
		{"sooner", []Result{result("full", attempts(301))}, []Result{result("full", slow)},
			"Full jitter needs 1 more attempt than in the pinned run; its longest wait is 4.2 s shorter"},
		{"several times as many", []Result{result("full", attempts(1020))}, []Result{result("full", same)},
			"Full jitter needs 3.4 times as many attempts as in the pinned run"},
		{"almost none left is not none", []Result{result("full", attempts(1))}, []Result{result("full", attempts(1000))},
			"Full jitter needs 99 % fewer attempts than in the pinned run"},
		{"the one that changed most", []Result{result("full", attempts(290)), result("fixed", attempts(200))}, []Result{result("fixed", same), result("full", same)},
			"Fixed delay needs 33 % fewer attempts than in the pinned run"},
		{"losses go before waits", []Result{result("full", func(r *Result) { slow(r); r.GaveUp.Attempts = 1 })}, []Result{result("full", same)},
			"Full jitter needs as many attempts as in the pinned run; 1 more client gives up"},
		{"fewer losses", []Result{result("full", same)}, []Result{result("full", func(r *Result) { r.GaveUp.Deadline = 12 })},
			"Full jitter needs as many attempts as in the pinned run; 12 fewer clients give up"},
		{"some are left", []Result{result("full", func(r *Result) { r.Unfinished = 3 })}, []Result{result("full", same)},
			"Full jitter needs as many attempts as in the pinned run; 3 more clients are not done at the end"},
		{"another number of requests", []Result{result("full", func(r *Result) { r.Requests, r.Attempts = 200, 450 })}, []Result{result("full", same)},
			"Full jitter needs 50 % more attempts than in the pinned run, for 200 requests instead of 100"},
		{"nobody got through", []Result{result("full", func(r *Result) { r.Attempts, r.Completion = 150, &metrics.Histogram{} })}, []Result{result("full", same)},
			"Full jitter needs 50 % fewer attempts than in the pinned run"},
		{"one was stopped", []Result{result("full", func(r *Result) { r.Attempts, r.Partial = 150, true })}, []Result{result("full", same)},
			"Two runs, of which one was stopped early"},
	} {
		if got := plain(ExplainChange(Default(), c.now, c.pinned)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
