package service

import "time"

// transient failures hit every attempt with the same probability, whatever
// became of those before.
type transient struct{ probability float64 }

func (f transient) meet(_ time.Duration, d *faultDraws, a Attempt) Fate {
	if d.transients.Float64(a.Caller, a.Serial) < f.probability {
		return FailsForNow
	}
	return Passes
}
