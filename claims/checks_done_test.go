package claims

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"backofflab/retry/library"
)

// amongFewest: a sentence about those that lost the fewest says so, and what they lost.
func amongFewest(c *claim) {
	fewest := c.run.fewest()
	alone := c.fleets("only")
	if c.has("least1") {
		alone = c.fleets("least1")
	}
	if one := c.groups["only"] + c.groups["least1"]; one != "" {
		noun("fewer")(c)
		if len(fewest) > 1 || alone[0] != fewest[0] || (c.groups["only"] != "") != (lost(c.run, fewest[0]) == 0) {
			c.fault("praise", "%s lost the smallest part", namesOf(fewest))
		}
		return
	}
	said := c.has("whole") || c.has("fewest")
	if said != (len(fewest) < len(c.run.Results)) {
		c.fault("praise", "%s lost the smallest part", namesOf(fewest))
	}
	if said && (c.groups["whole"] != "") != (lost(c.run, fewest[0]) == 0) {
		c.fault("number", "%s lost %s", fewest[0].name, brief(lost(c.run, fewest[0])))
	}
	noun("whole")(c)
	noun("fewest")(c)
}

// doneFewest are those that lost the fewest and have 95 % of their requests through.
func (r *run) doneFewest() []*fleet {
	return slices.DeleteFunc(r.fewest(), func(f *fleet) bool { _, ok := done95.of(r, f); return !ok })
}

// by: "by" a time of the run, "within" a time since each request began.
func (c *claim) by() {
	word := " within "
	if c.run.Scenario.is("population", "once") {
		word = " by "
	}
	if c.groups["early"] != "" && !strings.Contains(ordinary(c.text), word+c.groups["early"]) && !strings.Contains(ordinary(c.text), strings.Replace(word, " ", "(", 1)+c.groups["early"]) {
		c.fault("word", "it is%s", word)
	}
}

// firstDone: the verdict has those ahead in time, and the last are the last of those that
// lost the fewest.
func firstDone(c *claim) {
	c.by()
	there, first, last := c.run.doneFewest(), c.fleets("first"), c.fleets("last")
	if of := c.run.Verdict.of("done_95"); !of.Clear || !slices.Equal(first, c.run.keyed(of.Ahead)) {
		c.fault("verdict", "in time it has %s ahead: %v", namesOf(c.run.keyed(of.Ahead)), of.Clear)
	}
	if x, best := extremeOf(c.run, done95, first, -1), extremeOf(c.run, done95, there, -1); x > best {
		c.fault("rank", "one has %s ms", brief(best))
	}
	if len(without(first, there)) > 0 {
		c.fault("praise", "%s lost more than others, or are not done", namesOf(without(first, there)))
	}
	slowest := extremeOf(c.run, done95, there, +1)
	for _, f := range there {
		if x, _ := done95.of(c.run, f); (x == slowest) != slices.Contains(last, f) {
			c.fault("rank", "%s has %s ms, the last %s", f.name, brief(x), brief(slowest))
		}
	}
}

// allDone: all that lost the fewest are through so soon, those that are named, or all of the
// run.
func allDone(group string) check {
	return func(c *claim) {
		c.by()
		there, named := c.run.doneFewest(), c.fleets(group)
		if one := c.groups["only"] + c.groups["least1"]; one != "" {
			named = c.named(one)
		}
		if !slices.Equal(there, named) {
			c.fault("all or none", "%s are through", namesOf(there))
		}
		c.has("early")
		c.holdRange(c.groups["early"], there, done95)
	}
}

// costs: the attempts of those that lost the fewest and are through.
func costs(c *claim) {
	there := c.run.doneFewest()
	for _, group := range []string{"made", "each", "they"} {
		if c.has(group) {
			c.holdRange(c.groups[group], there, attemptsMade)
		}
	}
	if c.groups["made"] != "" && len(there) > 1 {
		c.fault("number", "it is of %s", namesOf(there))
	}
	if !c.has("cheap") {
		return
	}
	cheap, dear := c.fleets("cheap"), c.fleets("dear")
	if of := c.run.Verdict.of("wasted"); !of.Clear || !slices.Equal(cheap, c.run.keyed(of.Ahead)) {
		c.fault("verdict", "in waste it has %s ahead: %v", namesOf(c.run.keyed(of.Ahead)), of.Clear)
	}
	crowned("the fewest attempts", "cheap")(c)
	praised("cheap")(c)
	c.has("least")
	c.has("most")
	c.holdRange(c.groups["least"], cheap, attemptsMade)
	c.holdRange(c.groups["most"], dear, attemptsMade)
	if x := extremeOf(c.run, attemptsMade, there, -1); x < extremeOf(c.run, attemptsMade, cheap, -1) {
		c.fault("rank", "one makes %s attempts", brief(x))
	}
	if x := extremeOf(c.run, attemptsMade, there, +1); !figureOf(c.groups["most"]).isCount(x) {
		c.fault("rank", "one makes %s attempts", brief(x))
	}
}

