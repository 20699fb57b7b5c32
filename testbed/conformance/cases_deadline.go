package conformance

import "time"

// deadlineCases are about the time that the caller has.
var deadlineCases = []Case{
	{
		Name: "deadline-hang", Source: "the caller's own deadline",
		Shows:  "The service takes the request and never answers.",
		Judged: "That the caller hears of it when its deadline is over, and no later.",
		Script: "hang 20s", Call: Call{Deadline: time.Second}, Limit: 5 * time.Second, judge: inTime,
	}, {
		Name: "deadline-retries", Source: "the caller's own deadline",
		Shows:  "503 for ever, to a caller with a deadline.",
		Judged: "That no attempt is made after it, and that the caller hears of it no later.",
		Script: "503 x1000", Call: Call{Deadline: 1500 * time.Millisecond}, Limit: 5 * time.Second, judge: inTime,
	},
}

// overdue is what a busy machine may add to the end of a command, and no more.
const overdue = 2 * time.Second

// inTime judges a call whose deadline the command knew. The deadline began before the
// first attempt arrived, so it was over at the latest this long after it.
func inTime(s *Seen) Finding {
	deadline := s.Call.Deadline
	for i, a := range s.Attempts {
		if a.At > deadline+Late {
			return fail("made attempt %d after %s, with a deadline of %s", i+1, ms(a.At), ms(deadline))
		}
	}
	switch {
	case !s.Ended:
		return fail("was still there after %s, with a deadline of %s", ms(s.Took), ms(deadline))
	case s.succeeded():
		return fail("took no answer for a success")
	case s.Took > deadline+overdue:
		return fail("ended after %s, with a deadline of %s", ms(s.Took), ms(deadline))
	case s.Took > deadline+Late:
		return warn("ended after %s, with a deadline of %s", ms(s.Took), ms(deadline))
	}
	return pass("ended after %s with %s", ms(s.Took), attempts(len(s.Attempts)))
}
