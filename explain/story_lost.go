package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// findLost is about the requests that found no success, how many and why, whatever the
// reason.
func findLost(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	low, high := extremes(results, lostShare)
	if high.Lost() == 0 {
		return Sentence{}, false
	}
	alike := func(as sim.Result) []sim.Result {
		return filter(results, func(r sim.Result) bool { return r.Lost() == as.Lost() && r.Requests == as.Requests })
	}
	most, fewest := alike(high), alike(low)
	noun := Noun(s)
	sameRequests := !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Requests != high.Requests })
	avoidable := slices.ContainsFunc(results, func(r sim.Result) bool { return r.Avoidable() > 0 }) // a library may retry what fails for good
	text, of := "", ""
	switch {
	case sameRequests && !avoidable && len(most) == len(results):
		text = fmt.Sprintf("%s met a permanent failure; every other %s succeeded", format.Plural(high.Lost(), noun), noun)
		if high.Lost() == high.Requests {
			text = fmt.Sprintf("every %s met a permanent failure", noun)
		}
		return Sentence{Text: text + ".", Place: Place{inCompletion, keysOf(results), 0, length(high)}, Short: shortLost(s, most, results), Spot: lostSpot(results)}, true
	case len(most) < len(results) && lostShare(low) == lostShare(high):
		text, of = fmt.Sprintf("every %s was lost, whatever the strategy", noun), withFleets(high.Strategy)+" "
		if high.Successes > 0 {
			text = fmt.Sprintf("%s\u00a0%% of the %ss were lost, whatever the strategy", format.Percent(100*lostShare(high)), noun)
		}
		most = results
	case sameRequests && lostShare(low) > 0.95*lostShare(high) && len(most) < len(results):
		text = fmt.Sprintf("%s to %s of %s were lost, whatever the strategy", format.Count(low.Lost()), format.Count(high.Lost()), format.Plural(high.Requests, noun))
		of = withFleets(high.Strategy) + " "
		most = results
	default:
		n := format.Of(high.Lost(), high.Requests, noun)
		switch {
		case len(most) < len(results):
			text = fmt.Sprintf("%s lost %s%s, %s %s", names(keysOf(most)), n, format.Verb(len(most), "", " each"), names(keysOf(fewest)), remainder(low, sameRequests))
		case len(results) > 1:
			text = fmt.Sprintf("%s %s lost with every strategy", n, format.Verb(high.Lost(), "was", "were"))
		default:
			text = fmt.Sprintf("%s %s lost", n, format.Verb(high.Lost(), "was", "were"))
		}
		if slices.ContainsFunc(most, func(r sim.Result) bool { return r.GaveUp != high.GaveUp }) {
			of = withFleets(high.Strategy) + " "
		}
	}
	return Sentence{Text: text + ": " + of + reasons(s, high) + "." + outlived(s, results), Place: Place{inCompletion, keysOf(most), 0, length(high)},
		Short: shortLost(s, most, results), Spot: lostSpot(most)}, true
}

// minShortLost is the share of the requests from which on their loss is one of the few things
// that matter most.
const minShortLost = 0.01

// shortLost is the short form of findLost: how many, and why where that is one reason.
func shortLost(s scenario.Scenario, most, all []sim.Result) string {
	low, high := extremes(most, func(r sim.Result) float64 { return float64(r.Lost()) })
	if lostShare(high) < minShortLost {
		return ""
	}
	why := whyShort(s, most[0])
	for _, r := range most {
		if whyShort(s, r) != why {
			why = ""
		}
	}
	if why == "" {
		why = format.Verb(high.Lost(), "is lost", "are lost")
	}
	many := format.Plural(high.Lost(), Noun(s))
	if low.Lost() != high.Lost() {
		many = format.Count(low.Lost()) + "–" + many
	}
	return subject(most, all) + many + " " + why
}

// whyShort is the one reason for which a fleet lost requests; "" where there are several.
func whyShort(s scenario.Scenario, r sim.Result) string {
	n, g := r.Lost(), r.GaveUp
	verb := func(one, many string) string { return format.Verb(n, one, many) }
	for _, reason := range []struct {
		n    int
		text string
	}{
		{g.Attempts, verb("runs out of attempts", "run out of attempts")},
		{g.Deadline, verb("misses the deadline", "miss the deadline")},
		{g.Permanent, verb("fails for good", "fail for good")},
		{g.NotRetried, verb("fails without a retry", "fail without a retry")},
		{g.Budget, verb("is", "are") + " refused by the budget"},
		{g.Breaker, verb("is", "are") + " refused by the breaker"},
		{g.Throttle, verb("is", "are") + " refused by the throttle"},
		{g.RetryAfter, verb("is", "are") + " told to wait too long"},
		{r.Unfinished, verb("is", "are") + " still waiting at the end"},
	} {
		if reason.n == n {
			return reason.text
		}
	}
	return ""
}

