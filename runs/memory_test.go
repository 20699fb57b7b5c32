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

// Runs wait for their share, one that fits passes one that does not, and what is given back
// or no longer wanted is there for others.
func TestMemoryIsShared(t *testing.T) {
	m := NewMemory(100)
	part := m.Part(60)
	has := func(w *waiter) bool {
		select {
		case <-w.done:
			return true
		default:
			return false
		}
	}
	first, second := part.take(50), part.take(20)
	large, small := m.take(60), m.take(40)
	if !has(first) || has(second) || has(large) || !has(small) || m.InUse() != 90 || part.InUse() != 50 {
		t.Fatalf("%v %v %v %v, %d and %d in use", has(first), has(second), has(large), has(small), m.InUse(), part.InUse())
	}
	small.leave()
	if has(second) || has(large) {
		t.Error("more is given than there is")
	}
	first.leave()
	if !has(second) || !has(large) {
		t.Error("what was given back is not given on")
	}
	last := m.take(30)
	last.leave() // it waits no longer
	second.leave()
	large.leave()
	if m.InUse() != 0 || part.InUse() != 0 || len(m.budget.waiting) != 0 {
		t.Errorf("%d and %d are in use, %d wait", m.InUse(), part.InUse(), len(m.budget.waiting))
	}
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
