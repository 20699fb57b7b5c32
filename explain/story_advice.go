package explain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Advice is a change of a scenario that was simulated and that helps: the figures before and
// after it, and in at most a dozen words what it does for one fleet.
type Advice struct {
	Text     string
	Short    string
	Scenario scenario.Scenario // with the change
}

// Bounds on advice: attempts of a run that gets any, attempts of a run with a change, and
// how many changes are tried.
const (
	MaxAdvised           = 200_000
	maxCandidateAttempts = 2 * MaxAdvised
	maxCandidates        = 7
)

// Advise tries changes that make sense for a scenario and are not set yet, each in a run under
// the same seed, and returns the one that helps the most; nil where none does. A run of
// more than MaxAdvised attempts, or one that was cut short, gets no advice.
//
// Of a change it simulates what it takes to know that it is not the one. Before each piece of that
// it calls between, whose error ends it.
//
// Where nothing helps it returns what it tried, in words for [Tried]. The error is that of the
// context, or of between.
func Advise(ctx context.Context, s scenario.Scenario, results []sim.Result, between func(context.Context) error) (best *Advice, tried []string, err error) {
	made := 0
	for _, r := range results {
		made += r.Attempts
	}
	if made > MaxAdvised || len(results) == 0 || results[0].Partial {
		return nil, nil, nil
	}
	a := advisor{ctx, s, results, between}
	var special, usual []*trial
	for _, c := range candidates(s, results) {
		t := &trial{candidate: c, after: make([]sim.Result, len(c.changed.Strategies))}
		if c.spares != nil || c.silences >= 0 {
			special = append(special, t)
		} else {
			usual = append(usual, t)
		}
	}
	if best, err = a.bestSpecial(special); best != nil || err != nil {
		return best, nil, err
	}
	// A change of the policy or the service comes before any other, and one that helps those that
	// are ahead before any that helps others.
	later := func(t *trial) bool { return t.beside > 0 }
	first := slices.DeleteFunc(slices.Clone(usual), later)
	last := slices.DeleteFunc(slices.Clone(usual), func(t *trial) bool { return !later(t) })
	for _, some := range [][]sim.Result{frontOf(results), results} {
		for _, group := range [][]*trial{first, last} {
			if best, err = a.bestOf(group, some); best != nil || err != nil {
				return best, nil, err
			}
		}
	}
	for _, t := range slices.Concat(special, usual) {
		if !t.out {
			tried = append(tried, t.name)
		}
	}
	return nil, tried, nil
}

// AdviceBytes estimates the memory that Advise takes: it tries one change at a time.
func AdviceBytes(s scenario.Scenario, results []sim.Result) int64 {
	most := int64(0)
	for _, c := range candidates(s, results) {
		if c.changed.Validate() == nil {
			most = max(most, sim.Bytes(c.changed, maxCandidateAttempts))
		}
	}
	return min(most, sim.MaxBytes) // what is larger is not tried
}

// Tried says that changes were tried and none helps: "We tried a longer cap (32 s) with the
// same seed; it does not help much."
func Tried(what []string) string {
	if len(what) == 0 {
		return ""
	}
	switch len(what) {
	case 1:
		return "We tried " + what[0] + " with the same seed; it makes little difference."
	case 2:
		return "We tried " + format.List(what) + " with the same seed; neither helps much."
	}
	return "We tried " + format.List(what) + " with the same seed; none of them helps much."
}

// candidate is a change of one thing that may help.
type candidate struct {
	name     string // "a longer cap (32 s)"
	when     string // "If the cap is 32 s instead of 8 s,"
	short    string // "With cap 32 s,"
	changed  scenario.Scenario
	silences int      // place of the fleet of which it silences a layer, or the hedges; -1: none
	unhedged bool     // the hedges
	spares   *sparing // the part of a mix that it spares, and which starves it; nil: none
	beside   int      // 1 where it is no setting of the policy or the service
	tries    bool     // it is how many attempts clients may make, and nothing else
	other    string   // a fleet that was not there before; "" where the fleets are the same
}

// candidates are the changes that make sense, the most promising first.
func candidates(s scenario.Scenario, results []sim.Result) []candidate {
	var all []candidate
	for _, of := range []func(scenario.Scenario, []sim.Result) []candidate{
		spare, silencedLayers, withoutHedges, longerTimeout, moreAttempts, retryAfter, fullJitter, budget, shorterQueue, longerBase, longerCap, laterStart,
	} {
		all = append(all, slices.DeleteFunc(of(s, results), func(c candidate) bool { return c.other == "" && changesNobody(s, c.changed) })...)
	}
	return all[:min(len(all), maxCandidates)]
}

// changesNobody reports whether a change is one of what libraries bring, and there are no other
// clients: the rules of a whole client, and the delays of any library.
func changesNobody(s, changed scenario.Scenario) bool {
	for _, fleet := range s.Strategies {
		parts, _ := scenario.Shares(fleet)
		for _, part := range parts {
			if asTaken(s, part.Strategy).Query() != asTaken(changed, part.Strategy).Query() {
				return false
			}
		}
	}
	return true
}

