package service

import (
	"time"

	"backofflab/retry"
)

// Host is the simulation that a service runs in: it schedules the service's events, and
// records its queue.
type Host interface {
	// Schedule schedules a call of Happen at that time. Of several at one time those
	// of the lowest What come first.
	Schedule(at time.Duration, e Event)
	// Queued records a change in the number of attempts that wait for a server, from a
	// time on that may be later than now.
	Queued(at time.Duration, change int)
	// Waited records how long an attempt waited, or will wait, for a server.
	Waited(caller uint32, wait time.Duration)
	// ClassOf returns the class of a caller's attempts, from 0, which is served first, to
	// less than Config.Classes. It is asked only where there are any.
	ClassOf(caller uint32) uint8
	// Shed answers an attempt that was Taken or TurnedAway, and makes room now for one of a
	// class before its own. It is called within Arrive or Happen, before these return.
	Shed(now time.Duration, caller, serial uint32, a retry.Answer)
}

// Event is something that will happen in the service.
type Event struct {
	What           What
	Caller, Serial uint32 // the attempt
	Job            uint32 // the service's own number for it
}

// What happens.
type What uint8

// What may happen.
const (
	Departs What = iota // a server is done with a job
	Expires             // a job has waited for a server too long
	Enters              // an attempt that the limiter held comes to the servers
)
