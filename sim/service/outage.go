package service

import "time"

// Outage hits every attempt that arrives in [From, To): it fails for now, at once, or
// hangs and is never answered.
type Outage struct {
	From, To time.Duration
	Hang     bool
}

func (f Outage) meet(now time.Duration, _ *faultDraws, _ Attempt) Fate {
	switch {
	case now < f.From || now >= f.To:
		return Passes
	case f.Hang:
		return Hangs
	}
	return FailsForNow
}
