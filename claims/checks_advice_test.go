package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// gain is a figure after a change and before it.
type gain struct {
	form *regexp.Regexp
	of   measure
}

func gains(form string, of measure) gain {
	return gain{regexp.MustCompile(form + `(?: \(([+−])<?(` + numberForm + `) %\))?`), of}
}

// gained are the figures that advice tells.
var gained = []gain{
	gains(`loses (none|`+numberForm+` %) of its requests instead of (`+numberForm+` %)`, lostPercent),
	gains(`loses (none|\d+) instead of (none|\d+)`, lostRequests),
	gains(`needs (`+numberForm+`) attempts per request instead of (`+numberForm+`)`, amplification),
	gains(`needs (\d+) attempts? instead of (\d+)`, attemptsMade),
	gains(`(?:is 95 % done at|has 95 % done within) (`+timeForm+`) instead of (never|`+timeForm+`)`, done95),
	gains(`has (?:at most )?(\d+|no) retr(?:y|ies) in a wave instead of (\d+)`, largestWave),
	gains(`has a 99th percentile of (`+timeForm+`) instead of (`+timeForm+`)`, percentile99),
	gains(`has (\d+) success(?:es)? instead of (\d+)`, successes),
}

// changed are the fields that a change may touch, by how it begins, with the values before
// and after it where it tells them.
var changed = []struct {
	form   *regexp.Regexp
	fields []string
}{
	{regexp.MustCompile(`^If clients wait (` + timeForm + `) for an answer instead of (` + timeForm + `),`), []string{"timeout"}},
	{regexp.MustCompile(`^If the (outermost|innermost|second|third) layer, .*, makes one attempt,`), []string{"strategies"}},
	{regexp.MustCompile(`^Without hedges,`), []string{"strategies", "hedge"}},
	{regexp.MustCompile(`^If clients may make (\d+) attempts? instead of (\d+),`), []string{"attempts"}},
	{regexp.MustCompile(`^If the service sends Retry-After and clients obey it and add up to (` + numberForm + ` %) of jitter,`), []string{"honour-jitter", "honour", "retry-after"}},
	{regexp.MustCompile(`^If the service sends Retry-After,`), []string{"retry-after"}},
	{regexp.MustCompile(`^If clients (?:obey Retry-After and|wait for Retry-After and) add up to (` + numberForm + ` %) of jitter,`), []string{"honour-jitter", "honour"}},
	{regexp.MustCompile(`^If clients add up to (` + numberForm + ` %) of jitter to Retry-After,`), []string{"honour-jitter", "honour"}},
	{regexp.MustCompile(`^If clients (?:add a random part of their own delay to Retry-After|wait the longer of Retry-After and their own delay),`), []string{"honour"}},
	{regexp.MustCompile(`^If clients obey Retry-After however long it is,`), []string{"honour-limit"}},
	{regexp.MustCompile(`^If a retry budget allows one retry in ten requests,`), []string{"budget", "budget-ratio"}},
	{regexp.MustCompile(`^If the queue has (\d+) places?, half a timeout long, instead of (\d+),`), []string{"queue"}},
	{regexp.MustCompile(`^If the base delay is (` + timeForm + `) instead of (` + timeForm + `),`), []string{"base"}},
	{regexp.MustCompile(`^If the cap is (` + timeForm + `) instead of (` + timeForm + `),`), []string{"cap"}},
	{regexp.MustCompile(`^If clients start over (` + timeForm + `) instead of (` + timeForm + `|at the same moment),`), []string{"spread"}},
	{regexp.MustCompile(`^` + fleetForm + ` instead of ` + fleetForm), []string{"strategies"}},
}

// advised runs what is advised, and holds every figure of it; it changes what it says and
// nothing else, and does not hide that fewer requests succeed.
func advised(c *claim) {
	for group := range c.groups {
		c.held[group] = true
	}
	links := c.on.all("a")
	if len(links) == 0 {
		c.fault("missing", "the advice has no link")
		return
	}
	after := answer(c.t, c.ask, "/api/v1/run?"+links[0].attr["data-query"])
	if after == nil {
		c.fault("missing", "the link of the advice has no run")
		return
	}
	c.changesWhatItSays(after)
	fleets := c.fleets("fleet")
	if len(fleets) != 1 {
		return
	}
	before, now := fleets[0], after.fleet(fleets[0].name)
	if c.groups["other"] != "" {
		now = after.fleet(c.groups["other"])
	}
	silenced := strings.Contains(c.text, " layer, ")
	switch {
	case silenced:
		now = c.silenced(after, before)
	case strings.HasPrefix(c.text, "Without hedges"):
		silenced, now = true, c.unhedged(after, before)
	}
	if now == nil {
		c.fault("name", "the fleet is not in the run of the advice")
		return
	}
	c.holdGains(after, before, now)
	if !silenced { // which is told for better or worse
		c.hidesNothing(after, before, now)
	} else if now.Successes < before.Successes*99/100 && !strings.Contains(c.text, "loses") && !strings.Contains(c.text, "has ") {
		c.fault("advice", "successes fall from %d to %d, which is not told", before.Successes, now.Successes)
	}
}

