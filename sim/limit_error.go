package sim

import (
	"fmt"
	"math"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// LimitError says that a run was stopped, or not begun, because it needed more
// attempts than it was allowed.
type LimitError struct {
	Limit    int64         // attempts allowed, all strategies together
	At       time.Duration // virtual time that was reached; 0: it was not begun
	Strategy string        // key of the strategy that used up the last of it
	Requests bool          // the limit is one of memory: clients, or requests of an open population
	Pending  bool          // it is one of attempts under way
	Bytes    int64         // it is one of memory, and the run would take so much; else 0
	Field    string        // of the scenario, which most of that comes from
	Value    string        // of that field
	Refused  bool          // most attempts were refused by the clients' own guards, and who is refused asks again at once
}

// Error says what was exceeded, how far the run came, and what to change.
func (e *LimitError) Error() string {
	if e.Requests {
		return fmt.Sprintf("the run has more than %s clients or requests, all strategies together, and no more are allowed here. Try fewer clients, a lower offered rate, a shorter duration or fewer strategies",
			format.Large(e.Limit))
	}
	if e.Bytes > 0 {
		return fmt.Sprintf("the run would take about %s MB of memory, and at most %s MB are allowed here. Most of it comes from %s, which is %s",
			format.Count(e.Bytes>>20), format.Count(e.Limit>>20), e.Field, e.Value)
	}
	what, try := "attempts", "Try fewer clients, fewer attempts each or a longer delay"
	switch {
	case e.Pending:
		what, try = "attempts of a strategy in flight at once", "Try fewer clients, a shorter latency or service time, or a longer base delay, think time or timeout"
	case e.Refused:
		try = "Most were not sent: the budget, breaker or throttle refused them, and clients that do not think start again at once. Try a longer think time"
	}
	if e.At > 0 {
		return fmt.Sprintf("the run reached the limit of %s %s at %s of simulated time. %s", format.Large(e.Limit), what, format.Moment(e.At), try)
	}
	return fmt.Sprintf("the run needs more than %s %s, and no more are allowed here. %s", format.Large(e.Limit), what, try)
}

// allowance is the attempts that a run may make, and how many of them are left.
type allowance struct{ most, left int64 }

func allow(most int64) *allowance { return &allowance{most, most} }

// used is the share of them that was made.
func (a *allowance) used() float64 { return 1 - float64(a.left)/float64(a.most) }

// usedUp says that a strategy needed more than there was, at that time.
func (a *allowance) usedUp(at time.Duration, strategy string) *LimitError {
	return &LimitError{Limit: a.most, At: at, Strategy: strategy}
}

// Bounds on the clients, or the requests of an open population, of all strategies of
// a run: each takes memory. MaxFastRequests is for runs that can tell at once what will
// come of an attempt: there a client takes about 40 bytes, elsewhere 80 to 105, and up to
// 270 while all are inside a service that notices who hangs up.
const (
	MaxRequests     = 4_000_000
	MaxFastRequests = 8_000_000
)

// Afford refuses a run that cannot fit: every request makes an attempt, unless
// its process refuses to send it.
func Afford(s scenario.Scenario, maxAttempts int64) error {
	each := int64(len(s.Strategies))
	if moreRequests(&s, maxAttempts/each) {
		return &LimitError{Limit: maxAttempts}
	}
	most := int64(MaxRequests)
	if moreRequests(&s, most/each) && takesFastPath(s) {
		most = MaxFastRequests
	}
	if moreRequests(&s, most/each) {
		return &LimitError{Limit: most, Requests: true}
	}
	if bytes := Bytes(s, maxAttempts); bytes > MaxBytes {
		return TooManyBytes(s, maxAttempts, bytes, MaxBytes)
	}
	return nil
}

// TooManyBytes says that a run would take so much memory, and which field most of that
// comes from.
func TooManyBytes(s scenario.Scenario, maxAttempts, bytes, limit int64) *LimitError {
	_, name := largest(needs(s, maxAttempts))
	field, _ := scenario.FieldNamed(name)
	return &LimitError{Limit: limit, Bytes: bytes, Field: name, Value: field.Format(s)}
}

// takesFastPath reports whether the runs of a scenario keep no state of requests.
func takesFastPath(s scenario.Scenario) bool {
	return !slices.ContainsFunc(Modes(s), func(m FleetMode) bool { return !m.Mode.fast() })
}

// moreRequests reports whether more clients, or requests of an open population, take
// memory than so many; at least one does. To count the requests is to draw each of them,
// so it counts only where their mean is within ten standard deviations of the bound.
func moreRequests(s *scenario.Scenario, most int64) bool {
	if s.Population != scenario.PopulationOpen {
		return roughRequests(s) > float64(most)
	}
	fleet, mean := mostExpected(s)
	apart := 10*math.Sqrt(mean) + 100 // the variance of a Poisson number is its mean
	switch {
	case most < 1, mean-apart > float64(most):
		return true
	case mean+apart < float64(most):
		return false
	}
	return int64(countArrivals(s, fleet, int(most)+1)) > most
}
