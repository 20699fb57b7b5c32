package sim

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Small runs whose every number can be worked out on paper.
func TestRunsOnPaper(t *testing.T) {
	for _, tt := range []struct {
		shows, query                string
		attempts, accepted, rejects []int
		completed, inFlight         []int
		gaveUp                      GaveUp
		last                        time.Duration
	}{
		{
			shows: "three clients, one token a second, a retry each 600 ms: they meet the service every 800 ms, from 100 ms on",
			query: "clients=3&spread=0s&rate=1&burst=1&latency=100ms&strategies=fixed&base=600ms&attempts=20&bin=1s",
			// at 100 ms 3 arrive, the bucket is full, 1 is served; at 900 2 arrive, 0.8 of a token is there;
			// at 1700 2 arrive, the bucket is full at one token, 1 is served; at 2500 0.8 is there; at 3300 the last is served
			attempts: []int{5, 2, 1, 1}, accepted: []int{1, 1, 0, 1}, rejects: []int{4, 1, 1, 0},
			completed: []int{1, 1, 0, 1}, inFlight: []int{2, 0, 0, 0},
			last: 3400 * time.Millisecond,
		},
		{
			shows:    "two attempts at most: the two that are rejected twice give up, at 1 s",
			query:    "clients=3&spread=0s&rate=1&burst=1&latency=100ms&strategies=fixed&base=600ms&attempts=2&bin=1s",
			attempts: []int{5, 0}, accepted: []int{1, 0}, rejects: []int{4, 0}, completed: []int{1, 0}, inFlight: []int{2, 0},
			gaveUp: GaveUp{Attempts: 2}, last: 200 * time.Millisecond,
		},
		{
			shows:    "a deadline of 1 s allows the retry at 800 ms, not the one at 1600 ms",
			query:    "clients=3&spread=0s&rate=1&burst=1&latency=100ms&strategies=fixed&base=600ms&deadline=1s&bin=1s",
			attempts: []int{5, 0}, accepted: []int{1, 0}, rejects: []int{4, 0}, completed: []int{1, 0}, inFlight: []int{2, 0},
			gaveUp: GaveUp{Deadline: 2}, last: 200 * time.Millisecond,
		},
		{
			shows: "a fixed window of two: two at once, the next two when it opens at 1 s",
			query: "clients=4&spread=0s&limiter=fixed-window&rate=2&window=1s&latency=0s&strategies=fixed&base=400ms&cap=400ms&bin=500ms",
			// arrivals: 4 at 0 (2), 2 at 400, 2 at 800, 2 at 1200 (2)
			attempts: []int{6, 2, 2}, accepted: []int{2, 0, 2}, rejects: []int{4, 2, 0}, completed: []int{2, 0, 2}, inFlight: []int{0, 0, 0},
			last: 1200 * time.Millisecond,
		},
		{
			shows:    "all fail for good: one attempt each, nothing taken from the limit",
			query:    "clients=3&spread=0s&permanent=1&strategies=full&bin=1s",
			attempts: []int{3}, accepted: []int{0}, rejects: []int{0}, completed: []int{0}, inFlight: []int{0},
			gaveUp: GaveUp{Permanent: 3},
		},
		{
			shows:    "every attempt fails: all attempts are used",
			query:    "clients=2&spread=0s&fail=1&latency=0s&strategies=immediate&attempts=5&bin=1s",
			attempts: []int{10}, accepted: []int{0}, rejects: []int{0}, completed: []int{0}, inFlight: []int{0},
			gaveUp: GaveUp{Attempts: 2},
		},
	} {
		s, err := scenario.ParseQuery(tt.query)
		if err != nil {
			t.Errorf("%s: %v", tt.shows, err)
			continue
		}
		r := simulate(t, s)[0]
		for name, pair := range map[string][2][]int{
			"attempts": {r.Columns.Attempts, tt.attempts}, "accepted": {r.Columns.Accepted, tt.accepted}, "rejected": {r.Columns.Rejected, tt.rejects},
			"completed": {r.Columns.Completed, tt.completed}, "in flight": {r.Columns.InFlight, tt.inFlight},
		} {
			if !slices.Equal(pair[0], pair[1]) {
				t.Errorf("%s: %s per bin %v, want %v", tt.shows, name, pair[0], pair[1])
			}
		}
		if r.GaveUp != tt.gaveUp || r.Completion.Max() != tt.last {
			t.Errorf("%s: gave up %+v, last done %v, want %+v, %v", tt.shows, r.GaveUp, r.Completion.Max(), tt.gaveUp, tt.last)
		}
	}
}

// Laws that hold whatever the scenario are checked in every run; here over all
// features. With -short, as in make test, in a third of the runs of make check.
func TestConservation(t *testing.T) {
	seeds := uint64(1500)
	if testing.Short() {
		seeds /= 3
	}
	checked := 0
	for seed := range seeds {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 2)))
		if s.Validate() != nil {
			continue
		}
		checked++
		simulate(t, s)
	}
	t.Logf("%d scenarios", checked)
	if checked < int(seeds)/5 {
		t.Errorf("only %d scenarios were valid", checked)
	}
}