// holdGains holds every figure of an advice; what is left of it are words that join them.
func (c *claim) holdGains(after *run, before, now *fleet) {
	left := c.groups["gains"]
	for _, g := range gained {
		for _, m := range g.form.FindAllStringSubmatch(left, -1) {
			c.holdGain(g.of, after, now, m[1])
			if _, ok := g.of.of(c.run, before); m[2] == "never" && ok {
				c.fault("number", "it had been there before")
			} else if m[2] != "never" {
				c.holdGain(g.of, c.run, before, m[2])
			}
			x, _ := g.of.of(c.run, before)
			y, _ := g.of.of(after, now)
			if m[4] != "" && (math.Abs(figureOf(m[4]).value-math.Abs(100*(y-x)/x)) > 1.01 || (m[3] == "+") != (y > x)) {
				c.fault("number", "it is %s %%", brief(100*(y-x)/x))
			}
		}
		left = g.form.ReplaceAllString(left, "")
	}
	if left = strings.NewReplacer(", but", "", ",", "", " and", "", ".", "", " ", "").Replace(left); left != "" {
		c.fault("unknown", "no pattern knows %q in this advice", left)
	}
}

func (c *claim) holdGain(m measure, r *run, f *fleet, text string) {
	if x, ok := m.of(r, f); !ok {
		c.told.unheld++
	} else if !m.shown(r, figureOf(text), x) {
		c.fault("number", "%s of %s is %s", m.name, f.name, brief(x))
	}
}

func (c *claim) changesWhatItSays(after *run) {
	for _, of := range changed {
		m := of.form.FindStringSubmatch(ordinary(c.text))
		if m == nil {
			continue
		}
		for field := range c.run.Scenario {
			if field != "runs" && !equal(c.run.Scenario[field], after.Scenario[field]) && !slices.Contains(of.fields, field) {
				c.fault("advice", "it changes %s as well, without a word", field)
			}
		}
		for i, r := range []*run{after, c.run} {
			if len(m) > i+1 && of.fields[0] != "strategies" && !r.Scenario.shownBy(of.fields[0], m[i+1]) {
				c.fault("number", "%s is %v", of.fields[0], r.Scenario[of.fields[0]])
			}
		}
		return
	}
	c.fault("unknown", "no pattern knows this change")
}

// shownBy reports whether a field is what a text shows.
func (s settings) shownBy(field, text string) bool {
	if text == "at the same moment" {
		return s.time(field) == 0
	}
	x, ok := s[field].(float64)
	if !ok {
		x = s.time(field)
	}
	if strings.HasSuffix(text, "%") {
		x *= 100
	}
	return figureOf(text).shows(x)
}

// hidesNothing: what gets worse by more than a tenth is told.
func (c *claim) hidesNothing(after *run, before, now *fleet) {
	text := ordinary(c.text)
	if now.Successes < before.Successes*99/100 && !strings.Contains(text, "succe") {
		c.fault("advice", "successes fall from %d to %d, which is not told", before.Successes, now.Successes)
	}
	if before.Requests > 0 && before.Successes+now.Successes == 0 {
		c.fault("advice", "nobody succeeds with it either")
	}
	x, _ := lostShare.of(c.run, before)
	if y, _ := lostShare.of(after, now); y > 1.1*x+0.02 && !strings.Contains(text, "loses") {
		c.fault("advice", "%s of its requests are lost in place of %s, which is not told", brief(y), brief(x))
	}
	a, had := done95.of(c.run, before)
	if b, has := done95.of(after, now); had && (!has || b > 1.11*a) && !strings.Contains(text, "95 %") {
		c.fault("advice", "95 %% take %s ms in place of %s, which is not told", brief(b), brief(a))
	}
	if !c.run.Scenario.is("population", "closed") && float64(now.Attempts) > 1.11*float64(before.Attempts) && !strings.Contains(text, "needs") {
		c.fault("advice", "attempts rise from %d to %d, which is not told", before.Attempts, now.Attempts)
	}
}

// tried: so many changes as the words after it say.
func tried(group string) check {
	return func(c *claim) {
		text := strings.ReplaceAll(c.groups[group], "Retry-After and clients", "Retry-After to clients")
		n := len(regexp.MustCompile(`, | and `).Split(text, -1))
		word := map[int]string{1: "it makes little", 2: "neither helps"}[n]
		if n > 2 {
			word = "none of them"
		}
		if c.has(group); !strings.Contains(ordinary(c.text), word) {
			c.fault("word", "%d changes were tried", n)
		}
	}
}

