package explain

import (
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

func TestVerdictInWords(t *testing.T) {
	within := func(d time.Duration, wasted int) func(*sim.Result) {
		return func(r *sim.Result) { r.Done95, r.HasDone95, r.Wasted = d*time.Millisecond, true, wasted }
	}
	loses := func(n int) func(*sim.Result) { return func(r *sim.Result) { r.GaveUp.Attempts = n } }
	busier := func(r *sim.Result) { within(1000, 10)(r); r.Requests, r.GaveUp.Attempts = 200, 10 }
	waves := func(n int) func(*sim.Result) {
		return func(r *sim.Result) { within(1000, 10)(r); r.Later.Retries = n }
	}
	for _, tt := range []struct {
		shows                    string
		query                    string
		results                  []sim.Result
		seeds                    int
		verdict, tradeOff, under string
	}{
		{"time decides, and waste is its price", "", []sim.Result{result("exponential", within(62100, 880)), result("full", within(9700, 603)), result("equal", within(12600, 557)), result("decorrelated", within(9900, 590))}, 20,
			"Full and decorrelated jitter finish in 9.7–9.9 s, no jitter in 62.1 s.",
			"Equal jitter wastes 6–8 % less, but takes 2.7–2.9 s longer.", "20 of 20 runs agree"},
		{"one is ahead in all", "", []sim.Result{result("exponential", within(62100, 880)), result("full", within(9700, 603))}, 1,
			"Full jitter finishes in 9.7 s, no jitter in 62.1 s.", "It wastes less, too: 6.03 attempts a client, no jitter 8.80.", "This is one run; others may differ"},
		{"95 % never succeed", "population=open", []sim.Result{result("exponential", func(r *sim.Result) { r.Wasted = 900 }), result("full", within(9700, 603))}, 20,
			"95 % of requests succeed within 9.7 s with full jitter, never without jitter.", "It wastes less, too: 6.03 attempts a request, no jitter 9.00.", "20 of 20 runs agree"},
		{"who lost comes first", "", []sim.Result{result("exponential", loses(64)), result("full", same)}, 20,
			"64 of 100 clients give up without jitter, none with full jitter.", "", "20 of 20 runs agree"},
		{"one is lost", "", []sim.Result{result("exponential", loses(1)), result("full", same), result("equal", same)}, 20,
			"1 of 100 clients gives up without jitter, none with full and equal jitter.", "", "20 of 20 runs agree"},
		{"all lose, of as many requests", "population=open", []sim.Result{result("exponential", loses(64)), result("full", loses(32))}, 20,
			"64 of 100 requests are lost without jitter, 32 with full jitter.", "", "20 of 20 runs agree"},
		{"all lose, of different numbers", "population=closed", []sim.Result{result("exponential", loses(64)), result("full", busier)}, 20,
			"64.0 % of requests are lost without jitter, 5.0 % with full jitter.", "36 requests succeed without jitter, 190 with full jitter.", "20 of 20 runs agree"},
		{"waste decides", "", []sim.Result{result("exponential", within(1000, 890)), result("full", within(1000, 1415))}, 20,
			"No jitter wastes 8.90 attempts a client, full jitter 14.15.", "No clear difference in time: all finish in 1.0 s.", "20 of 20 runs agree"},
		{"waves decide", "", []sim.Result{result("exponential", waves(1)), result("full", waves(80))}, 20,
			"After the first burst, no jitter sends up to 1 retry in 100 ms, full jitter 80.", "", "20 of 20 runs agree"},
		{"nothing decides", "", []sim.Result{result("exponential", within(1000, 10)), result("full", within(1010, 10))}, 20,
			"No clear difference: all finish in 1.0 s.", "", "Compared over 20 runs"},
		{"nothing succeeds", "", []sim.Result{result("exponential", loses(100)), result("full", loses(100))}, 20,
			"No request succeeds.", "", ""},
		{"as many are lost", "population=open", []sim.Result{result("exponential", loses(50)), result("full", loses(51))}, 20,
			"No clear difference: 50.0–51.0 % of requests are lost, whatever the strategy.", "", "Compared over 20 runs"},
		{"nothing begins", "population=open", []sim.Result{result("full", func(r *sim.Result) { r.Requests, r.Successes = 0, 0 })}, 1, "No request began.", "", ""},
		{"a fleet alone", "", []sim.Result{result("full", within(9700, 603))}, 1,
			"Full jitter finishes in 9.7 s.", "6.03 attempts a client are wasted.", ""},
		{"a fleet alone that loses", "", []sim.Result{result("full", loses(7))}, 1, "7 of 100 clients give up with full jitter.", "No attempt is wasted.", ""},
	} {
		h := Headlines(scenariotest.Parse(t, tt.query), judged(tt.seeds, tt.results...))
		if got := plain(h.Verdict.String()); got != tt.verdict {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.shows, got, tt.verdict)
		}
		if got := plain(h.TradeOff.String()); got != tt.tradeOff {
			t.Errorf("%s: trade-off\ngot  %q\nwant %q", tt.shows, got, tt.tradeOff)
		}
		if h.Seeds != tt.under {
			t.Errorf("%s: seeds %q, want %q", tt.shows, h.Seeds, tt.under)
		}
	}
}
