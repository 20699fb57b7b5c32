package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// wave is the largest wave of a fleet that a sentence is about: of all, or of those after
// the first burst.
func (c *claim) wave(f *fleet) wave {
	if strings.Contains(ordinary(c.text), "after the first burst") {
		return later(f)
	}
	return worst(f)
}

// theWave: a sentence is about the largest wave of all fleets, and names those that have it
// at the same time, and those that have one as large.
func theWave(c *claim) {
	largest := wave{}
	for _, f := range c.run.Results {
		if w := c.wave(f); w.Retries > largest.Retries {
			largest = w
		}
	}
	named, others := c.fleets("fleets"), []*fleet(nil)
	if c.has("others") {
		others = c.fleets("others")
	}
	for _, group := range []string{"retries", "clients", "waiting", "time"} {
		c.has(group)
	}
	text, retries := ordinary(c.text), figureOf(c.groups["retries"])
	clients := retries
	switch {
	case strings.Contains(text, "from one client"):
		clients.value = 1
	case c.groups["clients"] != "":
		clients = figureOf(c.groups["clients"])
	}
	for _, f := range named {
		if w := c.wave(f); !figureOf(c.groups["time"]).shows(w.From) || !clients.isCount(float64(w.Clients)) {
			c.fault("number", "the largest of %s is %+v", f.name, w)
		}
		if at := c.wave(f); c.groups["waiting"] != "" && c.run.traced && !figureOf(c.groups["waiting"]).isCount(float64(c.run.waiting(f, at))) {
			c.fault("number", "%d were waiting", c.run.waiting(f, at))
		}
	}
	for _, f := range c.run.Results {
		w, told := c.wave(f), slices.Contains(named, f) || slices.Contains(others, f)
		if told && !retries.isCount(float64(w.Retries)) || !told && w.Retries == largest.Retries && clients.isCount(float64(w.Clients)) {
			c.fault("tie", "the largest of %s is %+v", f.name, w)
		}
	}
	if !retries.isCount(float64(largest.Retries)) {
		c.fault("rank", "the largest is %+v", largest)
	}
}

// nobodyCame: no retry reached the service.
func nobodyCame(group string) check { return cameBack(group, false) }

func cameBack(group string, want bool) check {
	return func(c *claim) {
		for _, f := range c.fleets(group) {
			came := f.Attempts > f.Requests
			if c.run.traced {
				came = slices.ContainsFunc(f.attempts, func(a attempt) bool {
					_, again := f.before(a)
					return again && !math.IsInf(a.reached, 1)
				})
			}
			if came != want {
				c.fault("herd", "whether somebody came back under %s: %v", f.name, came)
				return
			}
		}
	}
}

// noHerd: no wave is of some clients, or of all who wait, with any of them turned away.
func noHerd(c *claim) {
	if !c.run.traced {
		return
	}
	for _, f := range c.run.Results {
		w := worst(f)
		waiting := c.run.waiting(f, w)
		if herd := w.Clients >= 5 || w.Clients >= 3 && w.Clients == waiting && c.run.Scenario.number("fail") == 0 && f.begunIn(w) == 0; herd && c.run.refusedIn(f, w) > 0 {
			c.fault("herd", "%d of %d that waited came back together at %s ms under %s", w.Clients, waiting, brief(w.From), f.name)
			return
		}
	}
}

// begunIn is how many requests began in the bin in which a wave begins: of those few that
// come back at once are no herd yet.
func (f *fleet) begunIn(w wave) int {
	if i := int(w.From / f.BinMS); i < len(f.BegunPerBin) {
		return f.BegunPerBin[i]
	}
	return 0
}

// tookAll: whether the service took all of the largest wave, where that is said.
func tookAll(c *claim) {
	if !strings.Contains(c.text, "took them all") || !c.run.traced {
		return
	}
	for _, f := range c.run.Results {
		if n := c.run.refusedIn(f, worst(f)) + c.run.givenUpIn(f, worst(f)); n > 0 && worst(f).Retries == int(extremeOf(c.run, largestWave, c.run.Results, +1)) {
			c.fault("herd", "%d of the wave were turned away under %s", n, f.name)
		}
	}
}

