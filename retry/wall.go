package retry

import (
	"context"
	"math/rand/v2"
	"time"
)

// Here, and nowhere else in this room, real calls meet the wall clock and chance.

// epoch is any start, for what has none of its own.
var epoch = start()

func start() time.Time { return time.Now() }

func since(t time.Time) time.Duration { return time.Since(t) }

// remaining is how long until ctx ends by itself, and false if it never does.
func remaining(ctx context.Context) (time.Duration, bool) {
	at, ok := ctx.Deadline()
	if !ok {
		return 0, false
	}
	return time.Until(at), true
}

// sleep returns after d, or when ctx ends: then its error.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withTimeout is ctx, ended after d with a cause.
func withTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, cause)
}

func draw() float64 { return rand.Float64() }
