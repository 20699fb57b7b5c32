package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// settingTimes: a group shows a field in another unit.
func settingTimes(group, field string, factor float64) check {
	return func(c *claim) {
		if c.has(group); !figureOf(c.groups[group]).shows(c.run.Scenario.number(field) * factor) {
			c.fault("number", "%s is %s", field, brief(c.run.Scenario.number(field)*factor))
		}
	}
}

func fleetIsThere(group string) check { return func(c *claim) { c.fleets(group) } }

// onAverage: what is drawn is called an average.
func onAverage(field string) check {
	return func(c *claim) {
		if drawn := !c.run.Scenario.is(field, "constant"); drawn != strings.Contains(ordinary(c.text), "on average") {
			c.fault("average", "%s is %s", field, c.run.Scenario.text(field))
		}
	}
}

// eachOrAll: a rate of all clients does not read as one of each.
func eachOrAll(c *claim) {
	if c.run.Scenario.count("clients") > 1 && !strings.Contains(c.text, "together") && !strings.Contains(c.text, "in all") {
		c.fault("ambiguous", "the rate is of all clients together")
	}
}

// quota: as many as the limiter admits of a crowd that comes at once.
func quota(group string) check {
	return func(c *claim) {
		c.has(group)
		l, _ := c.run.Scenario.newLimiter()
		n := 0
		for l.AllowN(0, 1) {
			n++
		}
		if !figureOf(c.groups[group]).isCount(float64(n)) {
			c.fault("number", "of a crowd it admits %d", n)
		}
	}
}

// startsTold: a start is told where it is not that of the run.
func startsTold(c *claim) {
	own := strings.Contains(strings.Join(c.run.Scenario.list("strategies"), "/"), "start=")
	if strings.Contains(ordinary(c.text), "own start") != own || c.has("start") != (!own && c.run.Scenario.time("start") > 0) {
		c.fault("missing", "start is %s", c.run.Scenario.text("start"))
	}
	setting("start", "start")(c)
}

// ownRates: parts have rates of their own, or none has.
func ownRates(told bool) check {
	return func(c *claim) {
		if strings.Contains(strings.Join(c.run.Scenario.list("strategies"), "/"), "offered=") != told {
			c.fault("number", "the strategies are %v", c.run.Scenario.list("strategies"))
		}
	}
}

// pointsEach: points are told where an attempt costs more than one, and how many.
func pointsEach(c *claim) {
	least, most := c.run.Scenario.costs()
	if told := c.has("cost"); told != (most > 1) || strings.Contains(ordinary(c.text), " point") != (most > 1) {
		c.fault("number", "an attempt costs up to %v", most)
	}
	if c.has("cost") && !figureOf(c.groups["cost"]).isCount(float64(least)) || c.has("dear") != (least < most) || c.has("dear") && !figureOf(c.groups["dear"]).isCount(float64(most)) {
		c.fault("number", "attempts cost %d to %d", least, most)
	}
}

// boundInside: a bound on those in the service is told where there is one.
func boundInside(c *claim) {
	n := c.run.Scenario.number("inside")
	if c.has("inside") != (n > 0) {
		c.fault("number", "at most %v may be inside", n)
	}
	setting("inside", "inside")(c)
}

func meanServed(group string) check {
	return func(c *claim) {
		c.has(group)
		s := c.run.Scenario
		if !figureOf(c.groups[group]).shows(s.meanService()) {
			c.fault("number", "the mean is %s ms", brief(s.meanService()))
		}
		if drawn := !s.is("service-dist", "constant") && s.meanService() > 0; drawn != strings.Contains(ordinary(c.text), "on average") && (drawn || s.is("service-dist", "constant")) {
			c.fault("average", "service-dist is %s", s.text("service-dist"))
		}
	}
}

// troubleIn: there is that trouble, and it touches somebody while the run lasts.
func troubleIn(kind string) check {
	return func(c *claim) {
		for _, d := range c.run.disturbances() {
			if d.kind == kind {
				if d.idle {
					c.fault("absurd", "the %s is one of nobody", kind)
				}
				return
			}
		}
		c.fault("absurd", "there is no %s", kind)
	}
}