// highestOf: a number is the largest of a measure of the fleets of a group.
func highestOf(number, group string, m measure) check {
	return func(c *claim) {
		c.has(number)
		if x := extremeOf(c.run, m, c.fleets(group), +1); !figureOf(c.groups[number]).shows(x) {
			c.fault("number", "%s is %s", m.name, brief(x))
		}
	}
}

// lostMost and lostLeast: the fleets of a group lost the largest, or the smallest, part, and
// all that lost as many of as many.
func lostMost(group string) check  { return lostExtreme(group, +1) }
func lostLeast(group string) check { return lostExtreme(group, -1) }

func lostExtreme(group string, sign float64) check {
	return where(group, func(c *claim) {
		named := c.fleets(group)
		best := extremeOf(c.run, lostShare, c.run.Results, sign)
		for _, f := range named {
			if x, _ := lostShare.of(c.run, f); x != best {
				c.fault("rank", "%s lost %d of %d, which is not the most or the least", f.name, f.Requests-f.Successes, f.Requests)
			}
		}
		for _, f := range c.run.Results {
			if len(named) > 0 && f.Requests == named[0].Requests && f.Successes == named[0].Successes && !slices.Contains(named, f) && group != "of" {
				c.fault("tie", "%s lost as many", f.name)
			}
		}
	})
}

func permanently(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, f := range c.run.Results {
			if n := permanent(c.run, f); !figureOf(c.groups[group]).isCount(float64(n)) {
				c.fault("cause", "%d met a failure for good under %s", n, f.name)
				return
			}
		}
	}
}

var reasonForm = regexp.MustCompile(`^(\d+|it|they) (had only one attempt|ran out of attempts(?: \((\d+)\))?|hit (?:the deadline of (` + timeForm + `))?(?: or )?(?:the total timeout of (` + timeForm + `))?|hit the deadline or the total timeout|met a permanent failure|met a failure that the policy does not retry|` +
	`(?:was|were) (?:refused by the (?:retry budget|circuit breaker|throttle)|told to wait longer than the limit of (` + timeForm + `)|still waiting when the run stopped))$`)

// reasonKeys are the words of a reason and its key.
var reasonKeys = []struct{ words, key string }{
	{"ran out", "attempts"}, {"only one attempt", "attempts"}, {"deadline", "deadline"}, {"total timeout", "deadline"}, {"permanent", "permanent"}, {"does not retry", "not_retried"}, {"budget", "budget"},
	{"breaker", "breaker"}, {"throttle", "throttle"}, {"told to wait", "retry_after"}, {"still waiting", "unfinished"},
}

// reasons: why the requests of fleets were lost, and all of them: those of one group, or
// else of the other.
func reasons(group, of, orElse string) check {
	return func(c *claim) {
		c.has(group)
		fleets := c.fleets(orElse)
		if c.has(of) {
			fleets = c.fleets(of)
		}
		for _, f := range fleets {
			c.holdReasons(f, c.groups[group])
		}
		if c.has("outage") {
			c.outlived()
		}
	}
}

// outlived: the outage begins at once and lasts so long, and nobody is served or tries any
// more after a time in it.
func (c *claim) outlived() {
	c.has("left")
	s, left := c.run.Scenario, figureOf(c.groups["left"])
	if s.is("outage", "none") || s.time("outage-from") > 0 || !figureOf(c.groups["outage"]).shows(s.time("outage-to")) || left.value > s.time("outage-to") {
		c.fault("cause", "outage is %s, from %s to %s", s.text("outage"), s.text("outage-from"), s.text("outage-to"))
	}
	for _, f := range c.run.Results {
		for _, a := range f.attempts {
			if f.Successes > 0 || a.sent > left.value+left.step {
				c.fault("all or none", "under %s %d succeed, and client %d tries at %s ms", f.name, f.Successes, a.client, brief(a.sent))
				return
			}
		}
	}
}

// ownPace: so many clients of a process need so long for an attempt each, and nobody is through
// before, or takes twice as long.
func ownPace(n, process, takes string) check {
	return func(c *claim) {
		c.has(n)
		c.has(takes)
		s := c.run.Scenario
		clients := min(s.count("process"), s.count("clients"))
		if !figureOf(c.groups[n]).isCount(float64(clients)) || c.has(process) != (clients < s.count("clients")) || c.has(process) && c.groups[process] != "of a process" {
			c.fault("number", "%d clients of %d are in a process", clients, s.count("clients"))
		}
		c.holdPace(takes, 1e3*(float64(clients)-s.number("throttle-burst"))/s.number("throttle-rate"))
	}
}

func (c *claim) holdPace(takes string, least float64) {
	if takes != "" && !figureOf(c.groups[takes]).shows(least) {
		c.fault("number", "it takes %s ms", brief(least))
	}
	for _, f := range c.run.Results {
		if f.LastSuccess == nil || *f.LastSuccess > 2*least+1 || f.Successes == f.Requests && *f.LastSuccess < least {
			c.fault("cause", "%s is through at %v", f.name, f.LastSuccess)
		}
	}
}