// lostSpot is the end of the fleets that lost the most.
func lostSpot(most []sim.Result) Place {
	end := length(most[0])
	return Place{inLoad, keysOf(most), end, end}
}

// outlived says that an outage lasts longer than anybody tries; "" where one is over before,
// or somebody got through.
func outlived(s scenario.Scenario, results []sim.Result) string {
	left := time.Duration(0)
	for _, r := range results {
		last := len(r.Columns.Open) - 1
		for last >= 0 && r.Columns.Open[last]+r.Columns.Begun[last]+r.Columns.Attempts[last] == 0 {
			last--
		}
		if r.Successes+r.Unfinished > 0 || r.GaveUp.Attempts < r.Requests {
			return ""
		}
		left = max(left, time.Duration(last+2)*r.Bin)
	}
	if s.Outage == scenario.OutageNone || s.OutageFrom > 0 || left > s.OutageTo {
		return ""
	}
	return fmt.Sprintf(" The outage lasts %s; after %s nobody tries any more.", format.Span(s.OutageTo), format.Moment(left))
}

// minUnsent is which part of the attempts must have been stopped before that is a finding.
const minUnsent = 0.25

// findUnsent is about attempts that the clients' own breaker or throttle stopped and that
// their clients count as made: the losses alone do not tell why they ran out.
func findUnsent(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	stopped := filter(results, func(r sim.Result) bool {
		again := r.NotSent - r.GaveUp.Budget - r.GaveUp.Breaker - r.GaveUp.Throttle
		return float64(again) >= minUnsent*float64(r.Attempts+r.NotSent)
	})
	if len(stopped) == 0 || !s.Breaks() && !s.Refuses() {
		return Sentence{}, false
	}
	low, high := extremes(stopped, unsentShare)
	share := format.Range(format.Percent(100*unsentShare(low)), format.Percent(100*unsentShare(high)))
	of := ""
	if len(results) > 1 {
		of = " " + with(stopped, results)
	}
	text := fmt.Sprintf("%s\u00a0%% of the attempts%s were stopped by the clients' own %s and never sent.", share, of, format.List(guards(s)))
	short := fmt.Sprintf("%s%s\u00a0%% of attempts are stopped before sending", subject(stopped, results), share)
	place := Place{inLoad, keysOf(stopped), 0, length(high)}
	return Sentence{Text: text, Place: place, Short: short, Spot: place}, true
}

// unsentShare is the part of the attempts that a fleet wanted to make and did not send.
func unsentShare(r sim.Result) float64 {
	return float64(r.NotSent) / float64(max(1, r.Attempts+r.NotSent))
}

// guards are what a scenario's clients have that stops attempts.
func guards(s scenario.Scenario) []string {
	var all []string
	if s.Budgeted() {
		all = append(all, "retry budget")
	}
	if s.Breaks() {
		all = append(all, "circuit breaker")
	}
	if s.Refuses() {
		all = append(all, "throttle")
	}
	return all
}

// remainder is how many the fleet lost that lost the fewest.
func remainder(r sim.Result, sameRequests bool) string {
	switch {
	case r.Lost() == 0:
		return "none"
	case sameRequests:
		return format.Count(r.Lost())
	}
	return format.Count(r.Lost()) + " of " + format.Count(r.Requests)
}

