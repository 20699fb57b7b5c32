package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// A fault is a way in which the service goes wrong before it looks at a request.
// To add one, write a file with its meet, and a line in faultsOf.
//
// A brownout is not among them: it slows the servers, see station.
type fault interface {
	// meet says what an attempt meets that arrives at now. id and serial name it
	// for draws, id and request the whole request.
	meet(now time.Duration, d *draws, id, serial, request uint32) fate
}

// fate is what a fault does to an attempt.
type fate uint8

const (
	passes  fate = iota // nothing
	refused             // answered as unavailable, at once
	fails               // answered as failed for good, at once
	hangs               // never answered
)

// outcome is what the client of an attempt with that fate is told.
func (f fate) outcome() retry.Outcome {
	if f == fails {
		return retry.Failed
	}
	return retry.Unavailable
}

// faultsOf lists the faults of a scenario in the order in which an attempt meets
// them.
func faultsOf(s *scenario.Scenario) []fault {
	var faults []fault
	add := func(present bool, f fault) {
		if present {
			faults = append(faults, f)
		}
	}
	add(s.Permanent > 0, permanent{s.Permanent})
	add(s.Outage != scenario.OutageNone, outage{s.OutageFrom, s.OutageTo, s.Outage == scenario.OutageHang})
	add(s.Fail > 0, transient{s.Fail})
	return faults
}
