package runs

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/internal/labtest"
	"backofflab/sim"
)

func newTestPool(t *testing.T) *Pool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return NewPool(ctx, slog.New(slog.DiscardHandler))
}

func TestEqualScenariosShareARun(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	release := taken(t, turns)
	c := Class{"test", 1_000_000, turns, false, 0, 0}
	s := labtest.ScenarioOf(t, labtest.Small)
	first := f.Join(t.Context(), s, c)
	var group sync.WaitGroup
	for range 1000 {
		other := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small), c)
		if other != first {
			t.Fatal("the same scenario runs twice")
		}
		group.Go(func() {
			defer other.Leave()
			if found, err := other.Result(t.Context()); err != nil || len(found.Results) != 3 {
				t.Error(found.Results, err)
			}
		})
	}
	if other := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small+"&latency=1ms"), c); other == first {
		t.Error("two scenarios share a run")
	}
	if other := f.Join(t.Context(), s, Class{"test", 2_000_000, turns, false, 0, 0}); other == first {
		t.Error("two bounds share a run")
	}
	release()
	group.Wait()
	first.Leave()
}

func TestOneWhoLeavesDoesNotStopTheOthers(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	release := taken(t, turns)
	c, s := Class{"test", 1_000_000, turns, false, 0, 0}, labtest.ScenarioOf(t, labtest.Small)
	impatient, patient := f.Join(t.Context(), s, c), f.Join(t.Context(), s, c)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := impatient.Result(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	impatient.Leave()
	release()
	if found, err := patient.Result(t.Context()); err != nil || len(found.Results) != 3 {
		t.Errorf("the other one got %v, %v", found.Results, err)
	}
	patient.Leave()
}

func TestRunStopsWhenAllHaveLeft(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	r := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Storm), Class{"test", 1 << 40, turns, false, 0, 0})
	var seen Progress
	for seen.Bins == 0 && !seen.Done {
		<-r.Log.Read(&seen)
		r.Log.Read(&seen)
	}
	r.Leave()
	<-r.Done()
	if _, err := r.Result(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	labtest.Eventually(t, "its slot is free", func() bool { return turns.InUse() == 0 })
	if f.UnderWay() != 0 {
		t.Error("it is still known")
	}
	again := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small), Class{"test", 1_000_000, turns, false, 0, 0})
	defer again.Leave()
	if _, err := again.Result(t.Context()); err != nil {
		t.Errorf("the next run ends with %v", err)
	}
}

// What came of a run is told before its verdict, which others do not wait for: the slot is free
// while those who watch look at it. Whoever comes back finds the trials done.
func TestResultsAreToldBeforeTheVerdict(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	c, s := Class{"test", 1_000_000, turns, false, 0, time.Millisecond}, labtest.ScenarioOf(t, labtest.Small)
	r := f.Join(t.Context(), s, c)
	defer r.Leave()
	var seen Progress
	for more := r.Log.Read(&seen); seen.Results == nil; more = r.Log.Read(&seen) {
		if seen.Done {
			t.Fatal("nothing was told before the end")
		}
		<-more
	}
	if !seen.Last || seen.Bins != len(seen.Results[0].Columns.Attempts) {
		t.Errorf("what is told is %d bins, the last: %v", seen.Bins, seen.Last)
	}
	found, err := r.Result(t.Context())
	if err != nil || found.Verdict.Seeds < 2 || !reflect.DeepEqual(found.Results, seen.Results) {
		t.Error("the outcome has other results,", found.Verdict.Seeds, err)
	}
	again := f.Join(t.Context(), s, c)
	defer again.Leave()
	if _, err := again.Result(t.Context()); err != nil {
		t.Error(err)
	}
	if again.Log.Read(&seen); seen.Results != nil {
		t.Error("a run whose verdict is there at once told its results before")
	}
}

// Beside a few who wait there is time to look, and beside a crowd there is none.
func TestNobodyRestsBesideACrowd(t *testing.T) {
	for _, others := range []int{1, crowd, crowd + 1} {
		f, turns := newTestPool(t), NewTurns(1, 0)
		release := taken(t, turns)
		r := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small), Class{"test", 1_000_000, turns, false, 0, time.Millisecond})
		labtest.Eventually(t, "it waits", func() bool { return turns.Line().Waiting == 1 })
		var waiting sync.WaitGroup
		for range others {
			waiting.Go(func() {
				turn, err := turns.EnterWith(t.Context(), 0)
				if err != nil {
					t.Error(err)
					return
				}
				turn.Leave()
			})
		}
		labtest.Eventually(t, "the others wait", func() bool { return turns.Line().Waiting == 1+others })
		release()
		if _, err := r.Result(t.Context()); err != nil {
			t.Error(err)
		}
		waiting.Wait()
		var seen Progress
		if r.Log.Read(&seen); (seen.Results != nil) != (others <= crowd) {
			t.Errorf("%d wait, and it looks at its charts: %v", others, seen.Results != nil)
		}
		r.Leave()
	}
}

