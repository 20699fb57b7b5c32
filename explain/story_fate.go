package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// minIdle is how many bins in a row, and what share of the run, must be empty before
// idle time is a finding.
const (
	minIdleBins  = 4
	minIdleShare = 0.2
)

// findIdleTime is about the fleet with the most bins without an attempt while requests were
// open. An outage does not count.
func findIdleTime(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	least, most := extremes(results, func(r sim.Result) float64 { return float64(idle(s, r).idle) })
	g, whole := idle(s, most), idle(s, most).open
	if g.last-g.first < minIdleBins || float64(g.idle) < minIdleShare*float64(whole) {
		return Sentence{}, false
	}
	outage := ""
	if s.Outage != scenario.OutageNone {
		outage = "outside of the outage "
	}
	elapsed := func(bins int) string { return format.Elapsed(time.Duration(bins) * most.Bin) }
	text := fmt.Sprintf("Time lost: %sno attempt reached the service in %s of the %s in which clients wanted something under %s",
		outage, elapsed(g.idle), elapsed(whole), inText(most.Strategy))
	if least := idle(s, least); len(results) > 1 && least.idle < g.idle {
		than := fmt.Sprintf("in %s of %s", elapsed(least.idle), elapsed(least.open))
		if least.idle == 0 {
			than = "in none of it"
		}
		text += fmt.Sprintf("; under %s %s", inText(least.fleet), than)
	}
	place := Place{inLoad, []string{most.Strategy}, time.Duration(g.first) * most.Bin, time.Duration(g.last) * most.Bin}
	return Sentence{text + ".", place}, true
}

// gaps are the bins of a fleet in which requests were under way from beginning to end
// and no attempt was, and the longest stretch of them, [first, last). Wanted are those
// in which any request was under way.
type gaps struct {
	fleet       string
	idle, open  int
	first, last int
}

func idle(s scenario.Scenario, r sim.Result) gaps {
	g, begin, c := gaps{fleet: r.Strategy}, -1, r.Columns
	for i := 0; i <= len(c.Attempts); i++ {
		down := s.Outage != scenario.OutageNone && time.Duration(i)*r.Bin < s.OutageTo && time.Duration(i+1)*r.Bin > s.OutageFrom
		inside := i < len(c.Attempts) && !down
		before := i > 0 && c.Open[i-1] > 0
		if inside && (before || c.Begun[i] > 0) {
			g.open++
		}
		switch {
		case inside && before && c.Open[i] > 0 && c.Attempts[i] == 0 && c.InFlight[i] == 0:
			g.idle++
			if begin < 0 {
				begin = i
			}
		case begin >= 0:
			if i-begin > g.last-g.first {
				g.first, g.last = begin, i
			}
			begin = -1
		}
	}
	return g
}

