package retry

import "time"

var decorrelatedKind = Kind{
	Key: "decorrelated", Name: "Decorrelated jitter", Short: "Decorrelated",
	Formula: "U(base, min(cap, 3 × previous))",
	Source:  "AWS Architecture Blog, 2015, with the cap before the draw",
	New:     func(p Params) Strategy { return Decorrelated{p} },
}

// Decorrelated jitter grows from the delay that was drawn before:
// d(k) = U(base, min(cap, 3*d(k-1))), d(0) = base. The cap bounds the range
// before the draw, so no single delay gathers the clients. The factor does not
// matter to it.
//
// With base 100ms, cap 1s and u = 0.5 the first delays are 200ms, 350ms, 550ms,
// 550ms, 550ms.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; the
// clipping of the range is the variant of the model this lab began from.
// DecorrelatedAWS is the AWS simulator's own.
type Decorrelated struct{ Params }

// Delay returns base and the share u of what lies between base and three times
// memory, the delay before, or the cap.
func (s Decorrelated) Delay(_ int, memory time.Duration, u float64) (delay, next time.Duration) {
	base := min(s.Base, s.Cap)
	previous := max(base, memory) // the base before the first retry
	delay = base + uniform(min(s.Cap, triple(previous))-base, u)
	return delay, delay
}

// triple is 3*d, saturated.
func triple(d time.Duration) time.Duration {
	if d > MaxDelay/3 {
		return MaxDelay
	}
	return 3 * d
}

var decorrelatedAWSKind = Kind{
	Key: "decorrelated-aws", Name: "Decorrelated (AWS)", Short: "Decorr. (AWS)",
	Formula: "min(cap, U(base, 3 × previous))",
	Source:  "the AWS backoff simulator, 2015",
	New:     func(p Params) Strategy { return DecorrelatedAWS{p} },
}

// DecorrelatedAWS is decorrelated jitter as the AWS simulator has it:
// d(k) = min(cap, U(base, 3*d(k-1))), d(0) = base. The draw is clipped
// afterwards, so many clients end up waiting exactly the cap, and come back
// together. The factor does not matter to it.
//
// With base 100ms, cap 1s and u = 0.5 the first delays are 200ms, 350ms, 575ms,
// 912.5ms, 1s.
//
// Source: aws-samples/aws-arch-backoff-simulator, 2015.
type DecorrelatedAWS struct{ Params }

// Delay draws between base and three times memory, the delay
// before, then clips at the cap.
func (s DecorrelatedAWS) Delay(_ int, memory time.Duration, u float64) (delay, next time.Duration) {
	previous := max(s.Base, memory) // the base before the first retry
	delay = min(s.Cap, s.Base+uniform(triple(previous)-s.Base, u))
	return delay, delay
}