// A run does not depend on what else runs, nor on how often it is repeated.
func TestSameScenarioSameResult(t *testing.T) {
	for seed := range uint64(60) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 3)))
		if s.Validate() != nil {
			continue
		}
		alone := simulate(t, s)[0]
		s.Strategies = scenario.Default().Strategies
		together := simulate(t, s)
		again := simulate(t, s)
		if !reflect.DeepEqual(together, again) {
			t.Errorf("%s: two runs differ", s.Query())
		}
		for _, r := range together {
			if r.Strategy != alone.Strategy {
				continue
			}
			// The columns are as long as the longest strategy's; the rest is the same.
			if r.Attempts != alone.Attempts || r.HerdIndex != alone.HerdIndex || !reflect.DeepEqual(r.Completion, alone.Completion) {
				t.Errorf("%s: %s differs in company", s.Query(), r.Strategy)
			}
		}
	}
}

// Every strategy meets the same starts and the same faults.
func TestCommonRandomNumbers(t *testing.T) {
	s := scenariotest.Parse(t, "clients=500&spread=10s&rate=1000&burst=1000&fail=0.5&permanent=0.2&attempts=1&strategies=immediate,full,decorrelated")
	results := simulate(t, s)
	for _, r := range results[1:] {
		if !reflect.DeepEqual(r.Columns, results[0].Columns) {
			t.Errorf("%s meets another world than %s", r.Strategy, results[0].Strategy)
		}
	}
	// 1 - f of the requests that can succeed do: binomial, 4 standard deviations.
	share, n := 0.5*0.8, 500.0
	if got := float64(results[0].Successes); math.Abs(got-share*n) > 4*math.Sqrt(n*share*(1-share)) {
		t.Errorf("%v of 500 succeed, want about %v", got, share*n)
	}
}

// Published result V3: with independent failures f and four attempts a request
// succeeds with probability 1 - f^4 and costs (1 - f^4) / (1 - f) attempts.
// Tolerance: 4 standard errors of 20,000 requests.
func TestFourAttemptsAgainstIndependentFailures(t *testing.T) {
	for _, f := range []float64{0.1, 0.2, 0.3, 0.5, 0.75} {
		s := scenariotest.Parse(t, fmt.Sprintf("clients=20000&spread=100s&rate=1000000&burst=1000000&attempts=4&base=100ms&strategies=exponential&fail=%v", f))
		r := simulate(t, s)[0]
		n, success := 20_000.0, 1-math.Pow(f, 4)
		if got := float64(r.Successes) / n; math.Abs(got-success) > 4*math.Sqrt(success*(1-success)/n) {
			t.Errorf("f = %v: success %.4f, want %.4f", f, got, success)
		}
		load, square := 0.0, 0.0
		for k := 1; k <= 4; k++ {
			p := math.Pow(f, float64(k-1)) * (1 - f)
			if k == 4 {
				p = math.Pow(f, 3)
			}
			load += float64(k) * p
			square += float64(k*k) * p
		}
		if got := r.Amplification; math.Abs(got-load) > 4*math.Sqrt((square-load*load)/n) {
			t.Errorf("f = %v: amplification %.4f, want %.4f", f, got, load)
		}
	}
}

// The deadline counts from a client's own start, not from the start of the run.
func TestDeadlineCountsFromTheFirstAttempt(t *testing.T) {
	s := scenariotest.Parse(t, "clients=200&spread=30s&rate=1000&burst=1000&fail=0.9&attempts=3&base=500ms&cap=500ms&strategies=fixed&deadline=5s")
	if r := simulate(t, s)[0]; r.GaveUp.Deadline != 0 || r.GaveUp.Attempts == 0 {
		t.Errorf("gave up %+v, though three attempts take a second", r.GaveUp)
	}
}

func TestBudgetStopsAStorm(t *testing.T) {
	// 10^9 attempts, all in one instant of virtual time.
	s := scenariotest.Parse(t, "clients=1000000&spread=0s&rate=0.001&burst=1&latency=0s&strategies=immediate&attempts=1000")
	_, err := Simulate(t.Context(), s, 1_500_000)
	var over *LimitError
	if !errors.As(err, &over) || over.Limit != 1_500_000 || over.Strategy != "immediate" {
		t.Errorf("got %v", err)
	}
	// Exactly enough is enough.
	s = scenariotest.Parse(t, "clients=10&spread=0s&fail=1&strategies=immediate,full&attempts=5")
	if _, err := Simulate(t.Context(), s, 100); err != nil {
		t.Error(err)
	}
	if _, err := Simulate(t.Context(), s, 99); !errors.As(err, &over) {
		t.Errorf("one attempt over the budget: %v", err)
	}
}