// findFirstDone is about the fleet that completed all requests first, and its attempts.
func findFirstDone(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	whole := filter(results, func(r sim.Result) bool { return lost(r) == 0 && r.Completion.Count() > 0 })
	if len(whole) == 0 {
		return Sentence{}, false
	}
	done := func(r sim.Result) float64 { return float64(doneAt(s, r)) }
	quick, late := extremes(whole, done)
	ahead := filter(whole, func(r sim.Result) bool { return done(r) == done(quick) })
	first, _ := extremes(ahead, attemptsOf) // of several, the cheapest
	cheap, dear := extremes(whole, attemptsOf)
	place := Place{inCompletion, []string{first.Strategy}, before(s, first), min(length(first), doneAt(s, first))}
	if s.Population != scenario.PopulationOnce {
		place.From, place.To = 0, length(first)
	}
	name, attempts := inText(first.Strategy), format.Plural(first.Attempts, "attempt")
	if len(results) == 1 {
		return Sentence{fmt.Sprintf("%s %s, with %s.", format.Capital(everyone(s)), doneWords(s, first), attempts), place}, true
	}
	if len(whole) == 1 {
		text := fmt.Sprintf("Only %s lost nobody: %s %s, with %s", name, everyone(s), doneWords(s, first), attempts)
		return Sentence{text + ".", place}, true
	}
	of := ""
	if len(whole) < len(results) {
		of = "Of those that lost nobody, "
	}
	switch {
	case done(quick) == done(late) && cheap.Attempts == dear.Attempts:
		text := fmt.Sprintf("%severy strategy is done at the same time and makes %s", of, attempts)
		longest := func(r sim.Result) float64 { return float64(r.Completion.Max()) }
		if brief, long := extremes(whole, longest); brief.Completion.Max() < long.Completion.Max() {
			text += fmt.Sprintf("; the longest wait is %s under %s, %s under %s",
				format.Elapsed(brief.Completion.Max()), inText(brief.Strategy), format.Elapsed(long.Completion.Max()), inText(long.Strategy))
		}
		return Sentence{text + ".", Place{inCompletion, keysOf(whole), place.From, place.To}}.capitalised()
	case done(quick) == done(late):
		return Sentence{fmt.Sprintf("%severy strategy is done at the same time; %s makes the fewest attempts (%s), %s the most (%s).",
			of, inText(cheap.Strategy), format.Count(cheap.Attempts), inText(dear.Strategy), format.Count(dear.Attempts)),
			Place{inCompletion, keysOf(whole), place.From, place.To}}.capitalised()
	case first.Attempts == cheap.Attempts:
		return Sentence{fmt.Sprintf("%s%s is done first and makes the fewest attempts: %s %s, with %s.", of, name, everyone(s), doneWords(s, first), attempts), place}.capitalised()
	}
	return Sentence{fmt.Sprintf("%s%s is done first: %s %s, with %s. %s makes the fewest, %s, and %s.", of, name, everyone(s), doneWords(s, first), attempts,
		format.Capital(inText(cheap.Strategy)), format.Count(cheap.Attempts), doneWords(s, cheap)), place}.capitalised()
}

func attemptsOf(r sim.Result) float64 { return float64(r.Attempts) }

func (t Sentence) capitalised() (Sentence, bool) {
	t.Text = format.Capital(t.Text)
	return t, true
}

// everyone is who is done by the time that doneAt says.
func everyone(s scenario.Scenario) string {
	if s.Population == scenario.PopulationOnce {
		return "its last client"
	}
	return "99\u00a0% of its requests"
}

// doneAt is when the last client is done: exactly where all begin at once, else to
// the bin. Where clients go on, it is the time within which 99 % of the requests are.
func doneAt(s scenario.Scenario, r sim.Result) time.Duration {
	if s.Population != scenario.PopulationOnce {
		return r.Completion.Quantile(0.99)
	}
	if s.Spread == 0 {
		return r.Completion.Max()
	}
	at, _ := lastDone(r)
	return at
}

func doneWords(s scenario.Scenario, r sim.Result) string {
	switch {
	case s.Population != scenario.PopulationOnce:
		return "took at most " + format.Elapsed(doneAt(s, r))
	case s.Spread == 0:
		return "is done at " + format.Elapsed(doneAt(s, r))
	}
	return "is done by " + format.Elapsed(doneAt(s, r))
}

// before is where a look at the end of a fleet's completions begins.
func before(s scenario.Scenario, r sim.Result) time.Duration { return max(0, doneAt(s, r)-length(r)/8) }

// findLost is about requests that found no success, how many and why.
func findLost(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	none := func(r sim.Result) float64 { return float64(r.Lost()) }
	low, high := extremes(results, none)
	noun := Noun(s)
	if high.Lost() == 0 {
		return Sentence{}, false
	}
	most := filter(results, func(r sim.Result) bool { return none(r) == none(high) })
	if none(low) > 0.95*none(high) && len(most) < len(results) && !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Requests != high.Requests }) {
		text := fmt.Sprintf("Between %s and %s of %s found no success, whatever the strategy: under %s %s.", format.Count(low.Lost()),
			format.Count(high.Lost()), format.Plural(high.Requests, noun), inText(high.Strategy), reasons(s, high))
		return Sentence{text, Place{inCompletion, keysOf(results), 0, length(high)}}, true
	}
	text := fmt.Sprintf("%s of %s found no success under %s", format.Count(high.Lost()), format.Plural(high.Requests, noun), under(most, results))
	switch {
	case len(most) == len(results):
	case low.Lost() == 0:
		text += fmt.Sprintf(", none under %s", names(keysOf(filter(results, func(r sim.Result) bool { return none(r) == 0 }))))
	default:
		text += fmt.Sprintf(", %s under %s", format.Count(low.Lost()), inText(low.Strategy))
	}
	return Sentence{text + ": " + reasons(s, high) + ".", Place{inCompletion, keysOf(most), 0, length(high)}}, true
}