// asTaken is a scenario without what the clients of a strategy do not take from it.
func asTaken(s scenario.Scenario, strategy string) scenario.Scenario {
	s = s.For(strategy)
	if kind, _ := scenario.KindOf(strategy); kind.Library && s.Honour != "honour-full" {
		s.Base, s.Cap = 0, 0
	}
	return s
}

// try is a candidate.
func try(s scenario.Scenario, name, when, short string, change func(*scenario.Scenario)) []candidate {
	c := candidate{name: name, when: when, short: short, changed: s, silences: -1}
	change(&c.changed)
	return []candidate{c}
}

// longerTimeout gives answers the time that they take, twice over.
func longerTimeout(s scenario.Scenario, results []sim.Result) []candidate {
	if s.Timeout == 0 || !slices.ContainsFunc(results, func(r sim.Result) bool { return mostTimedOut(s, r) }) {
		return nil
	}
	longer := roundUp(2 * max(s.Timeout, answerAlone(s)))
	return try(s, "a longer timeout ("+format.Span(longer)+")",
		fmt.Sprintf("If clients wait %s for an answer instead of %s,", format.Span(longer), format.Span(s.Timeout)),
		"With a timeout of "+format.Span(longer)+",",
		func(c *scenario.Scenario) { c.Timeout = longer })
}

// roundUp is the next time that people would set: 1, 2 or 5 of a power of ten.
func roundUp(d time.Duration) time.Duration {
	for unit := time.Millisecond; ; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			if d <= n*unit {
				return n * unit
			}
		}
	}
}

// moreAttempts helps those whose attempts ran out.
func moreAttempts(s scenario.Scenario, results []sim.Result) []candidate {
	more := min(1000, 4*s.Attempts)
	if more <= s.Attempts || !slices.ContainsFunc(results, func(r sim.Result) bool { return r.GaveUp.Attempts > 0 }) {
		return nil
	}
	all := try(s, "more attempts ("+format.Count(more)+")",
		fmt.Sprintf("If clients may make %s instead of %s,", format.Plural(more, "attempt"), format.Count(s.Attempts)),
		"With "+format.Plural(more, "attempt")+",",
		func(c *scenario.Scenario) { c.Attempts = more })
	all[0].tries = true
	return all
}

// retryAfter are other ways to take what a rejection says.
func retryAfter(s scenario.Scenario, results []sim.Result) []candidate {
	kind, _ := s.Limits()
	var all []candidate
	add := func(name, when, short string, change func(*scenario.Scenario)) {
		all = append(all, try(s, name, when, short, change)...)
	}
	share := s.HonourJitter
	if share == 0 {
		share = scenario.Default().HonourJitter
	}
	jitter := func(c *scenario.Scenario) { c.Honour, c.HonourJitter = "honour-jitter", share }
	spread := "up to " + format.Share(share) + " of jitter"
	switch sent := s.RetryAfter != scenario.AfterNone; {
	case !sent && !kind.Window:
	case !sent && s.Honours():
		add("a service that sends Retry-After", "If the service sends Retry-After,", "With Retry-After sent,", func(c *scenario.Scenario) { c.RetryAfter = scenario.AfterSeconds })
	case !sent:
		add("a service that sends Retry-After and clients that obey it with jitter", "If the service sends Retry-After and clients obey it and add "+spread+",", "With Retry-After and jitter,",
			func(c *scenario.Scenario) { c.RetryAfter = scenario.AfterSeconds; jitter(c) })
	case !s.Honours():
		add("obeying Retry-After with jitter", "If clients obey Retry-After and add "+spread+",", "With Retry-After obeyed, plus jitter,", jitter)
	case s.Honour == "honour":
		add("jitter on top of Retry-After", "If clients add "+spread+" to Retry-After,", "With jitter on Retry-After,", jitter)
	case s.Honour == "max":
		add("Retry-After with jitter", "If clients wait for Retry-After and add "+spread+", instead of the longer of it and their own delay,", "With Retry-After plus jitter,", jitter)
	}
	if s.Obeys() && s.Honour == "honour" && costly(results) {
		add("Retry-After plus a random part of the own delay", "If clients add a random part of their own delay to Retry-After,", "With Retry-After plus own delay,", func(c *scenario.Scenario) { c.Honour = "honour-full" })
		add("the longer of Retry-After and the own delay", "If clients wait the longer of Retry-After and their own delay,", "With the longer of both delays,", func(c *scenario.Scenario) { c.Honour = "max" })
	}
	if s.Obeys() && s.HonourLimit > 0 && slices.ContainsFunc(results, func(r sim.Result) bool { return r.GaveUp.RetryAfter > 0 }) {
		add("no limit to the Retry-After that is obeyed", "If clients obey Retry-After however long it is,", "With any Retry-After obeyed,", func(c *scenario.Scenario) { c.HonourLimit = 0 })
	}
	return all
}

