package sim

import "time"

// transient failures hit every attempt with the same probability, whatever
// became of those before.
type transient struct{ probability float64 }

func (f transient) meet(_ time.Duration, d *draws, id, serial, _ uint32) fate {
	if d.faults.Float64(id, serial) < f.probability {
		return refused
	}
	return passes
}
