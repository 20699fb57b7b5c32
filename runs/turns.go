package runs

import (
	"context"
	"errors"
	"time"
)

var ErrBusy = errors.New("too many runs at once")

// Turns is a counting semaphore for runs. Waiters are served in order.
type Turns struct {
	free chan struct{}
	wait time.Duration // longest wait for a slot; 0: until ctx ends
}

func NewTurns(n int, wait time.Duration) *Turns {
	return &Turns{free: make(chan struct{}, n), wait: wait}
}

// Enter acquires a slot. The error is ErrBusy after the longest wait, or the cause of ctx.
func (s *Turns) Enter(ctx context.Context) error {
	var late <-chan time.Time
	if s.wait > 0 {
		timer := time.NewTimer(s.wait)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case s.free <- struct{}{}:
		return nil
	case <-late:
		return ErrBusy
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Turns) Leave() { <-s.free }

// Size is the number of slots.
func (s *Turns) Size() int { return cap(s.free) }

// InUse is the number of slots that are taken.
func (s *Turns) InUse() int { return len(s.free) }
