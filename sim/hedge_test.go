package sim

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
)

// What copies of an attempt do in time, worked out on paper.
func TestHedgesOnPaper(t *testing.T) {
	const one = "clients=1&spread=0s&latency=0s&limiter=none&strategies=fixed&base=1s&"
	const hangs = one + "outage=hang&service=100ms&timeout=10s&"
	type counts struct{ attempts, hedges, won, successes, timedOut, abandoned, dropped int }
	for _, tt := range []struct {
		shows, query string
		want         counts
		done         time.Duration
	}{
		{"the first copy hangs, the second goes out at 300 ms and is served for 100",
			hangs + "outage-to=200ms&hedge=300ms", counts{2, 1, 1, 1, 0, 0, 0}, 400 * time.Millisecond},
		{"an answer before the delay: no hedge",
			one + "service=200ms&hedge=300ms", counts{1, 0, 0, 1, 0, 0, 0}, 200 * time.Millisecond},
		{"an answer just at the delay: no hedge",
			one + "service=300ms&hedge=300ms", counts{1, 0, 0, 1, 0, 0, 0}, 300 * time.Millisecond},
		{"copies at 0, 300, 600 and 900 ms, of which only the last is not swallowed",
			hangs + "outage-to=700ms&hedge=300ms&hedges=5", counts{4, 3, 1, 1, 0, 0, 0}, time.Second},
		{"no more copies than there may be: both hang, and time out 2 s after the first",
			hangs + "outage-to=700ms&hedge=300ms&timeout=2s&attempts=1", counts{2, 1, 0, 0, 2, 0, 0}, 0},
		{"the timeout counts from the first copy: both time out at 500 ms, the retry follows at 1.5 s",
			hangs + "outage-to=700ms&hedge=300ms&timeout=500ms", counts{3, 1, 0, 1, 2, 0, 0}, 1600 * time.Millisecond},
		{"no copy goes out when the client stops waiting",
			hangs + "outage-to=700ms&hedge=500ms&timeout=500ms", counts{2, 0, 0, 1, 1, 0, 0}, 1600 * time.Millisecond},
		{"nor when its total timeout is over",
			hangs + "outage-to=700ms&hedge=500ms&total-timeout=500ms", counts{1, 0, 0, 0, 1, 0, 0}, 0},
		{"a failure is the policy's to retry: no copy goes out for it",
			one + "outage=refuse&outage-to=200ms&service=100ms&hedge=300ms", counts{2, 0, 0, 1, 0, 0, 0}, 1100 * time.Millisecond},
		{"a copy that fails leaves the first, and brings no other forward",
			one + "outage=refuse&outage-from=200ms&outage-to=400ms&service=1s&hedge=300ms&hedges=2", counts{3, 2, 0, 1, 0, 1, 0}, time.Second},
		{"of two that both fail the last answer counts, and nothing is sent until the retry: 503 at 800 ms and 1.1 s, then 2.1 s",
			one + "servers=1&queue=9&service=700ms&queue-timeout=800ms&clients=2&hedge=300ms&attempts=1", counts{4, 2, 0, 2, 0, 0, 2}, 1400 * time.Millisecond},
		{"a loser that is cancelled stops where the service notices",
			one + "service=1s&hedge=300ms&abandoned=noticed", counts{2, 1, 0, 1, 0, 0, 1}, time.Second},
		{"one that is left runs on",
			one + "service=1s&hedge=300ms&abandoned=noticed&hedge-losers=left", counts{2, 1, 0, 1, 0, 1, 0}, time.Second},
		{"and so does one that is cancelled where nobody notices",
			one + "service=1s&hedge=300ms", counts{2, 1, 0, 1, 0, 1, 0}, time.Second},
	} {
		s := scenariotest.Parse(t, scenariotest.LastWins(tt.query))
		r := simulate(t, s)[0]
		got := counts{r.Attempts, r.Hedges, r.HedgesWon, r.Successes, r.TimedOut, r.Abandoned, r.Dropped}
		if got != tt.want || r.LastSuccess != tt.done {
			t.Errorf("%s: %+v, done at %v; want %+v, %v", tt.shows, got, r.LastSuccess, tt.want, tt.done)
		}
		againstOracle(t, s)
	}
}

