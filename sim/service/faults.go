package service

import (
	"time"

	"backofflab/sim/rng"
)

// Faults are all that a service has, in the order in which an attempt meets them.
type Faults struct {
	all   []fault
	draws faultDraws
}

// NewFaults returns the faults of a service under a seed.
func NewFaults(c FaultConfig, seed uint64) Faults {
	var f Faults
	add := func(present bool, one fault) {
		if present {
			f.all = append(f.all, one)
		}
	}
	add(c.Permanent > 0, permanent{c.Permanent})
	add(c.Outage != Outage{}, c.Outage)
	independent := transient{c.Transient, c.TransientFrom, c.TransientTo}
	add(c.Transient > 0 && c.TransientRun == 0, independent)
	add(c.Transient > 0 && c.TransientRun > 0, &spells{window: independent, run: c.TransientRun})
	f.reseed(seed)
	return f
}

func (f *Faults) reseed(seed uint64) {
	f.draws = faultDraws{rng.New(seed, rng.Faults), rng.New(seed, rng.Permanents)}
	for _, one := range f.all {
		if s, ok := one.(*spells); ok {
			s.reseed(seed)
		}
	}
}

// renew takes another seed for what is drawn from a time on. Which requests fail for good stays:
// each attempt of one asks.
func (f *Faults) renew(now time.Duration, seed uint64) {
	f.draws.transients = rng.New(seed, rng.Faults)
	for _, one := range f.all {
		if s, ok := one.(*spells); ok {
			s.renew(now, seed)
		}
	}
}

// Meet returns the first fault that an attempt meets, if any.
func (f *Faults) Meet(now time.Duration, a Attempt) Fate {
	for _, one := range f.all {
		if met := one.meet(now, &f.draws, a); met != Passes {
			return met
		}
	}
	return Passes
}