// reasons says why requests found no success.
func reasons(s scenario.Scenario, r sim.Result) string {
	var why []string
	g := r.GaveUp
	add := func(n int, what string) {
		switch {
		case n == 0:
		case n == r.Lost():
			why = append(why, what)
		default:
			why = append(why, format.Count(n)+" "+what)
		}
	}
	attempts := "after their " + format.Plural(s.Attempts, "attempt")
	if s.Attempts == 1 {
		attempts = "after their only attempt"
	}
	add(g.Attempts, attempts)
	add(g.Deadline, "at the deadline of "+format.Span(s.Deadline))
	add(g.Permanent, "after a permanent failure")
	add(g.NotRetried, "after a failure that is not retried")
	add(g.Budget, "refused by the retry budget")
	add(g.Breaker, "refused by the breaker")
	add(g.Throttle, "refused by the throttle")
	add(g.RetryAfter, "asked to wait longer than their limit of "+format.Span(s.HonourLimit))
	add(r.Unfinished, "under way at the end of the run")
	return format.List(why)
}

// findRecovery is about recovery from the last trigger, by fleet and time.
func findRecovery(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	if !results[0].HasTrigger {
		return Sentence{}, false
	}
	last := slices.MaxFunc(s.Disturbances(), func(a, b scenario.Disturbance) int { return cmp.Compare(a.To, b.To) })
	if last.To >= length(results[0]) {
		return Sentence{}, false // the run was over before
	}
	up := filter(results, func(r sim.Result) bool { return r.Recovered })
	down := filter(results, func(r sim.Result) bool { return !r.Recovered })
	place := Place{inCompletion, keysOf(results), last.To, length(results[0])}
	once := s.Population == scenario.PopulationOnce
	if len(up) == 0 {
		text := fmt.Sprintf("The %s ended at %s and its overload did not: more requests stay under way than before it, under %s", last.Kind, format.Span(last.To), under(down, results))
		if once {
			text = fmt.Sprintf("The %s ended at %s; when the run ended clients were still under way under %s", last.Kind, format.Span(last.To), under(down, results))
		}
		return Sentence{text + ".", place}, true
	}
	took := func(r sim.Result) float64 { return float64(r.Recovery) }
	quick, slow := extremes(up, took)
	ahead := filter(up, func(r sim.Result) bool { return r.Recovery == quick.Recovery })
	if slow.Recovery <= slow.Bin && len(down) == 0 {
		return Sentence{}, false // nothing was left to recover
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s after the end of the %s %s %s", format.Elapsed(quick.Recovery), last.Kind, under(ahead, results), recovered(once, len(ahead) == 1 || len(ahead) == len(results)))
	if quick.Recovery < slow.Recovery {
		fmt.Fprintf(&text, ", %s only after %s", inText(slow.Strategy), format.Elapsed(slow.Recovery))
	}
	if len(down) > 0 {
		fmt.Fprintf(&text, "; %s not at all", names(keysOf(down)))
	}
	return Sentence{format.Capital(text.String()) + ".", Place{inCompletion, keysOf(ahead), last.To, min(last.To+max(quick.Recovery, quick.Bin), length(quick))}}, true
}

func recovered(once, one bool) string {
	switch {
	case once && one:
		return "has all of its clients through"
	case once:
		return "have all of their clients through"
	case one:
		return "has recovered"
	}
	return "have recovered"
}