// reasons says why requests found no success.
func reasons(s scenario.Scenario, r sim.Result) string {
	var why []string
	add := func(n int, one, many string) {
		switch {
		case n == 0:
		case n == r.Lost():
			why = append(why, format.Verb(n, "it "+one, "they "+many))
		default:
			why = append(why, format.Count(n)+" "+format.Verb(n, one, many))
		}
	}
	both := func(n int, what string) { add(n, what, what) }
	passive := func(n int, what string) { add(n, "was "+what, "were "+what) }
	all := s
	s = s.For(r.Strategy)
	attempts := fmt.Sprintf("ran out of attempts (%s)", format.Count(s.Attempts))
	switch {
	case mixesRules(r), slices.ContainsFunc(all.Strategies, func(other string) bool {
		return hasRules(other) && other != r.Strategy || all.For(other).Attempts != s.Attempts
	}):
		attempts = "ran out of attempts" // each may have its own
	case s.Attempts == 1:
		attempts = "had only one attempt"
	}
	both(r.GaveUp.Attempts, attempts)
	both(r.GaveUp.Deadline, "hit "+endInWords(s, r))
	both(r.GaveUp.Permanent, "met a permanent failure")
	both(r.GaveUp.NotRetried, "met a failure that the policy does not retry")
	passive(r.GaveUp.Budget, "refused by the retry budget")
	passive(r.GaveUp.Breaker, "refused by the circuit breaker")
	passive(r.GaveUp.Throttle, "refused by the throttle")
	passive(r.GaveUp.RetryAfter, "told to wait longer than the limit of "+format.Span(s.HonourLimit))
	passive(r.Unfinished, "still waiting when the run stopped")
	return format.List(why)
}

// endInWords is the deadline or the total timeout that ended requests of a fleet.
func endInWords(s scenario.Scenario, r sim.Result) string {
	switch {
	case mixesRules(r):
		return "the deadline or the total timeout"
	case s.TotalTimeout == 0:
		return "the deadline of " + format.Span(s.Deadline)
	case s.Deadline == 0:
		return "the total timeout of " + format.Span(s.TotalTimeout)
	}
	return "the deadline of " + format.Span(s.Deadline) + " or the total timeout of " + format.Span(s.TotalTimeout)
}

// mixesRules reports whether a mixed fleet has clients with rules of their own: whole clients
// of libraries, settings of their own, layers.
func mixesRules(r sim.Result) bool {
	return slices.ContainsFunc(r.Parts, func(p sim.Part) bool { return hasRules(p.Strategy) })
}

// hasRules reports whether any clients of a fleet have rules of their own.
func hasRules(fleet string) bool {
	return strings.ContainsAny(fleet, "(>") || strings.Contains(fleet, "client:")
}

// starving is one part of a mix and another, the requests of which find no success because the
// first takes what there is.
type starving struct {
	run         sim.Result
	hog, victim sim.Part
}

// starvingOf returns the part that is starved most, and by whom: whoever makes more of the
// attempts than of the requests, and loses half as much at most.
func starvingOf(results []sim.Result) (worst starving, found bool) {
	for _, r := range results {
		if len(r.Parts) == 0 || r.Partial {
			continue
		}
		hog := slices.MaxFunc(r.Parts, func(a, b sim.Part) int { return a.Attempts - b.Attempts })
		victim := slices.MaxFunc(r.Parts, func(a, b sim.Part) int { return cmp.Compare(starvedShare(a), starvedShare(b)) })
		greedy := 5*hog.Attempts*r.Requests >= 6*hog.Requests*r.Attempts
		if greedy && starvedShare(victim) >= 0.1 && 2*starvedShare(hog) <= starvedShare(victim) && (!found || starvedShare(victim) > starvedShare(worst.victim)) {
			worst, found = starving{r, hog, victim}, true
		}
	}
	return worst, found
}

// starvedShare is the share of a part's requests that found no success and could have.
func starvedShare(p sim.Part) float64 {
	return float64(p.Requests-p.Successes-p.GaveUp.Permanent) / float64(max(1, p.Requests))
}

// names of the two in a sentence: without their own settings where that is clear.
func (v starving) names() (hog, victim string) {
	hog, victim = layerInText(v.hog.Strategy), layerInText(v.victim.Strategy)
	if hog == victim || strings.Contains(v.hog.Strategy+v.victim.Strategy, ">") {
		return inText(v.hog.Strategy), inText(v.victim.Strategy)
	}
	return hog, victim
}