var numberWords = strings.Fields("no one two three four five six seven eight")

func inWord(n int) string {
	if n < len(numberWords) {
		return numberWords[n]
	}
	return ""
}

func waysToDecide(group string) check {
	return word(group, func(c *claim) string { return inWord(len(c.run.Results)) })
}

// simulated: a time is the end of what there is, or of the most bins that a run has.
func simulated(group string) check {
	return func(c *claim) {
		f := c.run.Results[0]
		bins := len(f.AttemptsPerBin)
		if c.has("bins") {
			bins = max(bins, figureOf(c.groups["bins"]).count())
		}
		if c.has(group); !figureOf(c.groups[group]).shows(float64(bins) * f.BinMS) {
			c.fault("number", "the run has %d bins of %s ms", bins, brief(f.BinMS))
		}
	}
}

func binOf(group string) check {
	return func(c *claim) {
		if c.has(group); !figureOf(c.groups[group]).shows(c.run.Results[0].BinMS) {
			c.fault("number", "a bin is %s ms", brief(c.run.Results[0].BinMS))
		}
	}
}

func capacityIs(group string) check {
	return capacityShown(group, func(c *claim) *run { return c.run })
}
func pinnedCapacity(group string) check {
	return capacityShown(group, func(c *claim) *run { return c.baseline })
}

func capacityShown(group string, of func(*claim) *run) check {
	return func(c *claim) {
		if !c.has(group) || of(c) == nil {
			return
		}
		capacity := of(c).capacity()
		shown := figureOf(c.groups[group])
		if !shown.shows(capacity) && math.Abs(shown.value-capacity) > 0.01*capacity {
			c.fault("capacity", "asked whenever it has room, it admits and serves %s a second", brief(capacity))
		}
	}
}

// differing: so many settings differ from the baseline; "" for none.
func differing(group string) check {
	return func(c *claim) {
		if c.baseline == nil {
			return
		}
		n := 0
		for field := range c.run.Scenario {
			if !equal(c.run.Scenario[field], c.baseline.Scenario[field]) {
				n++
			}
		}
		if want := figureOf(c.groups[group]).value; c.has(group) && want < float64(n) || group == "" && n > 0 {
			c.fault("number", "%d settings differ", n)
		}
	}
}

func equal(a, b any) bool {
	x, list := a.([]any)
	y, _ := b.([]any)
	if list {
		return slices.Equal(x, y)
	}
	return a == b
}

// has: a field has one of some values.
func has(field string, values ...string) check {
	return func(c *claim) {
		if !c.run.Scenario.is(field, values...) {
			c.fault("word", "%s is %s", field, c.run.Scenario.text(field))
		}
	}
}

// ramp: the rate falls or rises to a multiple of what it is at first.
func ramp(down, up string) check {
	return func(c *claim) {
		s, text := c.run.Scenario, ordinary(c.text)
		to, end := s.number("ramp"), s.number("offered")*s.number("ramp")
		none := strings.Contains(text, "falling to none")
		told := c.has(down) || c.has(up) || none
		if told != (to != 1) || none != (to == 0) || c.has(down) && (to >= 1 || !figureOf(c.groups[down]).shows(end)) || c.has(up) && (to <= 1 || !figureOf(c.groups[up]).shows(end)) {
			c.fault("number", "it ends with %s", brief(end))
		}
	}
}

func thinks(group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		setting(group, "think")(c)
		pauses := s.time("think") > 0
		if pauses != c.has(group) || pauses && s.is("think-dist", "exponential") != strings.Contains(ordinary(c.text), "on average") {
			c.fault("average", "think is %s, %s", s.text("think"), s.text("think-dist"))
		}
	}
}

