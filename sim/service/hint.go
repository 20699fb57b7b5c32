package service

import (
	"time"

	"backofflab/limit"
	"backofflab/retry"
)

// Hint is what a rejection says about when to come back. What is Constant, every refusal says
// that may pass: those of faults, servers and queue too.
type Hint interface {
	// After returns the wait that the rejection at now asks for of an attempt of that
	// cost; retry.NotAsked, or any negative, for none.
	After(now time.Duration, cost int, l limit.Limiter) time.Duration
}

// Exact says when the limiter would admit the attempt if nobody else came.
type Exact struct{}

// After is the limiter's answer. Its 0 for an unknown wait, and an infinite wait, become no
// hint: a limiter that has just rejected never means "now".
func (Exact) After(now time.Duration, cost int, l limit.Limiter) time.Duration {
	d := l.RetryAfter(now, cost)
	if d <= 0 || d > Never {
		return retry.NotAsked
	}
	return d
}

// Seconds is Exact, rounded up to whole seconds, the resolution of HTTP's header.
type Seconds struct{}

// After is that of Exact in whole seconds.
func (Seconds) After(now time.Duration, cost int, l limit.Limiter) time.Duration {
	return upToSeconds(Exact{}.After(now, cost, l))
}

// Window says when the window ends, in whole seconds; windows are aligned at 0.
type Window struct{ Length time.Duration }

// After is what is left of the window.
func (w Window) After(now time.Duration, _ int, _ limit.Limiter) time.Duration {
	return upToSeconds(w.Length - now%w.Length)
}

// Constant says always the same.
type Constant struct{ Wait time.Duration }

// After is that.
func (c Constant) After(time.Duration, int, limit.Limiter) time.Duration { return c.Wait }

// jittered is a hint as an attempt is told it: lengthened by a random part of the share
// that the service adds at most, and rounded up again where it is in whole seconds.
func (s *Service) jittered(hint time.Duration, caller, serial uint32) time.Duration {
	if s.config.HintJitter == 0 || hint < 0 {
		return hint
	}
	hint += time.Duration(float64(hint) * s.config.HintJitter * s.hints.Float64(caller, serial))
	switch s.config.Hint.(type) {
	case Seconds, Window:
		return upToSeconds(hint)
	}
	return hint
}

func upToSeconds(d time.Duration) time.Duration {
	if d < 0 {
		return d
	}
	return (d + time.Second - 1).Truncate(time.Second)
}