// fullJitter is for scenarios in which nobody has any; full jitter itself has none where its
// floor is its cap.
func fullJitter(s scenario.Scenario, results []sim.Result) []candidate {
	if jittered(s) || toldWhen(s, results) || slices.Equal(s.Strategies, []string{"full"}) {
		return nil
	}
	c := candidate{name: "full jitter", changed: s, silences: -1, other: "full"}
	c.changed.Strategies = []string{"full"}
	return []candidate{c}
}

// storm reports whether answers come too late, or an overload outlives its trigger.
func storm(s scenario.Scenario, results []sim.Result) bool {
	return slices.ContainsFunc(results, func(r sim.Result) bool {
		return r.TimedOut*10 > r.Attempts || r.HasTrigger && !r.Recovered && s.Population != scenario.PopulationOnce
	})
}

// budget ends retries that only add to an overload.
func budget(s scenario.Scenario, results []sim.Result) []candidate {
	if !storm(s, results) || s.Budgeted() {
		return nil
	}
	return try(s, "a retry budget (one retry in ten requests)", "If a retry budget allows one retry in ten requests,", "With a retry budget,",
		func(c *scenario.Scenario) { c.Budget, c.BudgetRatio = "ratio", 0.1 })
}

// shorterQueue leaves no places for those whose answer would be too late.
func shorterQueue(s scenario.Scenario, results []sim.Result) []candidate {
	slots := int(s.Capacity() * s.Timeout.Seconds() / 2)
	if !storm(s, results) || s.Servers == 0 || s.Timeout == 0 || slots < 1 || s.Queue <= 2*slots {
		return nil
	}
	return try(s, "a shorter queue ("+format.Plural(slots, "place")+")",
		fmt.Sprintf("If the queue has %s, half a timeout long, instead of %s,", format.Plural(slots, "place"), format.Count(s.Queue)),
		"With a queue of "+format.Count(slots)+",",
		func(c *scenario.Scenario) { c.Queue = slots })
}

// costly reports whether a fleet makes many attempts for each request.
func costly(results []sim.Result) bool {
	return slices.ContainsFunc(results, func(r sim.Result) bool { return r.Amplification >= 3 })
}

// toldWhen reports whether clients never wait a delay of their own, because every failure
// says how long to wait.
func toldWhen(s scenario.Scenario, results []sim.Result) bool {
	return s.Obeys() && (s.Honour == "honour" || s.Honour == "honour-jitter" || s.Honour == "full-within") &&
		(s.HonourLimit == 0 || s.HonourOver == scenario.OverClamped) &&
		!slices.ContainsFunc(results, func(r sim.Result) bool { return r.Failed+r.TimedOut+r.NotSent > 0 })
}

// longerBase spaces out the first retries, of which a crowd that is turned away has the most.
func longerBase(s scenario.Scenario, results []sim.Result) []candidate {
	longer := 10 * s.Base
	if !costly(results) || longer > s.Cap || toldWhen(s, results) {
		return nil
	}
	return try(s, "a longer base delay ("+format.Span(longer)+")",
		fmt.Sprintf("If the base delay is %s instead of %s,", format.Span(longer), format.Span(s.Base)),
		"With base "+format.Span(longer)+",",
		func(c *scenario.Scenario) { c.Base = longer })
}

// longerCap spaces out the late retries.
func longerCap(s scenario.Scenario, results []sim.Result) []candidate {
	longer := 4 * s.Cap
	if !costly(results) || longer > 2*time.Minute || toldWhen(s, results) {
		return nil
	}
	return try(s, "a longer cap ("+format.Span(longer)+")",
		fmt.Sprintf("If the cap is %s instead of %s,", format.Span(longer), format.Span(s.Cap)),
		"With cap "+format.Span(longer)+",",
		func(c *scenario.Scenario) { c.Cap = longer })
}

// laterStart spreads the first attempts over half of the time that the service needs.
func laterStart(s scenario.Scenario, results []sim.Result) []candidate {
	rate := s.Capacity()
	if rate <= 0 || s.Population != scenario.PopulationOnce || !costly(results) {
		return nil
	}
	full := time.Duration(float64(s.Clients) / rate * float64(time.Second) / 2).Round(time.Second)
	if full < 2*time.Second || s.Spread >= full/4 || full > time.Hour {
		return nil
	}
	before := "at the same moment"
	if s.Spread > 0 {
		before = format.Span(s.Spread)
	}
	all := try(s, "starts spread over "+format.Span(full),
		fmt.Sprintf("If clients start over %s instead of %s,", format.Span(full), before),
		"With starts over "+format.Span(full)+",",
		func(c *scenario.Scenario) { c.Spread = full })
	all[0].beside = 1
	return all
}

// jittered reports whether the delays of any fleet are drawn.
func jittered(s scenario.Scenario) bool {
	return slices.ContainsFunc(s.Strategies, func(key string) bool {
		_, same := sameDelays(s, key, 3)
		return !same
	})
}
