package service

import (
	"time"

	"backofflab/limit"
	"backofflab/sim/rng"
)

// Config says what a service is like. The zero value of each field but the limiter
// leaves that part out.
type Config struct {
	Limiter limit.Kind
	Limits  limit.Params
	Hint    Hint // what refusals say about when to come back; nil: nothing
	// HintJitter is the share of a hint by which it is lengthened at most, at random.
	HintJitter float64
	// Inside is how many attempts may be in the service at a time, beside what the limiter
	// admits. Not ByRecursion where the limiter holds attempts. 0: any number.
	Inside int

	Faults FaultConfig

	Works        bool             // serving takes time, or may
	Work         rng.Distribution // that time, of an attempt that is alone; needed where it Works
	Slope        time.Duration    // what each that is in the service adds
	Brownout     Brownout
	Servers      int // 0: any number
	Queue        int // places to wait for a server
	LastIn       bool
	Classes      int           // of attempts, of which the first that has any is served first; 0: all are alike. Not ByRecursion
	QueueTimeout time.Duration // longest wait for a server; 0: any
	RefusalCost  time.Duration // of a server, for each that the limiter rejects; 0: none. Not ByRecursion
	Notices      bool          // Cancel will be called for callers that hang up

	// ByRecursion takes the model that knows a job's stay when it arrives. It is for
	// services without Slope, LastIn, Classes and Cancel, and with a limiter that measures
	// nothing, and holds nothing where they work. Arrive returns then when every attempt will be
	// answered.
	ByRecursion bool
	// End is until when figures count what is known ahead ByRecursion.
	End time.Duration
}

// FaultConfig says in what ways a service fails before it processes a request.
type FaultConfig struct {
	Permanent float64 // share of the requests that fail for good
	Transient float64 // probability that an attempt fails for now
	// Attempts that arrive in [TransientFrom, TransientTo) may fail for now; in the whole
	// run where TransientTo is 0.
	TransientFrom, TransientTo time.Duration
	// TransientRun is the mean length of a spell in which all attempts fail, where failures
	// have a memory: then Transient is the share of the time. 0: each attempt by itself.
	TransientRun time.Duration
	Outage       Outage
}

// LimiterAlone reports whether the service is a limiter and nothing else: every attempt
// costs one, and rejections carry no hint.
func (c *Config) LimiterAlone() bool {
	k := c.Limiter
	return !c.Works && !k.Tokens && !k.Holds && !k.Counts && !k.Lock && (!k.Rate || c.Limits.Cost <= 1) && c.Hint == nil && c.Inside == 0 && c.Faults == FaultConfig{}
}
