package api

import (
	"context"
	"errors"
	"time"
)

var errBusy = errors.New("too many runs at once")

// slots bounds how many runs are under way. Who waits is served in order.
type slots struct {
	free chan struct{}
	wait time.Duration // 0: as long as somebody wants the run
}

func newSlots(n int, wait time.Duration) *slots {
	return &slots{free: make(chan struct{}, n), wait: wait}
}

// enter takes a slot, or says errBusy or why ctx ended.
func (s *slots) enter(ctx context.Context) error {
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
		return errBusy
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *slots) leave() { <-s.free }
