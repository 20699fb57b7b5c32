package claims

import (
	"math"
	"regexp"
)

func init() {
	for i := range causes {
		causes[i].re = compile(causes[i].form)
	}
}

// caused holds the cause of a wave against the attempts of the wave.
func caused(group string) check {
	return func(c *claim) {
		if !c.has(group) || !c.run.traced {
			return
		}
		for _, of := range causes {
			match := of.re.FindStringSubmatch(c.groups[group])
			if match == nil {
				continue
			}
			inner := &claim{page: c.page, sentence: c.sentence, groups: map[string]string{"fleets": c.groups["fleets"]}, held: map[string]bool{}, faults: c.faults}
			for i, name := range of.re.SubexpNames() {
				if name != "" {
					inner.groups[name] = match[i]
				}
			}
			for _, check := range of.checks {
				check(inner)
			}
			return
		}
		c.fault("unknown", "no pattern knows the cause %q", c.groups[group])
	}
}

// before is the attempt of a client before one of its attempts.
func (f *fleet) before(a attempt) (attempt, bool) {
	var last attempt
	found := false
	for _, b := range f.byClient[a.client] {
		later := !found || b.answered > last.answered || b.hedge == 0 // of copies that which was answered last
		if b.number == a.number-1 && b.sent <= a.sent && b.begun == a.begun && later {
			last, found = b, true
		}
	}
	return last, found
}

// waitedAsTold: where the header is a constant, each retry came that much after it; where
// it is the end of a window, at one.
func waitedAsTold(c *claim) {
	s := c.run.Scenario
	for _, f := range c.fleets("fleets") {
		for _, a := range f.retriesIn(c.wave(f)) {
			b, ok := f.before(a)
			if !ok {
				continue
			}
			wait := a.sent - b.answered
			told := s.time("retry-after-time")
			wrong := b.outcome != "rejected"
			switch s.text("retry-after") {
			case "constant":
				wrong = wrong || math.Abs(wait-told) > 1e-3
			case "seconds":
				wrong = wrong || math.Abs(wait/1e3-math.Round(wait/1e3)) > 1e-6
			}
			if wrong {
				c.fault("cause", "client %d had been answered %q and waited %s ms", a.client, b.outcome, brief(wait))
				return
			}
		}
	}
}

func edgeAt(group string) check {
	return func(c *claim) {
		if !c.has(group) {
			return
		}
		at, window := figureOf(c.groups[group]), c.run.Scenario.time("window")
		for _, f := range c.fleets("fleets") {
			if edge := math.Floor(c.wave(f).From/window) * window; !at.shows(edge) {
				c.fault("number", "the window opened at %s ms", brief(edge))
			}
		}
	}
}

// restarted: at least half of the wave are clients that had crashed.
func restarted(at, delay string) check {
	return func(c *claim) {
		s := c.run.Scenario
		if c.has(at); !figureOf(c.groups[at]).shows(s.time("crash") + s.time("restart")) {
			c.fault("number", "they restarted at %s ms", brief(s.time("crash")+s.time("restart")))
		}
		c.has(delay)
		crashedAtMost(c)
	}
}

// crashedAtMost: a wave that is put down to a crash is not mostly of others.
func crashedAtMost(c *claim) {
	s := c.run.Scenario
	for _, f := range c.fleets("fleets") {
		if crashed, w := s.number("crash-share")*s.number("clients"), c.wave(f); crashed < float64(w.Clients)/2 {
			c.fault("cause", "%s clients crashed, and %d are in the wave", brief(crashed), w.Clients)
			return
		}
	}
}

func perClient(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, f := range c.fleets("fleets") {
			if w := c.wave(f); !figureOf(c.groups[group]).shows(float64(w.Retries) / float64(w.Clients)) {
				c.fault("number", "%d retries of %d clients", w.Retries, w.Clients)
			}
		}
	}
}

var inAll = regexp.MustCompile(`, (` + timeForm + `) in all`)

// waitedTheSame: every retry of the wave had waited that long in all, and their requests
// had begun within 100 ms.
func waitedTheSame(group string) check {
	return func(c *claim) {
		c.has(group)
		var want figure
		if at := inAll.FindStringSubmatch(c.groups[group]); at != nil {
			want = figureOf(at[1])
		} else {
			for _, part := range regexp.MustCompile(timeForm).FindAllString(c.groups[group], -1) {
				want.value += figureOf(part).value
				want.step = 1
			}
		}
		delays := regexp.MustCompile(`^(\d+) delays`).FindStringSubmatch(c.groups[group])
		for _, f := range c.fleets("fleets") {
			low, high := math.Inf(1), math.Inf(-1)
			for _, a := range f.retriesIn(c.wave(f)) {
				if delays != nil && !figureOf(delays[1]).isCount(float64(a.number-1)) {
					c.fault("cause", "client %d made its attempt %d", a.client, a.number)
					return
				}
				waited, first := f.waitedBefore(a)
				low, high = min(low, first), max(high, first)
				if math.Abs(waited-want.value) > want.step+1 {
					c.fault("cause", "client %d had waited %s ms in all", a.client, brief(waited))
					return
				}
			}
			if high-low > 100+8*c.run.Scenario.time("latency-sd") {
				c.fault("cause", "they had begun within %s ms", brief(high-low))
			}
		}
	}
}

// waitedBefore is how long the client of an attempt had waited between its attempts so
// far, and when the first of them was sent.
func (f *fleet) waitedBefore(a attempt) (waited, first float64) {
	for a.number > 1 {
		b, ok := f.before(a)
		if !ok {
			break
		}
		waited, a = waited+a.sent-b.answered, b
	}
	return waited, a.sent
}

// duringThe: the wave lies in the disturbance, which did touch it: it is no explanation of
// retries that all had waited the same since they began.
func duringThe(kind string) check {
	return func(c *claim) {
		for _, d := range c.run.disturbances() {
			if d.kind != kind {
				continue
			}
			for _, f := range c.fleets("fleets") {
				if w := c.wave(f); w.From < d.from-1 || w.To > d.to+1 {
					c.fault("cause", "the %s was from %s to %s ms", kind, brief(d.from), brief(d.to))
				}
			}
			if kind == "crash" {
				crashedAtMost(c)
			}
			return
		}
		c.fault("cause", "there was no %s", kind)
	}
}

func shortlyAfter(group, kind string) check {
	return func(c *claim) {
		c.has(group)
		c.has(kind)
		after := figureOf(c.groups[group]) // right after is none
		for _, d := range c.run.disturbances() {
			for _, f := range c.fleets("fleets") {
				if d.kind == kindOr(c, kind) && !after.shows(c.wave(f).From-d.to) {
					c.fault("number", "it is %s ms", brief(c.wave(f).From-d.to))
				}
			}
			if d.kind == "crash" && kindOr(c, kind) == "crash" {
				crashedAtMost(c)
			}
		}
	}
}

// kindOr is the kind of trouble that a group names; a crash, of which only the restart is
// named, where it names none.
func kindOr(c *claim, group string) string {
	if c.groups[group] == "" {
		return "crash"
	}
	return c.groups[group]
}