// tokensEach: what a request takes on average.
func tokensEach(group string) check {
	return func(c *claim) {
		mean := c.run.Scenario.meanTokens()
		if c.has(group); math.Abs(figureOf(c.groups[group]).value-mean) > max(0.51, 0.002*mean) {
			c.fault("number", "it takes %s tokens on average", brief(mean))
		}
	}
}

// answersEach: what an answer takes on average, where answers have a limit.
func answersEach(limit, group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		setting(limit, "output-per-minute")(c)
		if told := c.has(group); told != (s.count("output-per-minute") > 0) {
			c.fault("number", "answers may use %d a minute", s.count("output-per-minute"))
		} else if mean := s.meanOutput(); told && math.Abs(figureOf(c.groups[group]).value-mean) > max(0.51, 0.002*mean) {
			c.fault("number", "an answer takes %s tokens on average", brief(mean))
		}
	}
}

func servers(group string) check {
	return func(c *claim) {
		setting(group, "servers")(c)
		if c.has(group) != (c.run.Scenario.number("servers") > 0) {
			c.fault("missing", "servers is %s", brief(c.run.Scenario.number("servers")))
		}
	}
}

func crashes(group string) check {
	return func(c *claim) {
		s, text := c.run.Scenario, ordinary(c.text)
		setting(group, "crash-share")(c)
		if !c.has(group) && s.number("crash-share") != 1 || strings.HasPrefix(text, "The client") != (s.count("clients") == 1 && s.number("crash-share") == 1) {
			c.fault("number", "crash-share is %s", brief(s.number("crash-share")))
		}
		if !strings.HasSuffix(text, s.text("crash-state")+".") {
			c.fault("word", "crash-state is %s", s.text("crash-state"))
		}
	}
}

func capBelowBase(c *claim) {
	if s := c.run.Scenario; s.time("cap") >= s.time("base") {
		c.fault("number", "the base is %s", s.text("base"))
	}
}

var (
	guardForm  = regexp.MustCompile(`\((\w[\w-]*)(?:: ([^)]*))?\)`)
	hasForm    = regexp.MustCompile(`^(?:waits (` + timeForm + `) for an answer)?(?:,? ?(?:and )?hangs up (?P<total>` + timeForm + `) after its request began)?(?:,? ?(?:and )?((?:has|shares) .*?\)(?: with (\d+) others?)?))?(?:,? ?(?:and )?((?:would obey|ignores|gives up at|obeys|waits for the longer of|waits a random time up to) .*))?$`)
	flightForm = regexp.MustCompile(`\((\d[^)]*)\)`)
	headForm   = regexp.MustCompile(`(?:limit of|more than) (` + timeForm + `)$`)
)

// clientHas: how long a client waits for an answer, its guards, and what it does with
// Retry-After.
func clientHas(group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		c.has(group)
		m := hasForm.FindStringSubmatch(c.groups[group])
		if m == nil {
			c.fault("unknown", "%s", c.groups[group])
			return
		}
		if (m[1] == "") != (s.time("timeout") == 0) || m[1] != "" && !figureOf(m[1]).shows(s.time("timeout")) {
			c.fault("number", "timeout is %s", s.text("timeout"))
		}
		if (m[2] == "") != (s.time("total-timeout") == 0) || m[2] != "" && !figureOf(m[2]).shows(s.time("total-timeout")) {
			c.fault("number", "total-timeout is %s", s.text("total-timeout"))
		}
		var set, named []string
		for _, field := range []string{"budget", "breaker", "throttle"} {
			if !s.is(field, "none", "off") {
				set = append(set, s.text(field))
			}
		}
		if n := s.count("in-flight"); n > 0 {
			set = append(set, "in-flight")
		}
		for _, g := range guardForm.FindAllStringSubmatch(m[3], -1) {
			if g[0] == flightForm.FindString(m[3]) {
				g[1] = "in-flight"
			}
			named = append(named, g[1])
			c.holdGuard(g[1], g[2])
		}
		if told := flightForm.FindStringSubmatch(m[3]); told != nil && !figureOf(told[1]).isCount(float64(s.count("in-flight"))) {
			c.fault("number", "in-flight is %s", s.text("in-flight"))
		}
		if !slices.Equal(set, named) {
			c.fault("word", "the guards are %s", strings.Join(set, ", "))
		}
		if n := min(s.count("process"), s.count("clients")) - 1; m[3] != "" && (m[4] == "" && n > 0 || m[4] != "" && !figureOf(m[4]).isCount(float64(n))) {
			c.fault("number", "a process has %d others", n)
		}
		c.holdOthers(m[5])
	}
}

