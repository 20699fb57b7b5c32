package retry

import "time"

var honourJitterKind = RetryAfterKind{
	Key: "honour-jitter", Name: "Honour + jitter",
	Rule:   "The client waits as long as the service asked and up to the share p of it more.",
	Source: "Envoy's rate limited back-off, with p = 0.5; axios-retry adds up to 20 %",
	Share:  true,
	New:    func(p RetryAfterParams) RetryAfterRule { return HonourJitter{p.Share} },
}

// HonourJitter waits as long as the service asked and a drawn part of it more:
// asked + U(0, p*asked). It never comes early.
//
// With p = 0.2 and u = 0.5, 10s become 11s.
type HonourJitter struct{ Share float64 }

// Delay returns what was asked and the share p*u of it.
func (r HonourJitter) Delay(_ int, asked, _ time.Duration, u float64) time.Duration {
	return Later(asked, Nanoseconds(r.Share*u*float64(asked)))
}
