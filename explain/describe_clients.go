package explain

import (
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// Policy puts the policy of a scenario's first strategy into words: how often it tries, for how
// long, and what its clients have beside it. How it waits is a picture's.
func Policy(s scenario.Scenario) string {
	key := s.Strategies[0]
	layers := scenario.Layers(key)
	if len(layers) > 1 {
		return "Retries within retries: " + inText(key) + "."
	}
	s = s.SpeltOut(key)
	if s.RetryAfter == scenario.AfterNone { // what a client would do with one is its policy's
		s.RetryAfter = scenario.AfterExact
	}
	first := "At most " + format.Plural(s.Attempts, "attempt")
	s.Strategies = []string{scenario.Layers(s.Strategies[0])[0].Strategy} // its own settings are the scenario's
	sentences := []string{"One attempt and no retry"}
	if s.Attempts > 1 { // else there are no delays, and nothing that bounds them
		first += " with " + delaysInText(layers[0].Strategy)
		if s.Deadline > 0 {
			first += ", no retry later than " + format.Span(s.Deadline) + " after the first attempt"
		}
		sentences = append([]string{first}, inWordsDelays(s)...)
	}
	sentences = append(sentences, inWordsClients(s)...)
	return strings.Join(sentences, ". ") + "."
}

// delaysInText names a strategy within a sentence, its settings aside.
func delaysInText(key string) string {
	if kind, own := scenario.KindOf(key); own && !kind.Library {
		return inText(key)
	}
	name, _, _ := strings.Cut(scenario.FleetName(key), ",")
	return "the delays of " + name
}

// inWordsClients says what the clients have beside their strategy.
func inWordsClients(s scenario.Scenario) []string {
	var has []string
	if s.Timeout > 0 {
		has = append(has, "waits "+format.Span(s.Timeout)+" for an answer")
	}
	if s.TotalTimeout > 0 {
		has = append(has, "hangs up "+format.Span(s.TotalTimeout)+" after its request began")
	}
	whole, others := s.WholeClients()
	retryAfter := ""
	if others {
		retryAfter = inWordsRetryAfter(s)
	}
	if text := inWordsGuards(s); text != "" {
		has = append(has, text)
	}
	if len(whole) == 0 && retryAfter != "" {
		has = append(has, retryAfter)
	}
	var lines []string
	who := "A client "
	if slices.ContainsFunc(s.Strategies, func(fleet string) bool { return strings.Contains(fleet, "(") }) || slices.ContainsFunc(whole, hasTimeouts) {
		who = "Unless its own settings say otherwise, a client "
	}
	if len(has) > 0 {
		lines = append(lines, who+format.List(has))
	}
	if text := inWordsHedges(s); text != "" {
		lines = append(lines, who+text)
	}
	if len(whole) > 0 && retryAfter != "" {
		lines = append(lines, "A client without rules of its own "+retryAfter)
	}
	for _, key := range whole {
		lines = append(lines, inWordsWholeClient(s, key))
	}
	return lines
}

// inWordsWholeClient says what of a library's client is its own, and not the scenario's.
func inWordsWholeClient(s scenario.Scenario, key string) string {
	own := s.For(key)
	does := []string{"makes at most " + format.Plural(own.Attempts, "attempt")}
	if own.Attempts >= library.Unlimited {
		does = []string{"makes any number of attempts"}
	}
	if own.Deadline > 0 {
		does = append(does, "starts none later than "+format.Span(own.Deadline)+" after the first")
	}
	rules, _ := library.ClientOf(scenario.Layers(key)[0].Strategy)
	if rules.Timeout > 0 && own.Timeout > 0 {
		does = append(does, "waits "+format.Span(own.Timeout)+" for an answer")
	}
	if rules.Total > 0 && own.TotalTimeout > 0 {
		does = append(does, "hangs up "+format.Span(own.TotalTimeout)+" after its request began")
	}
	if rules.Guarded() {
		own.InFlight = 0 // which is the scenario's
		does = append(does, inWordsGuards(own))
	}
	if text := inWordsRetryAfter(own); text != "" {
		does = append(does, text)
	}
	name, _, _ := strings.Cut(scenario.FleetName(key), ",")
	return "By its own rules " + name + " " + format.List(does)
}

// hasTimeouts reports whether a library's client has a timeout of its own.
func hasTimeouts(key string) bool {
	c, _ := library.ClientOf(scenario.Layers(key)[0].Strategy)
	return c.Timeout > 0 || c.Total > 0
}

// inWordsRetryAfter says what a client does with the Retry-After that it is sent, if it is.
func inWordsRetryAfter(s scenario.Scenario) string {
	switch {
	case s.Honours() && !s.SendsRetryAfter():
		return "would obey Retry-After, which nobody sends"
	case !s.SendsRetryAfter():
		return ""
	case !s.Honours():
		return "ignores Retry-After"
	}
	said := "Retry-After"
	if s.RetryAfter == scenario.AfterConstant {
		said = "the Retry-After of " + format.Span(s.RetryAfterTime)
		if s.HonourLimit > 0 && s.RetryAfterTime > s.HonourLimit {
			above := said + ", which is above its limit of " + format.Span(s.HonourLimit)
			switch s.HonourOver {
			case scenario.OverIgnored:
				return "ignores " + above
			case scenario.OverGivesUp:
				return "gives up at " + above
			}
			said = format.Span(s.HonourLimit) + " of " + said
		}
	}
	text := map[string]string{
		"honour":        "obeys " + said,
		"honour-jitter": "obeys " + said + " and adds up to " + format.Share(s.HonourJitter) + " of it",
		"max":           "waits for the longer of " + said + " and its own delay",
		"honour-full":   "obeys " + said + " and adds its own full-jitter delay",
		"max-jitter":    "waits for the longer of " + said + " and its own delay and adds up to " + format.Share(s.HonourJitter) + " of that",
		"max-5s":        "waits for the longer of " + said + " and its own delay, but at most 5\u00a0s more than that delay",
		"full-within":   "waits a random time up to " + said,
	}[s.Honour]
	if s.HonourLimit > 0 && (s.RetryAfter != scenario.AfterConstant || mayExceed(s)) {
		limit := format.Span(s.HonourLimit)
		text += ", " + map[scenario.HonourOver]string{
			scenario.OverIgnored: "ignoring more than " + limit,
			scenario.OverGivesUp: "giving up at more than " + limit,
			scenario.OverClamped: "taking a Retry-After for no more than " + limit,
		}[s.HonourOver]
	}
	return text
}

// mayExceed reports whether the service's jitter alone can make a constant Retry-After longer
// than what clients obey.
func mayExceed(s scenario.Scenario) bool {
	longest := float64(s.RetryAfterTime) * (1 + s.RetryAfterJitter)
	return s.RetryAfterTime <= s.HonourLimit && longest > float64(s.HonourLimit)
}

// inWordsGuards says which budget, breaker and throttle a client has that has none of its own.
func inWordsGuards(s scenario.Scenario) string {
	var guards []string
	if s.Budget != "none" {
		guards = append(guards, "a retry budget ("+s.Budget+guardSettings(s, s.Budget)+")")
	}
	if s.Breaker != "off" {
		guards = append(guards, "a circuit breaker ("+s.Breaker+guardSettings(s, s.Breaker)+")")
	}
	if s.Throttle != "none" {
		guards = append(guards, "a throttle ("+s.Throttle+guardSettings(s, s.Throttle)+")")
	}
	if s.InFlight > 0 {
		guards = append(guards, "a bound on its attempts in flight ("+format.Count(s.InFlight)+")")
	}
	switch {
	case len(guards) == 0:
		return ""
	case s.Process > 1 && s.Clients > 1:
		return "shares " + format.List(guards) + " with " + format.Plural(min(s.Process, s.Clients)-1, "other")
	}
	return "has " + format.List(guards)
}

// guardSettings says what a guard is set to whose figures mean something by themselves.
func guardSettings(s scenario.Scenario, key string) string {
	switch key {
	case "concurrent":
		return ": " + format.Share(s.BudgetRatio) + " of the attempts under way, at least " + format.Count(s.BudgetMin)
	case "consecutive":
		return ": " + format.Plural(s.BreakerFailures, "failure") + " in a row"
	case "count":
		return ": " + format.Share(s.BreakerRatio) + " of the last " + format.Plural(s.BreakerCalls, "call")
	case "bucket":
		return ": " + format.EachTimeAlone(s.ThrottleRate) + ", " + format.Count(s.ThrottleBurst) + " at once"
	}
	return ""
}