// ownPaceBriefly: a bucket of the clients takes most of the run.
func ownPaceBriefly(c *claim) {
	s := c.run.Scenario
	c.holdPace("", 1e3*(float64(min(s.count("process"), s.count("clients")))-s.number("throttle-burst"))/s.number("throttle-rate"))
}

// unsent: this part of the attempts that the clients of some fleets wanted to make was never
// sent, and clients have the guards that stopped them.
func unsent(share, group, guards string) check {
	return func(c *claim) {
		c.has(share)
		c.has(guards)
		c.holdRange(c.groups[share], c.fleets(group), measure{name: "not sent", of: func(_ *run, f *fleet) (float64, bool) {
			return 100 * float64(f.NotSent) / float64(f.Attempts+f.NotSent), true
		}})
		for _, field := range []string{"budget", "breaker", "throttle"} {
			if has := c.run.stops(field); has != strings.Contains(c.groups[guards], field) {
				c.fault("cause", "%s is %s", field, c.run.Scenario.text(field))
			}
		}
	}
}

// stops reports whether any clients have a guard that refuses attempts: the scenario's, one of
// a strategy's own, or that of a library's whole client.
func (r *run) stops(field string) bool {
	delays := []string{"none", "off", "bucket", "aws-adaptive"}
	for _, layer := range r.layersDrawn() {
		is := r.Scenario.text(field)
		name, own, _ := strings.Cut(layer, "(")
		if rules, ok := library.ClientOf(name); ok && rules.Guarded() {
			is = cmp.Or(map[string]string{"budget": rules.Budget, "throttle": rules.Throttle}[field], "none")
		}
		if m := regexp.MustCompile(`(?:^|[ +])` + field + `=([\w-]+)`).FindStringSubmatch(own); m != nil {
			is = m[1]
		}
		if !slices.Contains(delays, is) {
			return true
		}
	}
	return false
}

func (c *claim) holdReasons(f *fleet, text string) {
	sum := 0
	for _, part := range regexp.MustCompile(`, | and `).Split(text, -1) {
		m := reasonForm.FindStringSubmatch(part)
		if m == nil {
			c.fault("unknown", "the reason %q", part)
			continue
		}
		n := f.Requests - f.Successes
		if m[1] != "it" && m[1] != "they" {
			n = figureOf(m[1]).count()
		}
		sum += n
		c.holdReason(f, m, n)
	}
	if sum != f.Requests-f.Successes {
		c.fault("number", "the reasons are of %d, and %d are lost under %s", sum, f.Requests-f.Successes, f.name)
	}
}

func (c *claim) holdReason(f *fleet, m []string, n int) {
	s := c.run.Scenario
	for _, k := range reasonKeys {
		had := f.GaveUpBy[k.key]
		if k.key == "unfinished" {
			had = f.Unfinished
		}
		if strings.Contains(m[2], k.words) && n != had {
			c.fault("number", "gave_up_by.%s of %s is %d", k.key, f.name, had)
		}
	}
	own := func(f *fleet) bool {
		return strings.ContainsAny(f.Strategy, "(>") || strings.Contains(f.Strategy, "client:")
	}
	switch attempts := s.attemptsOf(layersIn(f.Strategy)[0]); {
	case !strings.HasPrefix(m[2], "ran out"):
	case m[3] == "" && !slices.ContainsFunc(c.run.Results, own):
		c.fault("missing", "how many attempts they are")
	case m[3] != "" && !figureOf(m[3]).isCount(float64(attempts)):
		c.fault("number", "%s makes %d", f.name, attempts)
	}
	for i, field := range []string{"deadline", "total-timeout"} {
		if strings.HasPrefix(m[2], "hit the") && !strings.Contains(f.Strategy, "@") && (m[4+i] == "") != (s.time(field) == 0) || m[4+i] != "" && !figureOf(m[4+i]).shows(s.time(field)) {
			c.fault("number", "%s is %s", field, s.text(field))
		}
	}
	if m[6] != "" && !figureOf(m[6]).shows(s.time("honour-limit")) {
		c.fault("number", "the limit of %q", m[2])
	}
	if retries := f.Attempts - f.Requests; f.Unfinished == 0 && strings.HasSuffix(m[2], "budget") && s.is("budget", "ratio") && s.is("breaker", "off") && s.is("throttle", "none") && float64(retries) < math.Floor(s.number("budget-tokens"))-1 {
		c.fault("cause", "%d retries were made, and the budget holds %s tokens from the start", retries, brief(s.number("budget-tokens")))
	}
}

// differ: who is told apart is not the same.
func differ(group, other string) check {
	return func(c *claim) {
		for _, f := range c.fleets(group) {
			if slices.Contains(c.fleets(other), f) {
				c.fault("contrast", "%s is told apart from itself", f.name)
			}
		}
	}
}

// allLost: where no share is told, all requests are lost.
func allLost(share string) check {
	return func(c *claim) {
		if !c.has(share) {
			is("", successes, 0)(c)
		}
	}
}