func TestLeavingAloneWhileWaitingGivesUpTheTurn(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	release := taken(t, turns)
	r := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small), Class{"test", 1_000_000, turns, false, 0, 0})
	r.Leave()
	<-r.Done()
	release()
	if _, err := r.Result(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Not even the clients' first attempts fit: the run is refused before it begins.
func TestHopelessRunDoesNotBegin(t *testing.T) {
	f := newTestPool(t)
	s := labtest.ScenarioOf(t, labtest.Small)
	r := f.Join(t.Context(), s, Class{"test", int64(s.Clients*len(s.Strategies)) - 1, NewTurns(1, 0), false, 0, 0})
	defer r.Leave()
	<-r.Done()
	_, err := r.Result(t.Context())
	var over *sim.LimitError
	if !errors.As(err, &over) || over.At != 0 {
		t.Errorf("got %v", err)
	}
}

func TestPanicOfARunIsItsError(t *testing.T) {
	f := newTestPool(t)
	broken := labtest.ScenarioOf(t, labtest.Small)
	broken.Runs = 0 // which no valid one has
	r := f.Join(t.Context(), broken, Class{Name: "test", Attempts: 1_000_000, Slots: NewTurns(1, 0)})
	defer r.Leave()
	var seen Progress
	for more := r.Log.Read(&seen); !seen.Done; more = r.Log.Read(&seen) {
		<-more // whoever reads along is told that it is over
	}
	if _, err := r.Result(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "run panicked: ") {
		t.Errorf("got %v", err)
	}
}

func TestLogIsReadWhileItGrows(t *testing.T) {
	f := newTestPool(t)
	s, results := labtest.Simulated(t, labtest.Small)
	r := f.Join(t.Context(), s, Class{"test", 1_000_000, NewTurns(1, 0), false, 0, 0})
	defer r.Leave()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var seen Progress
			for more := r.Log.Read(&seen); !seen.Done; more = r.Log.Read(&seen) {
				<-more
			}
			for i, result := range results {
				if seen.Bins != len(result.Columns.Attempts) || sum(seen.Attempts[i]) != result.Attempts || sum(seen.Completed[i]) != result.Successes {
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

// Many who want one baseline at once share it, and find it afterwards.
func TestBaselineIsShared(t *testing.T) {
	f, turns := newTestPool(t), NewTurns(1, 0)
	release := taken(t, turns)
	c, s := Class{"test", 1_000_000, turns, false, 0, 0}, labtest.ScenarioOf(t, labtest.Small)
	first := f.Baseline(t.Context(), s, c)
	defer first.Close()
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			p := f.Baseline(t.Context(), s, c)
			defer p.Close()
			<-p.Ready
			if p.Err != nil || len(p.Found.Results) != 3 {
				t.Error(p.Err)
			}
		})
	}
	labtest.Eventually(t, "its run is under way", func() bool { return f.UnderWay() == 1 })
	release()
	group.Wait()
	<-first.Ready
	if !f.KeepsBaseline(s, c) || first.Err != nil {
		t.Fatal("it is not kept", first.Err)
	}
	labtest.Eventually(t, "the run is over", func() bool { return f.UnderWay() == 0 })
	taken(t, turns)
	later := f.Baseline(t.Context(), s, c)
	defer later.Close()
	if !later.Known() || later.Err != nil || &later.Found.Results[0] != &first.Found.Results[0] {
		t.Errorf("a kept run is repeated, %v", later.Err)
	}
}

// A run that failed is not kept.
func TestFailedBaselineIsNotKept(t *testing.T) {
	f, s := newTestPool(t), labtest.ScenarioOf(t, labtest.Small)
	c := Class{"test", 1, NewTurns(1, 0), false, 0, 0}
	p := f.Baseline(t.Context(), s, c)
	defer p.Close()
	<-p.Ready
	var budget *sim.LimitError
	if !errors.As(p.Err, &budget) || f.KeepsBaseline(s, c) {
		t.Errorf("%v, kept: %v", p.Err, f.KeepsBaseline(s, c))
	}
}

// taken takes every turn, so that the next run has to wait.
func taken(t *testing.T, turns *Turns) (release func()) {
	t.Helper()
	var held []*Turn
	for range turns.Size() {
		turn, err := turns.Enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, turn)
	}
	return sync.OnceFunc(func() {
		for _, turn := range held {
			turn.Leave()
		}
	})
}

// Whoever wonders why a run takes long is told in which mode it is, and why.
func TestModeIsLogged(t *testing.T) {
	var out strings.Builder
	f := NewPool(t.Context(), slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	r := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Small+"&budget=ratio&timeout=1s"), Class{Name: "test", Attempts: 1_000_000, Slots: NewTurns(1, 0)})
	if _, err := r.Result(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Leave()
	if got, want := out.String(), `msg="run begins" fleet=full mode="per event" reason="clients share a budget`; !strings.Contains(got, want) {
		t.Errorf("the log says %q, not %q", got, want)
	}
}
