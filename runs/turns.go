package runs

import (
	"context"
	"errors"
	"time"
)

var ErrBusy = errors.New("too many runs at once")

// Turns bounds how many runs are under way. Who waits is served in order.
type Turns struct {
	free chan struct{}
	wait time.Duration // 0: as long as somebody wants the run
}

func NewTurns(n int, wait time.Duration) *Turns {
	return &Turns{free: make(chan struct{}, n), wait: wait}
}

// Enter takes a slot, or says ErrBusy or why ctx ended.
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

// Size is how many may be under way at once.
func (s *Turns) Size() int { return cap(s.free) }

// Taken is how many are.
func (s *Turns) Taken() int { return len(s.free) }
