package exchange

import (
	"fmt"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// ofClients are fields that say what clients are, and not how they retry.
var ofClients = []string{"start", "offered", "cost", "priority"}

// Differences says in sentences what the policy of one scenario does otherwise than that of
// another: each has one strategy of one layer, spelt out (see [scenario.Scenario.SpeltOut]).
// there is what the second is called. It is empty where they do the same: rules are compared
// one by one, delays as what they come to, so equal jitter is the same as ± a third of three
// quarters, and a delay of 50 ms or more is the same in whole milliseconds.
func Differences(a, b scenario.Scenario, there string) []string {
	var said []string
	if sentence := delaysDiffer(a, b, there); sentence != "" {
		said = append(said, sentence)
	}
	a, b = sending(a), sending(b)
	for _, f := range rulesChanged(a, b) {
		said = append(said, fmt.Sprintf("%s: %s in %s, %s here.", label(f), lower(f.Screen(b)), there, lower(f.Screen(a))))
	}
	return said
}

// rulesChanged are the fields of two sending scenarios that differ, delays aside, without those
// that follow from another.
func rulesChanged(a, b scenario.Scenario) (changed []scenario.Field) {
	names := map[string]bool{}
	for _, f := range scenario.OwnFields() {
		if slices.Contains(ofClients, f.Name) || delays(f.Name) || f.Format(a) == f.Format(b) {
			continue
		}
		if !f.Met(a) && !f.Met(b) || names[needed(f)] {
			continue
		}
		names[f.Name] = true // what it is set to follows from it
		changed = append(changed, f)
	}
	return changed
}

// sending is a scenario without a word on attempts that are not sent, where nothing keeps any
// from being sent.
func sending(s scenario.Scenario) scenario.Scenario {
	if s.Breaker == "off" && s.Throttle == "none" && s.InFlight == 0 {
		s.RetryOn = slices.DeleteFunc(slices.Clone(s.RetryOn), func(word string) bool { return word == "not-sent" })
	}
	return s
}

// delays reports whether a field is of those that are compared by what they come to.
func delays(name string) bool {
	return slices.Contains([]string{"base", "factor", "cap", "offset", "jitter", "extra", "floor", "power", "delays", "delays-then", "first-retry"}, name)
}

// needed is the field that must be chosen for another to matter.
func needed(f scenario.Field) string {
	for _, need := range f.Needs {
		if need.Field != "strategies" {
			return need.Field
		}
	}
	return ""
}

// label is what a sentence calls a field whose label counts on the title above it.
func label(f scenario.Field) string {
	if f.Name == "honour" {
		return "Retry-After"
	}
	return f.Label
}

// lower is a value of a screen within a sentence.
func lower(text string) string {
	if text == "" || len(text) > 1 && text[1] >= 'A' && text[1] <= 'Z' {
		return text
	}
	first := text[0]
	if first >= 'A' && first <= 'Z' {
		return string(first+'a'-'A') + text[1:]
	}
	return text
}

// compared is the last retry whose delays are compared.
const compared = 64

// draws are those with which delays are compared.
var draws = []float64{0, 0.125, 0.25, 0.5, 0.75, 0.999}

// delaysDiffer says how the delays of two scenarios differ; "" where they do not.
func delaysDiffer(a, b scenario.Scenario, there string) string {
	if waitAlike(a, b) {
		return ""
	}
	p, q := a.Policy(a.Strategies[0]), b.Policy(b.Strategies[0])
	here, other := schedules(a), schedules(b)
	n := min(len(here.Retries), len(other.Retries))
	if n == 0 {
		return ""
	}
	name, last := scenario.FleetName(a.Strategies[0]), here.Retries[n-1].Retry
	first := 1
	for first < last && span(q.Strategy, first) == span(p.Strategy, first) {
		first++
	}
	says := fmt.Sprintf("%s cannot wait as %s does. %s", there, name, instead(q.Strategy, p.Strategy, first))
	if last > first {
		says += " " + instead(q.Strategy, p.Strategy, last)
	}
	if o, h := other.Retries[n-1], here.Retries[n-1]; o.Share != h.Share {
		says += fmt.Sprintf(" There %s of the clients wait exactly alike, not %s.", format.WholePercent(o.Share), format.WholePercent(h.Share))
	}
	return says
}

// instead says what one strategy waits before a retry in place of another.
func instead(one, other retry.Strategy, retry int) string {
	if span(one, retry) == span(other, retry) {
		return fmt.Sprintf("Before retry %d both wait %s.", retry, span(one, retry))
	}
	return fmt.Sprintf("Before retry %d it waits %s, not %s.", retry, span(one, retry), span(other, retry))
}

// waitAlike reports whether two scenarios have the same delays, as far as both have attempts.
func waitAlike(a, b scenario.Scenario) bool {
	p, q := a.Policy(a.Strategies[0]), b.Policy(b.Strategies[0])
	most := min(compared, max(p.MaxAttempts, 2)-1, max(q.MaxAttempts, 2)-1)
	return sameDelays(p.Strategy, q.Strategy, most) && sameDelays(afterRejection(p), afterRejection(q), most)
}

// afterRejection is the strategy that a policy has after a rejection.
func afterRejection(p retry.Policy) retry.Strategy {
	if p.Rejected != nil {
		return p.Rejected
	}
	return p.Strategy
}

// sameDelays compares what two strategies make of the same draws, up to a retry. Each goes on
// from its own delay, as clients do.
func sameDelays(a, b retry.Strategy, most int) bool {
	for _, u := range draws {
		var left, right time.Duration
		for k := 1; k <= most; k++ {
			var x, y time.Duration
			x, left = a.Delay(k, left, u)
			y, right = b.Delay(k, right, u)
			if !near(x, y) {
				return false
			}
		}
	}
	return true
}

// near reports whether two delays are the same but for how they are rounded: many libraries
// wait whole milliseconds, which is nothing beside 50 of them.
func near(a, b time.Duration) bool {
	apart := max(a, b) - min(a, b)
	return float64(apart) <= max(float64(time.Microsecond), 1e-5*float64(a)) || apart <= time.Millisecond && a >= 50*time.Millisecond
}

// schedules are the delays of a scenario's one strategy, as pictures show them.
func schedules(s scenario.Scenario) schedule.Schedule {
	s.Deadline, s.Attempts = 0, min(s.Attempts, schedule.Pictured+1)
	return schedule.All(s)[0]
}

// span is between what a delay lies, of a client whose delays before lay in the middle.
func span(strategy retry.Strategy, retry int) string {
	var memory, least, most time.Duration
	for k := 1; k <= retry; k++ {
		least, _ = strategy.Delay(k, memory, 0)
		most, _ = strategy.Delay(k, memory, 1-1e-9)
		_, memory = strategy.Delay(k, memory, 0.5)
	}
	least, most = least.Round(time.Microsecond), most.Round(time.Microsecond)
	if least == most {
		return format.Span(most)
	}
	return format.Span(least) + " to " + format.Span(most)
}
