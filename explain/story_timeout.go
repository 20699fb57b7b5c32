package explain

import (
	"fmt"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// findDoomed is about attempts whose answer cannot come before their client stops waiting.
func findDoomed(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	if s.Timeout == 0 || answerAlone(s) <= s.Timeout {
		return Sentence{}, false
	}
	average := ""
	if !s.SteadyService() || !s.SteadyNetwork() {
		average = " on average"
	}
	why := fmt.Sprintf("an answer takes %s%s, a client waits %s", format.Span(answerAlone(s)), average, format.Span(s.Timeout))
	return tooLate(s, results, ": "+why, why)
}

// findLate is about attempts whose answer would come in time if they were alone.
func findLate(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	if s.Timeout == 0 || answerAlone(s) > s.Timeout {
		return Sentence{}, false
	}
	_, high := extremes(results, timedOutShare)
	return tooLate(s, results, whyLate(s, high), "")
}

// answerAlone is how long an answer takes on average if nobody else is there.
func answerAlone(s scenario.Scenario) time.Duration {
	return 2*s.Latency + s.MeanService() + s.Slope
}

// whyLate says what makes the answers of a fleet late, where it can be shown.
func whyLate(s scenario.Scenario, r sim.Result) string {
	switch wait := r.QueueWait; {
	case hung(s, r):
		return ": the service answered nobody " + fromTo(s.OutageFrom, s.OutageTo)
	case wait != nil && wait.Count() > 0 && wait.Quantile(0.5)+answerAlone(s) > s.Timeout:
		return fmt.Sprintf(": half of those that got a server had waited %s or longer for it, a client waits %s for an answer",
			format.Elapsed(wait.Quantile(0.5)), format.Span(s.Timeout))
	case s.Slope > 0:
		return fmt.Sprintf(": with so many in the service at a time an answer takes longer than the %s that a client waits", format.Span(s.Timeout))
	}
	return ""
}

// timedOutShare is the part of the attempts that timed out.
func timedOutShare(r sim.Result) float64 { return float64(r.TimedOut) / float64(max(1, r.Attempts)) }

// letIn are the attempts that the limiter did not reject, and whether all that timed out
// are among them: rejections come in time.
func letIn(s scenario.Scenario, r sim.Result) (int, bool) {
	return r.Attempts - r.Rejected, r.Rejected > 0 && r.TimedOut <= r.Attempts-r.Rejected && s.SteadyNetwork() && 2*s.Latency <= s.Timeout
}

// mostTimedOut reports whether most attempts of a fleet timed out. Those of an outage that
// hangs are left to what is said of its end, unless nobody succeeded.
func mostTimedOut(s scenario.Scenario, r sim.Result) bool {
	n, told := letIn(s, r)
	if !told {
		n = r.Attempts
	}
	if r.TimedOut == 0 || r.TimedOut*2 < n {
		return false
	}
	return r.Successes == 0 || !hung(s, r)
}

// hung reports whether most attempts that timed out did so in an outage that hangs.
func hung(s scenario.Scenario, r sim.Result) bool {
	if s.Outage != scenario.OutageHang {
		return false
	}
	n := 0
	for i, late := range r.Columns.TimedOut {
		if at := time.Duration(i) * r.Bin; at+r.Bin > s.OutageFrom && at <= s.OutageTo+s.Timeout {
			n += late
		}
	}
	return n*2 >= r.TimedOut
}

// tooLate says of which fleets all or most attempts timed out, and why; short is the same in
// few words, or "".
func tooLate(s scenario.Scenario, results []sim.Result, why, short string) (Sentence, bool) {
	late := filter(results, func(r sim.Result) bool { return mostTimedOut(s, r) })
	if len(late) == 0 {
		return Sentence{}, false
	}
	_, high := extremes(late, timedOutShare)
	n, told := letIn(s, high)
	which := "attempt"
	dooms := func(r sim.Result) bool { n, ok := letIn(s, r); return ok && r.TimedOut >= n }
	if told = told && (high.TimedOut*2 < high.Attempts || len(late) > 1 && len(filter(late, dooms)) == len(late)); told {
		which = "attempt that the limiter let in"
	} else {
		n = max(high.TimedOut, high.Attempts)
		late = filter(late, func(r sim.Result) bool { return r.TimedOut*2 >= r.Attempts })
	}
	if all := filter(late, func(r sim.Result) bool {
		return r.TimedOut >= r.Attempts || told && r.TimedOut >= r.Attempts-r.Rejected
	}); len(all) > 0 && (told || high.TimedOut >= high.Attempts) {
		late, which = all, "every "+which
		if _, high = extremes(all, timedOutShare); told {
			n, _ = letIn(s, high)
		}
	} else {
		which = strings.Replace("most "+which, "attempt", "attempts", 1)
	}
	figures := fmt.Sprintf("%s of %s", format.Count(high.TimedOut), format.Count(n))
	text := fmt.Sprintf("%s (%s) timed out%s.", which, figures, why)
	if len(results) > 1 {
		if len(late) > 1 {
			figures += " " + withFleets(high.Strategy)
		}
		text = fmt.Sprintf("%s timed out %s (%s)%s.", which, with(late, results), figures, why)
	}
	switch {
	case hung(s, high):
	case len(filter(late, func(r sim.Result) bool { return r.Successes > 0 })) == 0:
		text += " All of that work was for nobody."
	case len(late) == 1 && high.Abandoned > 0:
		text += fmt.Sprintf(" %s %s served after the client had stopped waiting.", format.Capital(format.Plural(high.Abandoned, "attempt")), format.Verb(high.Abandoned, "was", "were"))
	}
	if short == "" {
		short = shortly(strings.Replace(which, " that the limiter let in", "", 1)+" timed out", late, results)
	}
	place := Place{inLoad, keysOf(late), 0, length(high)}
	return Sentence{Text: text, Place: place, Short: short, Spot: place}, true
}
