package testbed

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
)

// What the clients of a run send, sent to a testbed at the same times, gets the same answers at
// the same times; and what the testbed measures is what the run reported.
func TestTheVerdictsAreThoseOfTheSimulation(t *testing.T) {
	for name, query := range map[string]string{
		"limiter alone":        "strategies=full",
		"all at one moment":    "clients=100&spread=0s&strategies=fixed&attempts=6",
		"limiter and faults":   "strategies=equal&fail=0.3&permanent=0.1",
		"outage":               "strategies=full&outage=refuse&outage-from=1s&outage-to=3s&retry-after=constant",
		"window":               "strategies=full&limiter=fixed-window&rate=20&window=2s",
		"sliding log":          "strategies=full&limiter=sliding-log&rate=20&window=1s",
		"servers":              "clients=150&strategies=full&limiter=none&servers=2&service=50ms&service-dist=exponential&queue=20",
		"servers and timeouts": "clients=150&strategies=full&limiter=none&servers=2&service=50ms&service-dist=exponential&queue=40&timeout=800ms",
		"work is cancelled":    "clients=150&strategies=full&limiter=none&servers=2&service=50ms&service-dist=exponential&queue=40&timeout=500ms&abandoned=noticed",
		"queue timeout":        "clients=150&strategies=full&limiter=none&servers=2&service=50ms&queue=40&queue-timeout=300ms&discipline=lifo",
		"concurrency":          "clients=150&strategies=full&limiter=concurrency&concurrency=3&service=50ms",
		"tokens":               "clients=100&strategies=full&limiter=llm&rate=20&burst=20&tokens-per-minute=60000&tokens-dist=exponential",
		"leaky bucket":         "clients=100&strategies=full&limiter=leaky-bucket&rate=20&burst=10",
		"lock":                 "clients=40&strategies=full&limiter=optimistic-lock",
		"hangs":                "clients=100&strategies=full&outage=hang&outage-from=500ms&outage-to=1s&timeout=1s",
		"network":              "clients=100&strategies=full&network=exponential&latency=30ms",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			trace, err := sim.TraceRun(t.Context(), s, s.Strategies[0], 1_000_000)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) { replay(t, s, trace) })
		})
	}
}

// replay sends the attempts of a trace to a testbed.
func replay(t *testing.T, s scenario.Scenario, trace sim.Trace) {
	pool := NewPool(Limits{Held: 10_000, PerSecond: 1_000_000, Requests: 1_000_000, Hold: time.Hour})
	defer pool.Close()
	bed, err := pool.Start(Config{Scenario: s, Tell: Tell{ByHeader, "X-Client"}})
	if err != nil {
		t.Fatal(err)
	}
	bed.first = time.Now() // as the run's
	got := make([]sim.Attempt, len(trace.Attempts))
	var all sync.WaitGroup
	for i, a := range trace.Attempts {
		all.Go(func() { got[i] = send(bed, s, a) })
	}
	all.Wait()
	last := time.Duration(0)
	for i, want := range trace.Attempts {
		if got[i] != want && want.Answered != sim.Unknown {
			t.Fatalf("attempt %d of %d: %+v, want %+v", i, len(got), got[i], want)
		}
		last = max(last, want.Answered)
	}
	if want, got := trace.Result, bed.Snapshot().Result; last > 0 {
		compare(t, got, want)
	}
}

// send sends an attempt as a run did, and says what came of it.
func send(bed *Testbed, s scenario.Scenario, a sim.Attempt) sim.Attempt {
	time.Sleep(a.Sent - time.Since(bed.first))
	ctx := context.Background()
	if s.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.Timeout)
		defer cancel()
	}
	request := httptest.NewRequestWithContext(ctx, "GET", bed.Path(), nil)
	request.Header.Set("X-Client", strconv.Itoa(int(a.Client)))
	answer := httptest.NewRecorder()
	func() {
		defer func() { _ = recover() }()
		answer.Code = 0
		bed.ServeHTTP(answer, request)
	}()
	a.Answered = time.Since(bed.first)
	a.Outcome = map[int]retry.Outcome{
		0: retry.TimedOut, http.StatusOK: retry.Success, http.StatusTooManyRequests: retry.Rejected,
		http.StatusServiceUnavailable: retry.Unavailable, http.StatusBadRequest: retry.Failed,
	}[answer.Code]
	return a
}

// compare holds what a testbed measured against a run. What only clients know, that they gave
// up, is left out.
func compare(t *testing.T, got, want sim.Result) {
	t.Helper()
	for _, row := range []struct {
		name      string
		got, want any
	}{
		{"requests", got.Requests, want.Requests}, {"attempts", got.Attempts, want.Attempts},
		{"successes", got.Successes, want.Successes}, {"rejected", got.Rejected, want.Rejected},
		{"failed", got.Failed, want.Failed}, {"timed out", got.TimedOut, want.TimedOut},
		{"abandoned", got.Abandoned, want.Abandoned}, {"dropped", got.Dropped, want.Dropped},
		{"wasted", got.Wasted, want.Wasted}, {"amplification", got.Amplification, want.Amplification},
		{"peak", got.Peak, want.Peak}, {"peak span", got.PeakSpan, want.PeakSpan}, {"peak over rate", got.PeakOverRate, want.PeakOverRate},
		{"herd index", got.HerdIndex, want.HerdIndex}, {"waves", len(got.Waves), len(want.Waves)}, {"later", got.Later, want.Later},
		{"done95", got.Done95, want.Done95}, {"has", got.HasDone95, want.HasDone95}, {"last", got.LastSuccess, want.LastSuccess},
		{"p99", got.Completion.Quantile(0.99), want.Completion.Quantile(0.99)}, {"mean", got.Completion.Mean(), want.Completion.Mean()},
		{"waits", got.QueueWait.Count(), want.QueueWait.Count()}, {"wait", got.QueueWait.Mean(), want.QueueWait.Mean()},
	} {
		if row.got != row.want {
			t.Errorf("%s: %v, want %v", row.name, row.got, row.want)
		}
	}
	for i, wave := range want.Waves {
		if i < len(got.Waves) && got.Waves[i] != wave {
			t.Errorf("wave %d: %+v, want %+v", i, got.Waves[i], wave)
		}
	}
	columns := func(r sim.Result) [][]int {
		c := r.Columns
		return [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.Queued, c.Begun, c.TimedOut}
	}
	if got.Bin != want.Bin {
		t.Errorf("bins of %v, want %v", got.Bin, want.Bin)
	}
	for k, column := range columns(got) {
		for i, n := range columns(want)[k] {
			if i < len(column) && column[i] != n {
				t.Errorf("column %d, bin %d: %d, want %d", k, i, column[i], n)
			}
		}
	}
}