// A percentile is that of 20 successes or more. One client asks each second; requests take
// 100 ms, and 1 s from the brownout on.
func TestHedgesAtAPercentile(t *testing.T) {
	const query = "clients=1&population=periodic&every=1s&duration=30s&spread=0s&latency=0s&limiter=none&strategies=fixed&hedge=p95&service=100ms&brownout=0.1&"
	for span, want := range map[string]int{
		"brownout-from=19s&brownout-to=20s": 0, // 19 have succeeded
		"brownout-from=20s&brownout-to=21s": 1,
		"brownout-from=25s&brownout-to=27s": 2, // by then the 95th percentile is still of the fast
		"brownout-from=20s&brownout-to=24s": 2, // and of 23 here not any more: two of them were slow
	} {
		if r := simulate(t, scenariotest.Parse(t, query+span))[0]; r.Hedges != want {
			t.Errorf("%s: %d hedges, want %d", span, r.Hedges, want)
		}
	}
}

// Clients that would hedge, and never come to it, are as if they did not, but that the run lasts
// until their timers are over. With -short, as in make test, 60 scenarios are compared, and 300
// in make check.
func TestHedgesThatAreNotSentChangeNothing(t *testing.T) {
	most := 300
	if testing.Short() {
		most = 60
	}
	compared := 0
	for seed := 0; compared < most; seed++ {
		s := drawScenario(rand.New(rand.NewPCG(uint64(seed), 26)))
		s.Hedge, s.HedgePercentile, s.Crash, s.Budget, s.Breaker, s.Throttle = 0, 0, 0, "none", "off", "none"
		if s.Validate() != nil || s.Guarded() || len(s.Layered())+len(s.Hedged()) > 0 || s.Limiter == "optimistic-lock" || s.Latency == 0 { // without a latency it matters at one moment that clients act by events
			continue
		}
		hedged := s
		hedged.Hedge = scenario.Day
		if lasts(s, simulate(t, s)[0]) >= scenario.Day {
			continue
		}
		compared++
		without, with := simulate(t, s), simulate(t, hedged)
		for i := range with {
			with[i].Columns, without[i].Columns = metrics.Columns{}, metrics.Columns{} // which last until the last timer is over
			with[i].Bin, with[i].PeakBin = without[i].Bin, without[i].PeakBin
			if d := differences("", reflect.ValueOf(with[i]), reflect.ValueOf(without[i])); d != nil {
				t.Errorf("%s\n\t%s", s.Query(), strings.Join(d[:min(len(d), 5)], "\n\t"))
			}
		}
	}
}

// Copies draw for themselves, and their request as it does without them: what it costs and
// whether it fails for good is the same for all.
func TestCopiesOfARequest(t *testing.T) {
	const query = "clients=400&limiter=none&service=50ms&service-dist=exponential&strategies=fixed&attempts=1&"
	fails := query + "permanent=0.3&hedge=1ms&latency=20ms"
	with, without := simulate(t, scenariotest.Parse(t, fails))[0], simulate(t, scenariotest.Parse(t, strings.Replace(fails, "hedge=1ms&", "", 1)))[0]
	if with.GaveUp.Permanent != without.GaveUp.Permanent || with.Hedges != with.Requests || with.Failed != 2*with.GaveUp.Permanent {
		t.Errorf("%d fail for good of %d, %d attempts failed, %d hedges; without hedges %d", with.GaveUp.Permanent, with.Requests, with.Failed, with.Hedges, without.GaveUp.Permanent)
	}
	slow := simulate(t, scenariotest.Parse(t, query+"hedge=1ms"))[0]
	if share := float64(slow.HedgesWon) / float64(slow.Requests); share < 0.4 || share > 0.55 {
		t.Errorf("the copy that is 1 ms behind wins %v of the time: it does not draw for itself", share)
	}
}
