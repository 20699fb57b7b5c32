package runs

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/internal/labtest"
	"backofflab/sim"
)

// Work waits for its share, what fits passes what does not, one owner has half at most, and what
// is given back in one part is there for others.
func TestMemoryIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(100)
		pages, streams := NewTurns(9, 0).Within(m), NewTurns(9, 0).Within(m.Part(60))
		enter := func(turns *Turns, owner string, bytes int64) **Turn {
			got := new(*Turn)
			go func() {
				turn, err := turns.EnterWith(As(t.Context(), owner), bytes)
				if err != nil {
					t.Error(err)
				}
				*got = turn
			}()
			synctest.Wait()
			return got
		}
		large, second, small := enter(streams, "a", 50), enter(streams, "b", 20), enter(streams, "c", 5)
		if *large == nil || *second != nil || *small == nil {
			t.Error("a part lends more than it has, or what fits does not pass")
		}
		first, other, more, free := enter(pages, "a", 30), enter(pages, "b", 30), enter(pages, "a", 5), enter(pages, "c", 0)
		if *first == nil || *other != nil || *more == nil || *free == nil || m.InUse() != 90 {
			t.Errorf("%v %v %v %v, %d in use", *first, *other, *more, *free, m.InUse())
		}
		greedy := enter(pages, "a", 20) // he would have more than half
		(*large).Leave()
		synctest.Wait()
		if *second == nil || *other == nil || *greedy != nil {
			t.Errorf("%v %v %v of what was given back", *second, *other, *greedy)
		}
		(*first).Leave()
		synctest.Wait()
		if *greedy == nil {
			t.Error("it waits though there is enough")
		}
		for _, turn := range []**Turn{second, small, other, more, free, greedy} {
			(*turn).Leave()
		}
		if m.InUse() != 0 || len(pages.waiting)+len(streams.waiting) != 0 {
			t.Errorf("%d are in use", m.InUse())
		}
	})
}

// A run waits for memory as it waits for a slot, and gives back its slot when it waits in
// vain.
func TestARunWaitsForMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := NewMemory(1000), labtest.ScenarioOf(t, labtest.Small)
		c := Class{Name: "test", Attempts: 1_000_000, Slots: NewTurns(2, time.Second).Within(m)}
		turn, err := c.Begin(t.Context(), s, 800)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Begin(t.Context(), s, 300); !errors.Is(err, ErrBusy) || c.Slots.InUse() != 1 {
			t.Errorf("%v, with %d slots in use", err, c.Slots.InUse())
		}
		gone, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("gone"))
		if _, err := c.Begin(gone, s, 300); err == nil || err.Error() != "gone" || c.Slots.InUse() != 1 {
			t.Errorf("%v, with %d slots in use", err, c.Slots.InUse())
		}
		turn.Leave()
		if turn, err = c.Begin(t.Context(), s, 300); err != nil {
			t.Fatal(err)
		}
		turn.Leave()
		if m.InUse() != 0 || c.Slots.InUse() != 0 {
			t.Errorf("%d bytes and %d slots are in use", m.InUse(), c.Slots.InUse())
		}
	})
}

// What can never fit is refused at once, with the field that takes the most.
func TestARunThatCannotFitIsRefused(t *testing.T) {
	f, s := newTestPool(t), labtest.ScenarioOf(t, "clients=4000")
	r := f.Join(t.Context(), s, Class{Name: "test", Attempts: 1_000_000, Slots: NewTurns(1, 0).Within(NewMemory(1 << 20))})
	defer r.Leave()
	_, err := r.Result(t.Context())
	var over *sim.LimitError
	if !errors.As(err, &over) || over.Limit != 1<<20 || over.Bytes <= 1<<20 || over.Field == "" || over.Value == "" {
		t.Errorf("got %v", err)
	}
}