// findStarved says who takes what others need.
func findStarved(_ scenario.Scenario, results []sim.Result) (Sentence, bool) {
	v, ok := starvingOf(results)
	if !ok {
		return Sentence{}, false
	}
	hog, victim := v.names()
	text := fmt.Sprintf("%s starves %s: it makes %s of the attempts and loses %s of its %s, and %s loses %s of its %s", hog, victim,
		format.Portion(v.hog.Attempts, v.run.Attempts), none(v.hog.Requests-v.hog.Successes), format.Plural(v.hog.Requests, "request"),
		victim, none(v.victim.Requests-v.victim.Successes), format.Count(v.victim.Requests))
	told := Sentence{Text: text + ".", Place: Place{Chart: inCompletion, Fleets: []string{v.run.Strategy}, To: length(v.run)}}
	if !strings.Contains(hog+victim, "(") { // else it is too long
		told.Short = format.Capital(hog) + " starves " + victim
		told.Spot = Place{Chart: inLoad, Fleets: told.Place.Fleets, To: told.Place.To}
	}
	return told, true
}

// sparing is a change of the part that starves another.
type sparing struct {
	starving
	fleet, part string // as they are after it
}

// spare lets those come first that are starved, or those that starve them pay for their retries.
func spare(s scenario.Scenario, results []sim.Result) []candidate {
	v, ok := starvingOf(results)
	if !ok {
		return nil
	}
	hog, victim := v.names()
	of := s.For(v.hog.Strategy)
	var all []candidate
	if last := s.For(v.victim.Strategy).Priority; s.Servers > 0 && s.MeanService()+s.Slope > 0 && last < scenario.MaxPriority && (s.Discipline != scenario.ByPriority || of.Priority <= last) {
		all = append(all, v.change(s, "priority for "+victim, "If "+hog+" comes after "+victim+" at the service,", "With priority for "+victim+",", "priority", strconv.Itoa(last+1)))
		all[0].changed.Discipline = scenario.ByPriority
	}
	if of.Budget == "none" && of.Attempts > 1 {
		all = append(all, v.change(s, "a retry budget for "+hog, "If "+hog+" has a retry budget of its own,", "With a budget for "+hog+",", "budget", "ratio"))
	}
	return all
}

// change gives the part that starves another one more setting of its own.
func (v starving) change(s scenario.Scenario, name, when, short, setting, value string) candidate {
	c := try(s, name, when, short, func(*scenario.Scenario) {})[0]
	c.spares = &sparing{starving: v}
	shares, _ := scenario.Shares(v.run.Strategy)
	members := make([]string, len(shares))
	for i, p := range shares {
		if p.Strategy == v.hog.Strategy {
			outermost, inner, layered := strings.Cut(p.Strategy, ">")
			p.Strategy = scenario.Layers(outermost)[0].With(setting, value).Key()
			c.spares.part = p.Strategy
			if layered {
				p.Strategy += ">" + inner
				c.spares.part = p.Strategy
			}
		}
		members[i] = p.Strategy + "@" + strconv.Itoa(p.Percent)
	}
	field, _ := scenario.FieldNamed("strategies")
	alone := s
	if field.Set(&alone, strings.Join(members, "/")) == nil {
		c.spares.fleet = alone.Strategies[0]
	}
	fleets := slices.Clone(s.Strategies)
	fleets[slices.Index(fleets, v.run.Strategy)] = c.spares.fleet
	_ = field.Set(&c.changed, strings.Join(fleets, ",")) // whoever finds no such fleet after it says nothing
	return c
}

// spared says what becomes of both, where that spares the part that was starved. The gain is
// the share of its requests that it loses no more.
func (c candidate) spared(after []sim.Result) (text, short string, gain float64) {
	v := c.spares
	i := slices.IndexFunc(after, func(r sim.Result) bool { return r.Strategy == v.fleet })
	if i < 0 {
		return "", "", 0
	}
	lost := func(key string) int {
		p := after[i].Parts[slices.IndexFunc(after[i].Parts, func(p sim.Part) bool { return p.Strategy == key })]
		return p.Requests - p.Successes
	}
	hog, victim := v.names()
	before, now := v.victim.Requests-v.victim.Successes, lost(v.victim.Strategy)
	gain = float64(before-now) / float64(v.victim.Requests)
	if gain < 0.05 {
		return "", "", 0
	}
	theirs := fmt.Sprintf("%s instead of %s", none(lost(v.part)), none(v.hog.Requests-v.hog.Successes))
	if lost(v.part) == v.hog.Requests-v.hog.Successes {
		theirs = none(lost(v.part)) + " as before"
	}
	text = fmt.Sprintf("%s %s loses %s of its requests instead of %s, and %s %s.", c.when, victim, none(now), none(before), hog, theirs)
	return text, fmt.Sprintf("%s %s loses %s instead of %s.", c.short, victim, none(now), none(before)), gain
}
