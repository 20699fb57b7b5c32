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

func rampEnd(group string) check {
	return func(c *claim) {
		if s := c.run.Scenario; c.has(group) && !figureOf(c.groups[group]).shows(s.number("offered")*s.number("ramp")) {
			c.fault("number", "it ends with %s", brief(s.number("offered")*s.number("ramp")))
		}
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

var failureForm = regexp.MustCompile(`^(?:(about )?(` + numberForm + ` %) of the (attempts fail with 503|requests fail for good))(?:; (?:(about )?(` + numberForm + ` %) of the (requests fail for good)))?$`)

func failures(group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		if !c.has(group) {
			if s.number("fail")+s.number("permanent") > 0 {
				c.fault("missing", "requests fail")
			}
			return
		}
		match := failureForm.FindStringSubmatch(c.groups[group])
		if match == nil {
			c.fault("unknown", "%s", c.groups[group])
			return
		}
		for i := 2; i < len(match); i += 3 {
			field := "fail"
			if strings.Contains(match[i+1], "for good") {
				field = "permanent"
			}
			if match[i] != "" && !figureOf(match[i]).shows(100*s.number(field)) {
				c.fault("number", "%s is %s", field, brief(s.number(field)))
			}
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

// honoured: a rule for Retry-After is named with its limit, where it has one and there is
// a header to obey.
func honoured(group string) check {
	return func(c *claim) {
		if !c.has(group) {
			return
		}
		s := c.run.Scenario
		if c.groups[group] != s.text("honour") {
			c.fault("word", "the rule is %s", s.text("honour"))
		}
		if s.time("honour-limit") > 0 && !c.has("limit") {
			c.fault("missing", "above %s the header is not obeyed", s.text("honour-limit"))
		}
		if s.is("limiter", "none") {
			c.fault("absurd", "there is no limiter that sends one")
		}
	}
}

var guardForm = regexp.MustCompile(`\((\w[\w-]*)\)`)

func guarded(group string) check {
	return func(c *claim) {
		if !c.has(group) {
			return
		}
		s := c.run.Scenario
		var set, named []string
		for _, field := range []string{"budget", "breaker", "throttle"} {
			if !s.is(field, "none", "off") {
				set = append(set, s.text(field))
			}
		}
		for _, m := range guardForm.FindAllStringSubmatch(c.groups[group], -1) {
			named = append(named, m[1])
		}
		if !slices.Equal(set, named) {
			c.fault("word", "the guards are %s", strings.Join(set, ", "))
		}
		if at := regexp.MustCompile(`with (\d+) others?`).FindStringSubmatch(c.groups[group]); at != nil {
			if n := min(s.count("process"), s.count("clients")) - 1; !figureOf(at[1]).isCount(float64(n)) {
				c.fault("number", "a process has %d others", n)
			}
		}
	}
}

var numberWords = strings.Fields("No One Two Three Four Five Six Seven Eight Nine")

func inWord(n int) string {
	if n < len(numberWords) {
		return numberWords[n]
	}
	return ""
}

func waysToDecide(group string) check {
	return word(group, func(c *claim) string { return inWord(len(c.run.Results)) })
}

// simulated: a time is the end of the bins.
func simulated(group string) check {
	return func(c *claim) {
		f := c.run.Results[0]
		if c.has(group); !figureOf(c.groups[group]).shows(float64(len(f.AttemptsPerBin)) * f.BinMS) {
			c.fault("number", "the run has %d bins of %s ms", len(f.AttemptsPerBin), brief(f.BinMS))
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

// differing: so many settings differ from the pinned run; "" for none.
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
