package api

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

func newTestFlights(t *testing.T) *flights {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return newFlights(ctx, slog.New(slog.DiscardHandler))
}

func scenarioOf(t testing.TB, query string) scenario.Scenario {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEqualScenariosShareARun(t *testing.T) {
	f, turns := newTestFlights(t), newSlots(1, 0)
	release := turns.hold(t)
	c := class{"test", 1_000_000, turns, false}
	s := scenarioOf(t, small)
	first := f.join(s, c)
	var group sync.WaitGroup
	for range 1000 {
		other := f.join(scenarioOf(t, small), c)
		if other != first {
			t.Fatal("the same scenario runs twice")
		}
		group.Go(func() {
			defer other.leave()
			if found, err := other.results(t.Context()); err != nil || len(found.results) != 3 {
				t.Error(found.results, err)
			}
		})
	}
	if other := f.join(scenarioOf(t, small+"&latency=1ms"), c); other == first {
		t.Error("two scenarios share a run")
	}
	if other := f.join(s, class{"test", 2_000_000, turns, false}); other == first {
		t.Error("two bounds share a run")
	}
	release()
	group.Wait()
	first.leave()
}

func TestOneWhoLeavesDoesNotStopTheOthers(t *testing.T) {
	f, turns := newTestFlights(t), newSlots(1, 0)
	release := turns.hold(t)
	c, s := class{"test", 1_000_000, turns, false}, scenarioOf(t, small)
	impatient, patient := f.join(s, c), f.join(s, c)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := impatient.results(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	impatient.leave()
	release()
	if found, err := patient.results(t.Context()); err != nil || len(found.results) != 3 {
		t.Errorf("the other one got %v, %v", found.results, err)
	}
	patient.leave()
}

func TestRunStopsWhenAllHaveLeft(t *testing.T) {
	f, turns := newTestFlights(t), newSlots(1, 0)
	r := f.join(scenarioOf(t, storm), class{"test", 1 << 40, turns, false})
	var seen progress
	for seen.bins == 0 && !seen.done {
		<-r.log.read(&seen)
		r.log.read(&seen)
	}
	r.leave()
	<-r.log.finished
	if _, err := r.log.outcome(); !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	eventually(t, "its slot is free", func() bool { return len(turns.free) == 0 })
	if len(f.byKey) != 0 {
		t.Error("it is still known")
	}
	again := f.join(scenarioOf(t, small), class{"test", 1_000_000, turns, false})
	defer again.leave()
	if _, err := again.results(t.Context()); err != nil {
		t.Errorf("the next run ends with %v", err)
	}
}

func TestLeavingAloneWhileWaitingGivesUpTheTurn(t *testing.T) {
	f, turns := newTestFlights(t), newSlots(1, 0)
	release := turns.hold(t)
	r := f.join(scenarioOf(t, small), class{"test", 1_000_000, turns, false})
	r.leave()
	<-r.log.finished
	release()
	if _, err := r.log.outcome(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Not even the clients' first attempts fit: the run is refused before it begins.
func TestHopelessRunDoesNotBegin(t *testing.T) {
	f := newTestFlights(t)
	s := scenarioOf(t, small)
	r := f.join(s, class{"test", int64(s.Clients*len(s.Strategies)) - 1, newSlots(1, 0), false})
	defer r.leave()
	<-r.log.finished
	_, err := r.log.outcome()
	var budget *sim.BudgetError
	if !errors.As(err, &budget) || budget.At != 0 {
		t.Errorf("got %v", err)
	}
}

// Whoever wonders why a run takes long is told in which mode it is, and why.
func TestModeIsLogged(t *testing.T) {
	var out strings.Builder
	f := newFlights(t.Context(), slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	r := f.join(scenarioOf(t, small+"&budget=ratio"), class{"test", 1_000_000, newSlots(1, 0), false})
	if _, err := r.results(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.leave()
	if got, want := out.String(), `msg="run begins" fleet=full mode="per event" reason="clients share a budget`; !strings.Contains(got, want) {
		t.Errorf("the log says %q, not %q", got, want)
	}
}

func TestPanicOfARunIsItsError(t *testing.T) {
	f := newTestFlights(t)
	broken := scenario.Default()
	// Its log has no room for the series: the first bin panics.
	r := &flight{scenario: broken, log: newRunLog(0), owner: f, key: "broken", cancel: func() {}}
	r.fly(t.Context(), class{"test", 1_000_000, newSlots(1, 0), false})
	if _, err := r.log.outcome(); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("got %v", err)
	}
}

func TestLogIsReadWhileItGrows(t *testing.T) {
	f := newTestFlights(t)
	s, results := simulated(t, small)
	r := f.join(s, class{"test", 1_000_000, newSlots(1, 0), false})
	defer r.leave()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var seen progress
			for more := r.log.read(&seen); !seen.done; more = r.log.read(&seen) {
				<-more
			}
			for i, result := range results {
				if seen.bins != len(result.Columns.Attempts) || sum(seen.attempts[i]) != result.Attempts || sum(seen.completed[i]) != result.Successes {
					t.Errorf("%s: the log differs from the result", result.Strategy)
				}
			}
		})
	}
	group.Wait()
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
