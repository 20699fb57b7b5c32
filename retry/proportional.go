package retry

import "time"

var proportionalKind = Kind{
	Key: "proportional", Name: "± jitter",
	Formula: "e(k) × U(1−p, 1+p)",
	Source:  "gRPC proposal A6, p = 0.2; cenkalti/backoff, p = 0.5",
	New:     func(p Params) Strategy { return Proportional{p} },
}

// Proportional spreads the exponential delay by a share p of itself, up and down
// alike: e(k) * U(1-p, 1+p). The cap bounds e(k) before the draw, so a delay may
// exceed it by the share p.
//
// With base 100ms, factor 2, cap 1s, p = 0.2 and u = 0.75 the first delays are
// 110ms, 220ms, 440ms, 880ms, 1.1s.
//
// Source: gRPC proposal A6 (client retries) has p = 0.2, cenkalti/backoff
// p = 0.5.
type Proportional struct{ Params }

// Delay returns e(k) less its share p, and the share u of twice that.
func (s Proportional) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	return Nanoseconds(Within(float64(s.rung(k)), 1-s.Share, 1+s.Share, u)), 0
}

var upwardKind = Kind{
	Key: "upward", Name: "Upward jitter", Short: "Upward",
	Formula: "e(k) × U(1, 1+p)",
	Source:  "client-go's wait.Backoff, p = 0.1; axios-retry, p = 0.2",
	New:     func(p Params) Strategy { return Upward{p} },
}

// Upward adds up to a share p of the exponential delay: e(k) * U(1, 1+p). Nobody comes back
// sooner than without jitter. The cap bounds e(k) before the draw, so a delay may exceed it
// by the share p.
//
// With base 100ms, factor 2, cap 1s, p = 0.2 and u = 0.5 the first delays are 110ms, 220ms,
// 440ms, 880ms, 1.1s.
//
// Source: k8s.io/apimachinery wait.Jitter has U(1, 1+p); so has axios-retry, p = 0.2.
type Upward struct{ Params }

// Delay returns e(k) and the share u of its share p.
func (s Upward) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	return Nanoseconds(Within(float64(s.rung(k)), 1, 1+s.Share, u)), 0
}