// Whoever stops a run, its error says what was allowed in all, who used up the last of
// it, and when: nobody has to add anything.
func TestLimitErrorSaysAll(t *testing.T) {
	const most = 15_000
	// Fixed and full together need more than there is; neither does so alone.
	s := scenariotest.Parse(t, "clients=2000&spread=0s&rate=20&burst=20&fail=1&strategies=fixed,full&base=1s&cap=8s&attempts=5")
	stepped := func(s scenario.Scenario) error {
		run, err := NewRun(s, most)
		for more := true; err == nil && more; {
			_, more, err = run.Advance(t.Context())
		}
		return err
	}
	alone := s
	alone.Strategies, alone.Attempts = []string{"full"}, 20
	for name, err := range map[string]error{
		"Simulate":               func() error { _, err := Simulate(t.Context(), s, most); return err }(),
		"Run, two together":      stepped(s),
		"Run, two in one bin":    func() error { b := s; b.Bin = time.Minute; return stepped(b) }(),
		"Run, one":               stepped(alone),
		"Run, one, step by step": func() error { a := alone; a.Crash = 24 * time.Hour; return stepped(a) }(),
		"TraceRun":               func() error { _, err := TraceRun(t.Context(), alone, "full", most); return err }(),
	} {
		var over *LimitError
		if !errors.As(err, &over) || over.Limit != most || over.Strategy != "full" || over.At == 0 || over.Requests {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

// cancelAfter is a context that is cancelled when it was asked n times.
type cancelAfter struct {
	context.Context
	n int
}

func (c *cancelAfter) Err() error {
	if c.n--; c.n < 0 {
		return context.Canceled
	}
	return nil
}

func TestCancelledInTheMiddleOfABin(t *testing.T) {
	s := scenariotest.Parse(t, "clients=1000000&spread=0s&rate=0.001&burst=1&latency=0s&strategies=immediate&attempts=1000")
	ctx := &cancelAfter{t.Context(), 5}
	if _, err := Simulate(ctx, s, 100_000_000); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Bin by bin is the same as all at once.
func TestFramesAddUpToTheResult(t *testing.T) {
	s := scenario.Default()
	run, err := NewRun(s, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var attempts, completed []int
	for {
		frame, more, err := run.Advance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		if frame.First != len(attempts) || len(frame.Series) != len(s.Strategies) {
			t.Fatalf("frame of bin %d with %d series after %d bins", frame.First, len(frame.Series), len(attempts))
		}
		attempts = append(attempts, frame.Series[2].Attempts...)
		completed = append(completed, frame.Series[2].Completed...)
	}
	r := run.Results()[2]
	if run.Bins() != len(attempts) || !slices.Equal(attempts, r.Columns.Attempts) || !slices.Equal(completed, r.Columns.Completed) {
		t.Error("the frames do not add up to the result")
	}
}

// The golden file pins the engine: a change of it is a change of EngineVersion.
func TestGolden(t *testing.T) {
	var got bytes.Buffer
	fmt.Fprintf(&got, "engine %s\n", EngineVersion)
	for _, p := range append(scenario.Presets(), scenario.Preset{Key: "everything", Query: scenariotest.Everything}) {
		for _, r := range simulate(t, p.Scenario()) {
			h := fnv.New64a()
			fmt.Fprint(h, r.Columns)
			fmt.Fprintf(&got, "%s %s: %d attempts, %d rejected, %d failed, %d timed out, %d not sent, %d abandoned, %d dropped, %d successes, gave up %v, waves %v, recovery %v, peak %d in bin %d, herd %.12g within %v, p50 %d, p99 %d, max %d, columns %x\n",
				p.Key, r.Strategy, r.Attempts, r.Rejected, r.Failed, r.TimedOut, r.NotSent, r.Abandoned, r.Dropped, r.Successes, r.GaveUp, r.Waves, r.Recovery, r.Peak, r.PeakBin,
				r.HerdIndex, r.HerdWidth, r.Completion.Quantile(0.5), r.Completion.Quantile(0.99), r.Completion.Max(), h.Sum64())
		}
	}
	path := filepath.Join("testdata", "golden.txt")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the engine gives other results than %s; if that is meant, change EngineVersion and run with -update\n%s", path, got.Bytes())
	}
}

// Clients that do not think, and whose breaker is open, begin request after request at one
// moment. The error names what stops that.
func TestLimitErrorNamesTheThinkTime(t *testing.T) {
	const query = "clients=20&process=20&population=closed&spread=0s&limiter=none&fail=1&breaker=ratio&breaker-min=5&strategies=immediate&duration=10s&think="
	for think, want := range map[string]string{"0s": "Try a longer think time", "10ms": "Try fewer clients"} {
		_, err := Simulate(t.Context(), scenariotest.Parse(t, query+think), 5000)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("think %s: %v, want %q", think, err, want)
		}
	}
}