// guardSettings are what is said of a guard's figures, and the settings that they are.
var guardSettings = map[string]struct {
	form   *regexp.Regexp
	fields []string
}{
	"concurrent":  {regexp.MustCompile(`^(` + kinds["percent"] + `) of the attempts under way, at least (` + kinds["count"] + `)$`), []string{"budget-ratio", "budget-min"}},
	"consecutive": {regexp.MustCompile(`^(` + kinds["count"] + `) failures? in a row$`), []string{"breaker-failures"}},
	"count":       {regexp.MustCompile(`^(` + kinds["percent"] + `) of the last (` + kinds["count"] + `) calls?$`), []string{"breaker-ratio", "breaker-calls"}},
	"bucket":      {regexp.MustCompile(`^(` + kinds["each"] + `), (` + kinds["count"] + `) at once$`), []string{"throttle-rate", "throttle-burst"}},
}

// holdGuard holds what is said of a guard's figures.
func (c *claim) holdGuard(key, text string) {
	want, has := guardSettings[key]
	if !has {
		if text != "" {
			c.fault("unknown", "%s", text)
		}
		return
	}
	m := want.form.FindStringSubmatch(text)
	if m == nil {
		c.fault("unknown", "%s", text)
		return
	}
	for i, field := range want.fields {
		x := c.run.Scenario.number(field)
		if strings.HasSuffix(m[i+1], "%") {
			x *= 100
		}
		if !figureOf(m[i+1]).shows(x) {
			c.fault("number", "%s is %s", field, c.run.Scenario.text(field))
		}
	}
}

// headers are the rules for Retry-After in words.
var headers = map[string]string{"honour": "obeys ", "honour-jitter": "obeys .* and adds up to .* of it", "max": "waits for the longer of ", "honour-full": "obeys .* and adds its own full-jitter delay",
	"max-jitter": "waits for the longer of .* and adds up to .* of that", "max-5s": "waits for the longer of .*, but at most 5.s more than that delay", "full-within": "waits a random time up to "}

// holdHeader holds what is said about Retry-After: whether one is sent, how it is obeyed
// and up to what.
func (c *claim) holdHeader(s settings, text string) {
	_, kind := s.newLimiter()
	unavailable := s.number("fail") > 0 || !s.is("outage", "none", "hang") || s.number("servers") > 0 && s.meanService()+s.time("slope") > 0
	sent := s.is("retry-after", "constant") && (!s.is("limiter", "none") || unavailable) || s.is("retry-after", "window") && !s.is("limiter", "none") || s.is("retry-after", "exact", "seconds") && kind.Rate
	obeys, limit := !s.is("honour", "ignore"), s.time("honour-limit")
	over := s.is("retry-after", "constant") && limit > 0 && s.time("retry-after-time") > limit
	varies := !s.is("retry-after", "constant") || !over && s.time("retry-after-time")*(1+s.number("retry-after-jitter")) > limit
	want := ""
	switch {
	case !sent && obeys:
		want = "would obey Retry-After, which nobody sends"
	case !sent:
	case !obeys:
		want = "ignores Retry-After"
	case over && s.is("honour-over", "give-up"):
		want = "gives up at the Retry-After of .*, which is above its limit of"
	case over && s.is("honour-over", "clamp"):
		want = headers[s.text("honour")]
		if m := regexp.MustCompile(`(` + timeForm + `) of the Retry-After of`).FindStringSubmatch(text); m == nil || !figureOf(m[1]).shows(limit) {
			c.fault("number", "honour-limit is %s", s.text("honour-limit"))
		}
	case over:
		want = "ignores the Retry-After of .*, which is above its limit of"
	default:
		want = headers[s.text("honour")]
	}
	if (want == "") != (text == "") || !regexp.MustCompile(`^`+want).MatchString(text) {
		c.fault("word", "it should be %q", want)
		return
	}
	if m := headForm.FindStringSubmatch(text); m != nil && !figureOf(m[1]).shows(limit) || m == nil && sent && obeys && limit > 0 && varies {
		c.fault("number", "honour-limit is %s", s.text("honour-limit"))
	}
	if m := regexp.MustCompile(`Retry-After of (` + timeForm + `)`).FindStringSubmatch(text); m != nil && !figureOf(m[1]).shows(s.time("retry-after-time")) {
		c.fault("number", "retry-after-time is %s", s.text("retry-after-time"))
	}
	if m := regexp.MustCompile(`up to (` + numberForm + ` %) of (?:it|that)`).FindStringSubmatch(text); m != nil && !s.shownBy("honour-jitter", m[1]) {
		c.fault("number", "honour-jitter is %s", brief(s.number("honour-jitter")))
	}
}

