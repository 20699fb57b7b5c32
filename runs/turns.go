package runs

import (
	"context"
	"errors"
	"time"
)

var ErrBusy = errors.New("too many runs at once")

// Turns is a counting semaphore for runs. Waiters are served in order.
type Turns struct {
	free   chan struct{}
	wait   time.Duration // longest wait for a slot, and for memory; 0: until ctx ends
	memory *Memory       // nil: without a bound
}

func NewTurns(n int, wait time.Duration) *Turns {
	return &Turns{free: make(chan struct{}, n), wait: wait}
}

// Within makes runs wait for their share of a memory as well.
func (s *Turns) Within(m *Memory) *Turns {
	s.memory = m
	return s
}

// Enter acquires a slot. The error is ErrBusy after the longest wait, or the cause of ctx.
func (s *Turns) Enter(ctx context.Context) error {
	ctx, stop := s.patience(ctx)
	defer stop()
	return s.enter(ctx)
}

// patience is a context that ends with ErrBusy after the longest wait.
func (s *Turns) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.wait == 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, s.wait, ErrBusy)
}

func (s *Turns) enter(ctx context.Context) error {
	select {
	case s.free <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// EnterWith acquires a slot and so much memory. Whoever got them calls leave once. The error
// is that of Enter.
func (s *Turns) EnterWith(ctx context.Context, bytes int64) (leave func(), err error) {
	ctx, stop := s.patience(ctx)
	defer stop()
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	if s.memory == nil {
		return s.Leave, nil
	}
	share := s.memory.take(bytes)
	leave = func() {
		share.leave()
		s.Leave()
	}
	select {
	case <-share.done:
		return leave, nil
	case <-ctx.Done():
		leave()
		return nil, context.Cause(ctx)
	}
}

func (s *Turns) Leave() { <-s.free }

// Size is the number of slots.
func (s *Turns) Size() int { return cap(s.free) }

// InUse is the number of slots that are taken.
func (s *Turns) InUse() int { return len(s.free) }
