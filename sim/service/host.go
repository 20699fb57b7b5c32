package service

import "time"

// Host is the simulation that a service runs in: it schedules the service's events, and
// records its queue.
type Host interface {
	// Schedule asks for a call of Happen at that time. Of several at one time those
	// of the lowest What come first.
	Schedule(at time.Duration, e Event)
	// Queued tells that so many more, or fewer, attempts wait for a server from a
	// time on, which may be later than now.
	Queued(at time.Duration, change int)
	// Waited tells how long an attempt waited that a server has taken, or will.
	Waited(wait time.Duration)
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