// waiting is how many requests were open when a wave came.
func (r *run) waiting(f *fleet, w wave) int {
	n := 0
	for _, q := range f.requests {
		if q[0].begun < w.From && max(q[len(q)-1].answered, q[len(q)-1].reached) >= w.From {
			n++
		}
	}
	return n
}

// refusedIn is how many retries of a wave were turned away.
func (r *run) refusedIn(f *fleet, w wave) int {
	n := 0
	for _, a := range f.retriesIn(w) {
		if a.outcome == "rejected" || a.outcome == "unavailable" {
			n++
		}
	}
	return n
}

// givenUpIn is how many retries of a wave had no answer in time.
func (r *run) givenUpIn(f *fleet, w wave) int {
	n := 0
	for _, a := range f.retriesIn(w) {
		if a.outcome == "timed-out" {
			n++
		}
	}
	return n
}

var againstForm = regexp.MustCompile(`^(?:the service (?:was down|answered nobody)|the service took none of them|(` + numberForm + `) times what a window of (` + timeForm + `) admits|the service takes (` + timeForm + `) for so many|(` + numberForm + `) times what the service can keep up with in that time)$`)

// againstCapacity: a wave is as many times what is admitted in 100 ms, or as many as are
// admitted in some time. Of a window the quota is the yardstick, for it is admitted at once.
func againstCapacity(group string) check {
	return where(group, func(c *claim) {
		m := againstForm.FindStringSubmatch(c.groups[group])
		n, capacity := figureOf(c.groups["retries"]).value, c.run.capacity()
		limiter, kind := c.run.Scenario.newLimiter()
		switch {
		case m == nil:
			c.fault("unknown", "%s", c.groups[group])
		case m[1] != "":
			quota := 0.0
			for limiter.AllowN(0, c.run.Scenario.cost()) {
				quota++
			}
			if !kind.Window || !near(figureOf(m[1]), n/quota) || !figureOf(m[2]).shows(c.run.Scenario.time("window")) {
				c.fault("capacity", "a window admits %s", brief(quota))
			}
		case m[3] != "" && !near(figureOf(m[3]), n/capacity*1e3):
			c.fault("capacity", "it is %s s", brief(n/capacity))
		case m[4] != "" && !near(figureOf(m[4]), n/(capacity/10)):
			c.fault("capacity", "it is %s times", brief(n/(capacity/10)))
		case (m[3] != "" || m[4] != "") && kind.Window:
			c.fault("capacity", "a window admits its quota at once")
		}
		switch text := c.groups[group]; {
		case strings.HasSuffix(text, "down"), strings.HasSuffix(text, "answered nobody"):
			c.fleets("fleets")
			duringThe("outage")(c)
			if down := c.run.Scenario.is("outage", "refuse"); down != strings.HasSuffix(text, "down") {
				c.fault("cause", "outage is %s", c.run.Scenario.text("outage"))
			}
		case m != nil && m[1]+m[3]+m[4] == "":
			c.noneTaken()
		default:
			c.noOutage()
		}
	})
}

// noOutage: nothing is compared with the capacity while there is none.
func (c *claim) noOutage() {
	for _, d := range c.run.disturbances() {
		for _, f := range c.fleets("fleets") {
			if w := c.wave(f); d.kind == "outage" && w.To >= d.from && w.From < d.to {
				c.fault("capacity", "the outage was from %s to %s ms", brief(d.from), brief(d.to))
			}
		}
	}
}

func (c *claim) noneTaken() {
	for _, f := range c.fleets("fleets") {
		for _, a := range f.retriesIn(c.wave(f)) {
			if a.outcome == "success" {
				c.fault("herd", "client %d of the wave was served under %s", a.client, f.name)
				return
			}
		}
	}
}

// near reports whether a figure is x, or within a hundredth of it: our capacity is
// measured.
func near(shown figure, x float64) bool {
	return shown.shows(x) || math.Abs(shown.value-x) <= 0.01*x
}
