package sim

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// heldBy is how many bytes the heap has more after f than before, garbage left out.
func heldBy(f func() any) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	held := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(held)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// heldByRun is what a run of a scenario holds at its end: all it ever took, as nothing of
// it is given back before.
func heldByRun(t testing.TB, s scenario.Scenario, most int64) int64 {
	return heldBy(func() any {
		w := NewWorkspace(s)
		over := (*LimitError)(nil)
		if _, err := w.Simulate(t.Context(), s.Seed, most); err != nil && !errors.As(err, &over) {
			t.Fatal(err)
		}
		return w
	})
}

// The estimate is above what a run takes; of a large run it is not far above. With -short, as in
// make test, a quarter of the random runs is made; make check makes all.
func TestEstimateHolds(t *testing.T) {
	const most, small, times = 400_000, 8 << 20, 16
	large := 0
	look := func(s scenario.Scenario) {
		if Afford(s, most) != nil {
			return
		}
		estimate, held := Bytes(s, most), heldByRun(t, s, most)
		if held > estimate {
			t.Errorf("%s: %d KB, estimated at %d KB", s.Query(), held>>10, estimate>>10)
		}
		if held > small {
			large++
			if estimate > times*held {
				t.Errorf("%s: %d MB, estimated at %d MB", s.Query(), held>>20, estimate>>20)
			}
		}
	}
	for _, query := range []string{
		"clients=100000&strategies=full", "clients=100000&strategies=decorrelated,full",
		"clients=100000&timeout=50ms&latency=40ms&network=exponential&strategies=full",
		"clients=100000&population=closed&think=1s&duration=30s&rate=20000&strategies=full&bin=1s",
		"population=open&offered=10000&duration=20s&strategies=fixed&rate=1000&bin=1s",
		"clients=100000&limiter=none&servers=0&service=10s&timeout=1m&abandoned=noticed&strategies=fixed&bin=1s",
		"clients=100000&limiter=none&servers=10&service=100ms&timeout=1s&abandoned=noticed&queue=100000&strategies=fixed&bin=1s",
		"clients=100000&process=1&budget=aws&breaker=ratio&throttle=sre&strategies=full",
		"clients=100000&process=1&breaker=retries&strategies=full",
		"clients=100000&limiter=sliding-log&rate=100000&window=10m&strategies=full&bin=1s",
		"clients=2000&latency=0s&spread=0s&base=10ms&cap=10ms&attempts=1000&strategies=fixed,immediate&bin=1s",
		"clients=5000&population=closed&spread=0s&think=0s&timeout=1ms&latency=1m&attempts=1&bin=1m",
		"clients=100000&limiter=optimistic-lock&strategies=full&bin=1s",
		"clients=100000&limiter=leaky-bucket&burst=100000&rate=10000&strategies=full&bin=1s&servers=10&service=1ms",
		"clients=100&population=closed&think=0s&timeout=10m&service=1ms&servers=1000&latency=1ms&limiter=none&duration=1m",
		"clients=100000&crash=2s&crash-state=lost&strategies=full&bin=1s",
	} {
		look(scenariotest.With(scenario.Default(), query))
	}
	seeds := uint64(60)
	if testing.Short() {
		seeds /= 4
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 21))
		s := drawScenario(r)
		if r.IntN(2) == 0 {
			s = scenariotest.RandomScenario(r)
		}
		s.Clients = 1 + r.IntN(100_000)
		s.Offered = float64(1 + r.IntN(3000))
		s.Duration = min(s.Duration, 30*time.Second)
		if s.Validate() == nil {
			look(s)
		}
	}
	if large < 10 {
		t.Errorf("only %d runs were large", large)
	}
}
