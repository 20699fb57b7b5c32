package conformance

import (
	"slices"
	"time"

	"backofflab/internal/format"
)

// Attempt is one request as the server saw it. Times count from the first attempt.
type Attempt struct {
	At         time.Duration     // when it arrived
	Answered   time.Duration     // when the client was told of its fate: the head of the answer, or the end of the connection
	Method     string            // empty if the request was refused unread
	Path       string            // without the query
	Proto      string            // "HTTP/1.1", "HTTP/2.0"
	Header     map[string]string // the fields that matter here; never credentials
	Body       int64             // bytes received
	Hash       string            // of the body: the first 16 hex digits of its SHA-256
	Chunked    bool              // the body came without its length
	Conn       int               // the connection it came on, from 1
	RetryAfter string            // of the answer
	Until      time.Duration     // the wait that it asked for, where that is a date
	Status     int               // of the answer; 0 if there was none
	Sent       int64             // bytes of the answer's body that the connection took
}

// Seen is what was seen of a command in one case: all that a verdict depends on.
type Seen struct {
	Call     Call
	Attempts []Attempt     // in the order in which they arrived
	Ended    bool          // the command ended by itself
	Exit     int           // its exit status, if it did
	Rest     time.Duration // from the last answer until the command ended, or the case did
	Took     time.Duration // from the first attempt until the command ended, or the case did
	Crowded  bool          // more connections were open than are allowed
}

// succeeded reports whether the command said that its call succeeded.
func (s *Seen) succeeded() bool { return s.Ended && s.Exit == 0 }

// step is what a client did after an answer.
type step uint8

const (
	missing step = iota // that answer was never given
	came                // made another attempt
	gaveUp              // ended without another
	waiting             // was still there when the case ended
)

// after says what the client did after answer n, counted from 1, and the time from
// the answer until then.
func (s *Seen) after(n int) (step, time.Duration) {
	switch {
	case len(s.Attempts) < n:
		return missing, 0
	case len(s.Attempts) > n:
		return came, s.Attempts[n].At - s.Attempts[n-1].Answered
	case s.Ended:
		return gaveUp, s.Rest
	}
	return waiting, s.Rest
}

// Delays are the times from each answer to the next attempt. Where many calls are
// made at once, attempts cannot be told apart, and there are none.
func (s *Seen) delays() []time.Duration {
	var all []time.Duration
	if s.Call.Calls > 1 {
		return all
	}
	for n := 1; n < len(s.Attempts); n++ {
		_, d := s.after(n)
		all = append(all, d)
	}
	return all
}

// served is how many attempts had an answer of success.
func (s *Seen) served() int {
	n := 0
	for _, a := range s.Attempts {
		if a.Status/100 == 2 {
			n++
		}
	}
	return n
}

// busiest is the most attempts that arrived within any stretch of the given length,
// of those from attempt first on, which is counted from 0.
func (s *Seen) busiest(first int, stretch time.Duration) int {
	most, low := 0, first
	for i := first; i < len(s.Attempts); i++ {
		for s.Attempts[i].At-s.Attempts[low].At > stretch {
			low++
		}
		most = max(most, i-low+1)
	}
	return most
}

// spread is the time that the middle nine tenths of the attempts from first on take
// to arrive, and the time at which half of them have, both counted from the answer
// to the first attempt.
func (s *Seen) spread(first int) (width, middle time.Duration) {
	var at []time.Duration
	for _, a := range s.Attempts[first:] {
		at = append(at, a.At-s.Attempts[0].Answered)
	}
	slices.Sort(at)
	return at[len(at)*95/100] - at[len(at)*5/100], at[len(at)/2]
}

// ms writes a measured time in whole milliseconds, for comparison with limits that
// are some tens of them.
func ms(d time.Duration) string {
	return format.Count(d.Round(time.Millisecond).Milliseconds()) + " ms"
}