// meetings are what clients meet, and where they do.
var meetings = []struct {
	form *regexp.Regexp
	does func(*run) bool
}{
	{regexp.MustCompile(`^meets? an outage$`), func(r *run) bool { return r.happens("outage") }},
	{regexp.MustCompile(`^meets? a service that slows down$`), func(r *run) bool { return r.happens("brownout") }},
	{regexp.MustCompile(`^sends? a spike of requests$`), func(r *run) bool { return r.happens("spike") }},
	{regexp.MustCompile(`^crash(?:es)? and restarts?$`), func(r *run) bool { return r.happens("crash") && r.Scenario.number("crash-share") > 0 }},
	{regexp.MustCompile(`^meets? a service that fails for a time$`), func(r *run) bool { return r.happens("failures") }},
	{regexp.MustCompile(`^writes? to one row$`), limits("optimistic-lock")},
	{regexp.MustCompile(`^hits? an LLM's rate limit$`), limits("llm")},
	{regexp.MustCompile(`^hits? a concurrency limit$`), limits("concurrency", "aimd")},
	{regexp.MustCompile(`^hits? a rate limit$`), limits("token-bucket", "leaky-bucket", "gcra", "fixed-window", "sliding-log", "sliding-counter")},
	{regexp.MustCompile(`^calls? a service with a rate limit$`), limits("token-bucket", "leaky-bucket", "gcra", "fixed-window", "sliding-log", "sliding-counter")},
	{regexp.MustCompile(`^calls? a service with \d+ servers?$`), func(r *run) bool { return r.Scenario.number("servers") > 0 }},
	{regexp.MustCompile(`^calls? a service that fails$`), func(r *run) bool { return r.Scenario.number("fail")+r.Scenario.number("permanent") > 0 }},
	{regexp.MustCompile(`^calls? a service without a limit$`), limits("none")},
}

func limits(keys ...string) func(*run) bool {
	return func(r *run) bool { return r.Scenario.is("limiter", keys...) }
}

func (r *run) happens(kind string) bool {
	for _, d := range r.disturbances() {
		if d.kind == kind {
			return true
		}
	}
	return false
}

func meets(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, m := range meetings {
			if m.form.MatchString(c.groups[group]) {
				if !m.does(c.run) {
					c.fault("absurd", "they do not")
				}
				return
			}
		}
		c.fault("unknown", "%s", c.groups[group])
	}
}

// startsApart: whether clients begin together, where there are several.
func startsApart(c *claim) {
	s := c.run.Scenario
	several, spread := s.count("clients") > 1, s.time("spread") > 0
	if strings.Contains(c.text, "same moment") != (several && !spread) || strings.Contains(c.text, "of its own") != (several && spread) {
		c.fault("word", "%d clients start within %s", s.count("clients"), s.text("spread"))
	}
}
