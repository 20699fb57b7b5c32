package retry

import "time"

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