// shortly are the effects that advice in short tells, and of which measure.
var shortly = []struct {
	form *regexp.Regexp
	of   measure
}{
	{regexp.MustCompile(`^loses (none|[\d.]+(?: %)?)(?: instead of ([\d.]+(?: %)?))?$`), lostRequests},
	{regexp.MustCompile(`^finishes (\d+) % (sooner|later)$`), done95},
	{regexp.MustCompile(`^finishes in (` + timeForm + `)$`), done95},
	{regexp.MustCompile(`^wastes (\d+) % (less|more)$`), wastedEach},
	{regexp.MustCompile(`^wastes (nothing)$`), wastedEach},
	{regexp.MustCompile(`^has a p99 of (` + timeForm + `) instead of (` + timeForm + `)$`), percentile99},
	{regexp.MustCompile(`^has (\d+) % (smaller|larger) herds$`), largestWave},
}

// briefly are the short forms of changes, with the field and the value that they name.
var briefly = []struct {
	form  *regexp.Regexp
	field string
}{
	{regexp.MustCompile(`^With a timeout of (` + timeForm + `)$`), "timeout"},
	{regexp.MustCompile(`^With (\d+) attempts?$`), "attempts"},
	{regexp.MustCompile(`^With a queue of (\d+)$`), "queue"},
	{regexp.MustCompile(`^With base (` + timeForm + `)$`), "base"},
	{regexp.MustCompile(`^With cap (` + timeForm + `)$`), "cap"},
	{regexp.MustCompile(`^With starts over (` + timeForm + `)$`), "spread"},
	{regexp.MustCompile(`^With a retry budget$`), "budget"},
	{regexp.MustCompile(`^With Retry-After(?: sent)$`), "retry-after"},
	{regexp.MustCompile(`^With (?:Retry-After and jitter|Retry-After obeyed, plus jitter|jitter on Retry-After|Retry-After plus jitter|Retry-After plus own delay|the longer of both delays)$`), "honour"},
	{regexp.MustCompile(`^With any Retry-After obeyed$`), "honour-limit"},
}

// advisedInShort: the change is what it says, and does to the fleet what it says, good and bad.
func advisedInShort(c *claim) {
	for group := range c.groups {
		c.held[group] = true
	}
	after := answer(c.t, c.ask, "/api/v1/run?"+c.on.all("a")[0].attr["data-query"])
	before := c.fleets("fleet")
	if after == nil || len(before) != 1 {
		c.fault("missing", "the link of the advice has no run, or it is of no strategy")
		return
	}
	now := after.fleet(before[0].name)
	switch {
	case c.groups["other"] != "":
		now = after.fleet(c.groups["other"])
	case strings.HasPrefix(c.text, "Without hedges"):
		now = c.unhedged(after, before[0])
	case c.groups["place"] != "":
		now = c.silenced(after, before[0])
	default:
		c.namesTheChange(after)
	}
	if now == nil {
		c.fault("name", "the fleet is not in the run of the advice")
		return
	}
	for part := range strings.SplitSeq(c.groups["gains"], ", but ") {
		c.holdEffect(part, after, before[0], now)
	}
}

func (c *claim) namesTheChange(after *run) {
	for _, b := range briefly {
		m := b.form.FindStringSubmatch("With " + c.groups["change"])
		if m == nil {
			continue
		}
		if equal(c.run.Scenario[b.field], after.Scenario[b.field]) || len(m) > 1 && !after.Scenario.shownBy(b.field, m[1]) {
			c.fault("number", "%s is %v, and was %v", b.field, after.Scenario[b.field], c.run.Scenario[b.field])
		}
		return
	}
	c.fault("unknown", "no pattern knows this change")
}

func (c *claim) holdEffect(text string, after *run, before, now *fleet) {
	for _, s := range shortly {
		m := s.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		of := s.of
		if strings.Contains(text, "%") && of.name == lostRequests.name {
			of = lostPercent
		}
		x, had := of.of(c.run, before)
		y, has := of.of(after, now)
		switch {
		case len(m) > 2 && slices.Contains([]string{"sooner", "later", "less", "more", "smaller", "larger"}, m[2]):
			if slack := 1.01 + 100*of.slackOf(after); !had || !has || math.Abs(figureOf(m[1]).value-100*math.Abs(y-x)/x) > slack || (y > x) != slices.Contains([]string{"later", "more", "larger"}, m[2]) {
				c.fault("number", "%s is %s, and was %s", of.name, brief(y), brief(x))
			}
		case m[1] == "nothing" || m[1] == "none":
			if y != 0 {
				c.fault("number", "%s is %s", of.name, brief(y))
			}
		default:
			if !has || !of.shown(after, figureOf(m[1]), y) || len(m) > 2 && m[2] != "" && !of.shown(c.run, figureOf(m[2]), x) {
				c.fault("number", "%s is %s, and was %s", of.name, brief(y), brief(x))
			}
		}
		return
	}
	c.fault("unknown", "no pattern knows %q in this advice", text)
}

// slackOf is how exact the lab is: a share of the figure.
func (m measure) slackOf(r *run) float64 {
	if m.slack == nil {
		return 0
	}
	return m.slack(r)
}
