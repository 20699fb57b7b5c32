package sim

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// FuzzRuns runs scenarios over all fields, each made of a link and of bytes that change
// it, and holds the engine to its bounds: attempts, events, memory.
func FuzzRuns(f *testing.F) {
	for _, link := range append(scenariotest.Hostile, "", scenariotest.Everything) {
		f.Add(link, []byte(nil))
	}
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 22))
		data := make([]byte, scenariotest.Bytes())
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add("", data)
	}
	f.Fuzz(func(t *testing.T, link string, data []byte) {
		s, err := scenario.ParseQuery(link)
		if err != nil {
			return
		}
		if s, ok := scenariotest.Mutate(s, data); ok {
			holdToBounds(t, s)
		}
	})
}

const (
	fuzzAttempts = 50_000
	fuzzHeap     = 1 << 30 // far above what so many attempts take
)

func holdToBounds(t *testing.T, s scenario.Scenario) {
	if err := Afford(s, fuzzAttempts); err != nil {
		if over := (*LimitError)(nil); !errors.As(err, &over) {
			t.Fatalf("%s: %v", s.Query(), err)
		}
		return
	}
	ctx, stop := watched(t, s)
	defer stop()
	var w *Workspace
	held := heldBy(func() any {
		w = NewWorkspace(s)
		_, err := w.Simulate(ctx, s.Seed, fuzzAttempts)
		if over := (*LimitError)(nil); err != nil && !errors.As(err, &over) {
			t.Fatalf("%s: %v, %v", s.Query(), err, context.Cause(ctx))
		}
		return w
	})
	if estimate := Bytes(s, fuzzAttempts); held > estimate {
		t.Errorf("%s: holds %d KB, estimated at %d KB", s.Query(), held>>10, estimate>>10)
	}
	holdToCounts(t, s, w)
	holdResults(t, ctx, s)
}

// watched is a context that ends when a run takes far more memory or time than any may.
func watched(t *testing.T, s scenario.Scenario) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	over := make(chan struct{})
	go func() {
		tick, late := time.NewTicker(10*time.Millisecond), time.After(2*time.Minute)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-late:
				cancel(errors.New("it takes for ever"))
			case <-tick.C:
				var m runtime.MemStats
				if runtime.ReadMemStats(&m); m.HeapAlloc > fuzzHeap {
					cancel(errors.New("it takes all memory"))
				}
			}
		}
	}()
	return ctx, func() {
		close(over)
		if err := context.Cause(ctx); err != nil {
			t.Errorf("%s: %v", s.Query(), err)
		}
		cancel(nil)
	}
}

// eventsPerAttempt is more than follow from one: its travels, its timer, its places in
// the service, its answer, the wait for the next; with crashes all of these twice.
const eventsPerAttempt = 24

// requestsOf is how many requests a fleet has that do not depend on what becomes of them.
func requestsOf(s scenario.Scenario) int {
	if s.Population == scenario.PopulationOpen {
		most := 0
		for _, fleet := range s.Strategies {
			most = max(most, countArrivals(&s, fleet, math.MaxInt))
		}
		return most
	}
	return s.Clients
}

func holdToCounts(t *testing.T, s scenario.Scenario, w *Workspace) {
	// While clients are down, requests are due that never begin.
	made, handled, requests := 0, 0, len(w.engines)*requestsOf(s)
	for _, e := range w.engines {
		for _, p := range e.parts {
			requests += p.Requests
			if e.mode.fast() {
				made += p.Attempts
			}
		}
		made += int(e.sent) + e.result.NotSent
		handled += e.handled
	}
	if most := fuzzAttempts + 2*batchSize; made > most && made > fuzzAttempts+requests {
		t.Errorf("%s: %d attempts", s.Query(), made)
	}
	if most := eventsPerAttempt*(made+requests) + 1000; handled > most {
		t.Errorf("%s: %d events of %d attempts and %d requests", s.Query(), handled, made, requests)
	}
}

// holdResults runs the scenario again, bin by bin, and looks at what came of it.
func holdResults(t *testing.T, ctx context.Context, s scenario.Scenario) {
	run, err := NewRun(s, fuzzAttempts)
	for more := true; err == nil && more; {
		_, more, err = run.Advance(ctx)
	}
	if over := (*LimitError)(nil); err != nil && !errors.As(err, &over) {
		t.Fatalf("%s: %v, %v", s.Query(), err, context.Cause(ctx))
	}
	for _, r := range run.Results() {
		sum := 0
		for _, n := range r.Columns.Attempts {
			sum += n
		}
		accepted := r.Attempts - r.Rejected - r.Failed
		switch {
		case r.Requests != r.Successes+r.GaveUp.Total()+r.Unfinished || r.Unfinished < 0 || accepted < 0 || r.Successes > r.Attempts,
			!r.Partial && sum != r.Attempts, madeIn(r.ByAttempt) != r.Attempts, broughtIn(r.ByAttempt) != r.Successes, r.Completion.Count() != r.Successes:
			t.Errorf("%s: %+v, %d attempts in bins", s.Query(), r, sum)
		case s.Bin > 0 && r.Bin != s.Bin || len(r.Columns.Attempts) > scenario.MaxBins:
			t.Errorf("%s: %d bins", s.Query(), len(r.Columns.Attempts))
		}
		value := reflect.ValueOf(r)
		for i := range value.NumField() {
			if f := value.Field(i); f.Kind() == reflect.Float64 && (math.IsNaN(f.Float()) || math.IsInf(f.Float(), 0)) {
				t.Errorf("%s: %s is %v", s.Query(), value.Type().Field(i).Name, f.Float())
			}
		}
	}
}
