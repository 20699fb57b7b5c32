package service

import "time"

// transient failures hit every attempt that arrives in [from, to) with the same
// probability, whatever became of those before. Where to is 0 they last for the whole run.
type transient struct {
	probability float64
	from, to    time.Duration // since the start of the run
}

func (f transient) meet(now time.Duration, d *faultDraws, a Attempt) Fate {
	if f.open(now) && d.transients.Float64(a.Caller, a.Serial) < f.probability {
		return FailsForNow
	}
	return Passes
}

// open reports whether there are failures at a time.
func (f transient) open(now time.Duration) bool { return f.to == 0 || now >= f.from && now < f.to }
