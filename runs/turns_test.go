package runs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// line is turns on which pieces of work are put for owners, and the order in which these have
// had their slices.
type line struct {
	t     *testing.T
	turns *Turns
	order []string
}

// work does steps of 10 ms each for an owner, on a goroutine of its own, in the line once it
// returns.
func (l *line) work(owner string, steps int) {
	ctx := As(l.t.Context(), owner)
	go func() {
		turn, err := l.turns.Enter(ctx)
		if err != nil {
			l.t.Errorf("%s: %v", owner, err)
			return
		}
		defer turn.Leave()
		for range steps {
			l.order = append(l.order, owner)
			time.Sleep(10 * time.Millisecond)
			if err := turn.Yield(ctx); err != nil {
				l.t.Errorf("%s: %v", owner, err)
			}
		}
	}()
	synctest.Wait()
}

// done waits until nothing is in the line, and returns the order without repetitions.
func (l *line) done() string {
	for l.turns.InUse() > 0 {
		time.Sleep(time.Millisecond)
	}
	synctest.Wait()
	return strings.Join(slices.Compact(l.order), " ")
}

// While work rests its slot is another's, and it gets one again in its turn. Where it is not wanted
// any more it has none.
func TestWorkRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{t: t, turns: NewTurns(1, 0)}
		ctx, cancel := context.WithCancel(As(t.Context(), "rests"))
		turn, err := l.turns.Enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		l.work("other", 2)
		if err := turn.Rest(ctx, 30*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 30*time.Millisecond || len(l.order) != 2 || l.turns.InUse() != 1 {
			t.Errorf("it goes on after %v, with %d slots in use, after %v", took, l.turns.InUse(), l.order)
		}
		go func() {
			time.Sleep(10 * time.Millisecond)
			cancel()
		}()
		if err := turn.Rest(ctx, time.Hour); err != context.Canceled {
			t.Error("the error is", err)
		}
		if err := turn.Rest(ctx, time.Hour); err != context.Canceled {
			t.Error("a turn that was lost says", err)
		}
		if turn.Leave(); l.turns.InUse() != 0 {
			t.Error("a slot is left in use")
		}
	})
}

func TestOwnersTakeTurns(t *testing.T) {
	for _, row := range []struct {
		name  string
		begin func(l *line)
		order string
	}{
		{"a small piece goes before the rest of a large one", func(l *line) {
			l.work("large", 10)
			l.work("small", 1)
		}, "large small large"},
		{"many pieces of one owner are no more than one of another", func(l *line) {
			for range 4 {
				l.work("many", 4)
			}
			l.work("one", 4)
		}, "many one many one many"},
		{"alone, an owner goes on", func(l *line) { l.work("alone", 20) }, "alone"},
		{"who had all while nobody else wanted any has no debt", func(l *line) {
			l.work("first", 50)
			time.Sleep(495 * time.Millisecond)
			l.work("second", 4)
			l.work("first", 4)
		}, "first second first second first"},
		{"who came late has nothing saved", func(l *line) {
			l.work("early", 30)
			time.Sleep(195 * time.Millisecond)
			l.work("late", 6)
		}, "early late early late early"},
		{"of one owner's work what has had least is next", func(l *line) {
			l.work("other", 1)
			l.work("a", 6)
			l.work("a", 1)
		}, "other a"},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := &line{t: t, turns: NewTurns(1, 0)}
			row.begin(l)
			if order := l.done(); order != row.order {
				t.Errorf("%s: %s, want %s", row.name, order, row.order)
			}
			if got := l.turns.Line(); got.InUse != 0 || got.Waiting != 0 {
				t.Errorf("%s: %+v is left", row.name, got)
			}
		})
	}
}

// entered puts work into the line on a goroutine of its own, and returns where its turn will be.
func entered(t *testing.T, turns *Turns, owner string) **Turn {
	got := new(*Turn)
	go func() {
		turn, err := turns.Enter(As(t.Context(), owner))
		if err != nil {
			t.Error(err)
		}
		*got = turn
	}()
	synctest.Wait()
	return got
}

// yields has work offer its slot, and returns where it is said that it has one again.
func yields(t *testing.T, turn *Turn) *bool {
	again := new(bool)
	go func() {
		if err := turn.Yield(t.Context()); err != nil {
			t.Error(err)
		}
		*again = true
	}()
	synctest.Wait()
	return again
}

func TestOneOwnerNeverHasAllSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(3, 0).Sparing()
		first, second, third := entered(t, turns, "greedy"), entered(t, turns, "greedy"), entered(t, turns, "greedy")
		if *first == nil || *second == nil || *third != nil {
			t.Fatalf("%v %v %v have slots", *first, *second, *third)
		}
		other := entered(t, turns, "other")
		if *other == nil {
			t.Error("no slot is spared for others")
		}
		(*first).Leave()
		synctest.Wait()
		if *third != nil {
			t.Error("who is not alone has two slots of three")
		}
		(*other).Leave()
		time.Sleep(company)
		fourth := entered(t, turns, "greedy")
		if *third == nil || *fourth != nil {
			t.Errorf("who is alone again gets %v %v", *third, *fourth)
		}
		(*second).Leave()
		(*third).Leave()
		synctest.Wait()
		(*fourth).Leave()
	})
}

func TestDearWorkNeverHasAllSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(3, 0).Sparing()
		a, b, c := entered(t, turns, "a"), entered(t, turns, "b"), entered(t, turns, "c")
		time.Sleep(2 * dearAfter)
		if !*yields(t, *a) || !*yields(t, *b) {
			t.Fatal("work waits for nobody")
		}
		d := entered(t, turns, "d")
		again := yields(t, *c)
		if *again || *d == nil {
			t.Fatal("dear work does not make room")
		}
		(*d).Leave()
		synctest.Wait()
		if *again {
			t.Error("dear work has all slots")
		}
		(*a).Leave()
		synctest.Wait()
		if !*again {
			t.Error("dear work gets none that it may have")
		}
		(*b).Leave()
		(*c).Leave()
	})
}

// Work that several want comes when it is the turn of one of them.
func TestWhoJoinsBringsHisTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{t: t, turns: NewTurns(1, 0)}
		l.work("greedy", 20)
		shared := l.turns.ask("greedy")
		go func() {
			if err := shared.enter(t.Context(), 0); err != nil {
				t.Error(err)
			}
			l.order = append(l.order, "shared")
			shared.Leave()
		}()
		synctest.Wait()
		l.work("other", 3)
		shared.Join("third")
		if order := l.done(); !strings.HasPrefix(order, "greedy shared other") && !strings.HasPrefix(order, "greedy other shared") {
			t.Errorf("in the order %s", order)
		}
	})
}

func TestWhoGetsNoTurnIsToldWhenToReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(1, 2*time.Second)
		held, err := turns.Enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waits := map[time.Duration]bool{}
		for range 20 {
			began := time.Now()
			_, err := turns.Enter(As(t.Context(), "other"))
			var busy *BusyError
			if !errors.As(err, &busy) || !errors.Is(err, ErrBusy) || time.Since(began) != 2*time.Second {
				t.Fatalf("%v after %s", err, time.Since(began))
			}
			if busy.RetryAfter() < 2*time.Second || busy.RetryAfter() > 4*time.Second {
				t.Errorf("return in %s", busy.RetryAfter())
			}
			waits[busy.RetryAfter()] = true
		}
		if len(waits) < 15 {
			t.Errorf("20 who are refused return at %d times", len(waits))
		}
		if line := turns.Line(); line != (Line{InUse: 1, Refused: 20}) {
			t.Errorf("%+v", line)
		}
		held.Leave()
	})
}

// However many of one owner's wait, there is a bound, and it is not another's.
func TestALineHasABound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(1, time.Minute)
		held, err := turns.Enter(As(t.Context(), "holder"))
		if err != nil {
			t.Fatal(err)
		}
		results := make(chan error, maxLine+1)
		enter := func(owner string) {
			turn, err := turns.Enter(As(t.Context(), owner))
			if err == nil {
				turn.Leave()
			}
			results <- err
		}
		for range maxLine {
			go enter("many")
		}
		synctest.Wait()
		began := time.Now()
		enter("many")
		if err := <-results; !errors.Is(err, ErrBusy) || time.Since(began) != 0 {
			t.Errorf("one too many gets %v after %s", err, time.Since(began))
		}
		go enter("other")
		synctest.Wait()
		held.Leave()
		for range maxLine + 1 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
	})
}

// Who asks no more is forgotten, whatever many of them there were.
func TestOwnersAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(1, 0)
		for i := range 10_000 {
			turn, err := turns.Enter(As(t.Context(), fmt.Sprint(i)))
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Millisecond)
			turn.Leave()
		}
		if n := len(turns.owners); n > 4*int(memoryOfOwners/(10*time.Millisecond)) {
			t.Errorf("%d of 10,000 are remembered", n)
		}
	})
}

// A context that ends leaves nothing behind, wherever it finds the work.
func TestTurnsAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(1, 0).Within(NewMemory(100))
		gone := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		first, err := turns.EnterWith(As(ctx, "a"), 60)
		if err != nil {
			t.Fatal(err)
		}
		other, waits := turns.ask("c"), make(chan error, 1)
		go func() { waits <- other.enter(t.Context(), 0) }()
		synctest.Wait()
		errs := make(chan error, 3)
		for _, bytes := range []int64{60, 0} { // one waits for memory, one for the slot
			go func() {
				_, err := turns.EnterWith(As(ctx, "b"), bytes)
				errs <- err
			}()
		}
		synctest.Wait()
		time.Sleep(time.Second)
		go func() { errs <- first.Yield(ctx) }() // waits behind c, who had less
		synctest.Wait()
		if err := <-waits; err != nil {
			t.Fatal(err)
		}
		cancel(gone)
		synctest.Wait()
		for range cap(errs) {
			if err := <-errs; !errors.Is(err, gone) {
				t.Error(err)
			}
		}
		first.Leave()
		other.Leave()
		if line := turns.Line(); line.InUse != 0 || line.Waiting != 0 || turns.memory.InUse() != 0 {
			t.Errorf("%+v, %d bytes are left", line, turns.memory.InUse())
		}
		for name, o := range turns.owners {
			if o.turns != 0 || o.inUse != 0 {
				t.Errorf("%s: %+v", name, o)
			}
		}
	})
}
