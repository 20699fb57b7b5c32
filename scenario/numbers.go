package scenario

import (
	"math"
	"time"
)

// Numbers are what people know of a case of their own: how many requests come at once, what
// the limit is, and how long all of them may take.
type Numbers struct {
	Clients int
	Rate    float64 // requests a second
	Within  time.Duration
}

// Names of the answers in the address of a form. The first is the field's own.
const (
	NumbersClients = "clients"
	NumbersLimit   = "limit"
	NumbersWithin  = "within"
)

// ReadNumbers reads three answers as their fields of the scenario do, and reports all that is
// wrong with them together.
func ReadNumbers(clients, limit, within string) (Numbers, FieldErrors) {
	var s Scenario
	var problems FieldErrors
	for _, answer := range []struct{ name, field, value string }{
		{NumbersClients, "clients", clients}, {NumbersLimit, "rate", limit}, {NumbersWithin, "deadline", within},
	} {
		f, _ := FieldNamed(answer.field)
		err := f.Set(&s, answer.value)
		if err == nil && answer.name == NumbersWithin && s.Deadline == 0 { // no deadline, elsewhere
			err = sentence("Enter a time longer than 0, for example 30s.")
		}
		if err != nil {
			problems = append(problems, NewFieldError(answer.name, answer.value, err.Error()))
		}
	}
	return Numbers{s.Clients, s.Rate, s.Deadline}, problems
}

// burst is what the limit is taken to let through at once, for few who know their limit know
// that: a second of it, and at least one request.
func (n Numbers) burst() int {
	return max(1, int(math.Ceil(n.Rate)))
}

// Least is how long the limit alone makes the last of them wait, with retries that waste
// nothing: no policy is faster.
func (n Numbers) Least() time.Duration {
	seconds := max(0, float64(n.Clients-n.burst())/n.Rate)
	return time.Duration(seconds * float64(time.Second))
}

// Impossible reports whether the limit alone takes longer than there is time.
func (n Numbers) Impossible() bool { return n.Least() > n.Within }

// Enough returns the same with a limit, and the same with a time, with which all can get
// through: a tenth more than the least, for retries leave gaps, in two digits, so that they are
// easy to say. They may be out of range.
func (n Numbers) Enough() (limit, within Numbers) {
	limit, within = n, n
	within.Within = time.Duration(roundUp(1.1*n.Least().Seconds()) * float64(time.Second))
	limit.Rate = roundUp(1.1 * float64(n.Clients) / (n.Within.Seconds() + 1)) // a second is in the burst
	return limit, within
}

// roundUp is the least number of two digits that is not below x.
func roundUp(x float64) float64 {
	unit := max(0.001, math.Pow(10, math.Floor(math.Log10(x))-1)) // a rate has three decimals
	return math.Ceil(x/unit-1e-9) * unit
}

// Scenario is one in which these numbers can be looked at, with the strategies of the default.
//
//   - The deadline is the time that there is: no retry starts later.
//   - The cap is a quarter of that time, so that a client at the cap still has several tries,
//     or half of the least time that the limit takes, where that is shorter: nobody need wait
//     longer than the service is busy.
//   - The base is an eighth of the cap, three doublings away.
//   - There are as many attempts as full jitter makes until then, and a quarter more, for some
//     draw short waits: the time ends a request, not the number of its attempts. Where there
//     is more time than eight times what the limit takes, they last for that.
//
// Cap and base are rounded down to 1, 2 or 5 times a power of ten.
func (n Numbers) Scenario() Scenario {
	s := Default()
	s.Clients, s.Rate, s.Burst, s.Deadline = n.Clients, n.Rate, n.burst(), n.Within
	s.Spread = min(s.Spread, roundDown(n.Within/10))
	busy := max(2*n.Least(), time.Second)
	s.Cap = roundDown(min(n.Within, busy) / 4)
	s.Base = roundDown(s.Cap / 8)
	s.Attempts = attemptsWithin(min(n.Within, 4*busy)*5/4, s)
	return s
}

// attemptsWithin is how many attempts full jitter makes in a time on average.
func attemptsWithin(d time.Duration, s Scenario) int {
	policy := s.Policy("full")
	attempts, spent := 1, time.Duration(0)
	for ; spent < d; attempts++ {
		delay, _ := policy.Strategy.Delay(attempts, 0, 0.5)
		spent += delay
	}
	return attempts
}

// roundDown is the largest of 1, 2 and 5 times a power of ten that is no more than d, and at
// least a millisecond.
func roundDown(d time.Duration) time.Duration {
	rounded := time.Millisecond
	for i := 0; ; i++ {
		next := rounded * []time.Duration{2, 5, 10}[i%3] / []time.Duration{1, 2, 5}[i%3]
		if next > d {
			return rounded
		}
		rounded = next
	}
}
