package guard

import (
	"time"

	"backofflab/retry"
)

var sreThrottleKind = Kind{
	Key: "sre", Name: "SRE adaptive throttle",
	Rule:    "The more requests exceed K times what the service accepts, the likelier the client refuses the next one itself.",
	Source:  "Google, Site Reliability Engineering, 2016, chapter 21, Handling Overload",
	New:     func(p Params) retry.Guard { return NewSREThrottle(p) },
	Verdict: retry.GiveUpThrottle,
}

// SREThrottle refuses a try with probability
// max(0, (requests - K*accepts) / (requests + 1)).
//
// Where requests are the tries of the last ThrottleWindow that wanted to be
// sent, also those that this or another guard refused, and accepts are those
// that the service answered, other than by rejecting them or being unavailable;
// they count from when they are answered. A larger K wastes more of the
// service's work and notices its recovery sooner: with K = 2 an overloaded
// service rejects about as many as it accepts.
//
// Source: Google, "Site Reliability Engineering", 2016, chapter 21, equation
// 21-1: K = 2, two minutes.
type SREThrottle struct {
	k      float64
	window window // all: requests, some: accepts
}

// NewSREThrottle returns a throttle that has seen nothing.
func NewSREThrottle(p Params) *SREThrottle {
	return &SREThrottle{k: p.ThrottleK, window: newWindow(p.ThrottleWindow)}
}

// Admit counts a request, and refuses it if u falls below the probability that
// the requests before it give.
func (s *SREThrottle) Admit(now time.Duration, _ retry.Try, u float64) (time.Duration, bool) {
	seen := s.window.at(now)
	s.window.add(now, tally{all: 1})
	// The conversion keeps the product from being fused with the difference.
	excess := float64(seen.all) - float64(s.k*float64(seen.some))
	return 0, u >= excess/float64(seen.all+1)
}

// Done counts an accept.
func (s *SREThrottle) Done(now time.Duration, _ retry.Try, o retry.Outcome) {
	if o == retry.Success || o == retry.Failed {
		s.window.add(now, tally{some: 1})
	}
}

// Reset forgets all it saw.
func (t *SREThrottle) Reset() { t.window = window{part: t.window.part} }
