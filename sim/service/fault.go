package service

import (
	"time"

	"backofflab/retry"
	"backofflab/sim/rng"
)

// A fault is a way in which the service fails before it processes a request.
// To add one, write a file with its meet, and a line in NewFaults.
//
// A brownout is not among them: it slows the servers, see pace.
type fault interface {
	// meet returns what happens to an attempt that arrives at now.
	meet(now time.Duration, d *faultDraws, a Attempt) Fate
}

// faultDraws are the streams that faults draw from.
type faultDraws struct{ transients, permanents rng.Stream }

// Fate is what a fault does to an attempt.
type Fate uint8

// The fates of an attempt.
const (
	Passes       Fate = iota // nothing
	FailsForNow              // answered as unavailable, at once
	FailsForGood             // answered as failed for good, at once
	Hangs                    // never answered
)

// Outcome is the outcome that the client of such an attempt gets.
func (f Fate) Outcome() retry.Outcome {
	if f == FailsForGood {
		return retry.Failed
	}
	return retry.Unavailable
}
