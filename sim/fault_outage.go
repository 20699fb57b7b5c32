package sim

import "time"

// outage hits every attempt that arrives in [from, to): it is refused at once, or
// hangs and is never answered.
type outage struct {
	from, to time.Duration
	hang     bool
}

func (f outage) meet(now time.Duration, _ *draws, _, _, _ uint32) fate {
	switch {
	case now < f.from || now >= f.to:
		return passes
	case f.hang:
		return hangs
	}
	return refused
}
