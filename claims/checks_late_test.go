package claims

import (
	"regexp"
	"strings"
)

var (
	whyForm  = regexp.MustCompile(`^(?:an answer takes (` + timeForm + `)( on average)?, a client waits (` + timeForm + `)|half of those that got a server had waited (` + timeForm + `) or longer for it, a client waits (` + timeForm + `) for an answer|the service answered nobody (?:for the first (` + timeForm + `)|from (` + timeForm + `) to (` + timeForm + `))|with so many in the service at a time an answer takes longer than the (` + timeForm + `) that a client waits)$`)
	thenForm = regexp.MustCompile(`^(?:All of that work was for nobody|(\d+) attempts? (?:was|were) served after the client had stopped waiting)$`)
)

// tooLate: of the fleets that are named every attempt timed out, or most did, of those that
// the limiter let in or of all.
func tooLate(every bool) check {
	return func(c *claim) {
		for _, group := range []string{"n", "all", "n1", "all1"} {
			c.has(group)
		}
		inner := strings.Contains(ordinary(c.text), "that the limiter let in")
		asked := func(f *fleet) int {
			if inner {
				return f.Attempts - f.Rejected
			}
			return f.Attempts
		}
		late := c.fleets("late")
		for _, f := range late {
			if n := asked(f); every && f.TimedOut < n || 2*f.TimedOut < n || f.TimedOut == 0 {
				c.fault("all or none", "%d of %d of %s timed out", f.TimedOut, n, f.name)
			}
		}
		high := late
		if c.has("high") {
			high = c.fleets("high")
		}
		n, all := figureOf(c.groups["n"]+c.groups["n1"]), figureOf(c.groups["all"]+c.groups["all1"])
		for _, f := range high {
			if !n.isCount(float64(f.TimedOut)) || !all.isCount(float64(max(asked(f), f.TimedOut))) {
				c.fault("number", "%d of %d of %s timed out", f.TimedOut, asked(f), f.name)
			}
		}
		c.whyLate("why")
		c.thenLate("then", late)
	}
}

func (c *claim) whyLate(group string) {
	if !c.has(group) {
		return
	}
	s, m := c.run.Scenario, whyForm.FindStringSubmatch(c.groups[group])
	if m == nil {
		c.fault("unknown", "%s", c.groups[group])
		return
	}
	answer := 2*s.time("latency") + s.meanService() + s.time("slope")
	steady := s.is("network", "constant") && s.is("service-dist", "constant")
	if m[1] != "" && (!figureOf(m[1]).shows(answer) || answer <= s.time("timeout") || (m[2] == "") != steady) {
		c.fault("cause", "an answer takes %s ms", brief(answer))
	}
	if hung := m[6] + m[8]; hung != "" && (!s.is("outage", "hang") || !figureOf(hung).shows(s.time("outage-to")) || m[7] != "" && !figureOf(m[7]).shows(s.time("outage-from"))) {
		c.fault("cause", "outage is %s, from %s to %s", s.text("outage"), s.text("outage-from"), s.text("outage-to"))
	}
	for _, i := range []int{3, 5, 9} {
		if m[i] != "" && !figureOf(m[i]).shows(s.time("timeout")) {
			c.fault("number", "timeout is %s", s.text("timeout"))
		}
	}
	if m[4] != "" {
		for _, f := range c.run.Results {
			if f.QueueWait != nil && figureOf(m[4]).shows(*f.QueueWait) {
				return
			}
		}
		c.fault("cause", "nobody waited so long for a server")
	}
}

func (c *claim) thenLate(group string, late []*fleet) {
	if !c.has(group) {
		return
	}
	m := thenForm.FindStringSubmatch(c.groups[group])
	for _, f := range late {
		switch {
		case m == nil:
			c.fault("unknown", "%s", c.groups[group])
		case m[1] == "" && f.Successes > 0:
			c.fault("all or none", "%d of %s succeeded", f.Successes, f.name)
		case m[1] != "" && !figureOf(m[1]).isCount(float64(f.Abandoned)):
			c.fault("number", "%d of %s", f.Abandoned, f.name)
		}
	}
}

// timeLost: so long had the service room, and nobody asked it. Who is held against that has
// lost nobody.
func timeLost(c *claim) {
	for _, group := range []string{"idle", "open", "less", "otherOpen", "fleet", "other"} {
		c.has(group)
	}
	c.holdLost("fleet", "idle")
	if c.groups["other"] != "" {
		c.holdLost("other", "less")
		for _, f := range c.fleets("other") {
			if n := f.Requests - f.Successes - permanent(c.run, f); n > 0 {
				c.fault("praise", "%s lost %d", f.name, n)
			}
		}
	}
	if strings.Contains(c.text, "utside of the outage") {
		if f := c.run.Results[0]; c.run.Scenario.time("outage-from") >= float64(len(f.AttemptsPerBin))*f.BinMS {
			c.fault("absurd", "the outage is after the run")
		}
	}
}

func (c *claim) holdLost(fleet, time string) {
	if c.groups[time] == "" {
		return
	}
	for _, f := range c.fleets(fleet) {
		ms, ok := c.run.lostTime(f)
		shown := figureOf(c.groups[time])
		switch {
		case !ok:
			c.told.unheld++
		case shown.value > 1.05*ms+shown.step:
			c.fault("time lost", "%s ms at most are lost under %s: for the rest the limiter had no room", brief(ms), f.name)
		}
	}
}
