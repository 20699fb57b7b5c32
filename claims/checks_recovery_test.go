package claims

import (
	"slices"
	"strings"
)

// ended: the trouble that ends last, by its name and its end.
func ended(kind, time string) check {
	return func(c *claim) {
		c.has(kind)
		c.has(time)
		if c.groups[kind] == "" && !strings.Contains(c.text, "restart") && !strings.Contains(c.text, "crashed") {
			return
		}
		for _, d := range c.run.disturbances() {
			if d.kind != kindOr(c, kind) {
				continue
			}
			if d.idle {
				c.fault("absurd", "the %s is one of nobody", d.kind)
			}
			if c.groups[time] != "" && !figureOf(c.groups[time]).shows(d.to) {
				c.fault("number", "the %s ended at %s ms", d.kind, brief(d.to))
			}
			return
		}
		c.fault("absurd", "there is no %s", kindOr(c, kind))
	}
}

// endOfCrash: when those that crashed were back.
func endOfCrash(time string) check {
	return where(time, func(c *claim) {
		if s := c.run.Scenario; !figureOf(c.groups[time]).shows(s.time("crash") + s.time("restart")) {
			c.fault("number", "they were back at %s ms", brief(s.time("crash")+s.time("restart")))
		}
	})
}

func (c *claim) lastTrouble() disturbance {
	var all []disturbance
	f := c.run.Results[0]
	for _, d := range c.run.disturbances() {
		if d.from < float64(len(f.AttemptsPerBin))*f.BinMS && !d.idle && (d.kind != "crash" || c.run.Scenario.number("crash-share") >= 0.1) {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return disturbance{}
	}
	return slices.MaxFunc(all, func(a, b disturbance) int { return compare(a.to, b.to) })
}

// recoversIn: the fleets of a group recover in a time, and of all that recover those of this
// group are the first, or with the other group those are.
func recoversIn(time, group, other string) check {
	return where(time, func(c *claim) {
		named := c.fleets(group)
		for _, f := range named {
			if f.RecoveryMS == nil || !figureOf(c.groups[time]).shows(*f.RecoveryMS) {
				c.fault("number", "%s of %s is %v", recovery.name, f.name, f.RecoveryMS)
			}
		}
		sign := -1.0
		if time == "slow" {
			sign = +1
		}
		if x := extremeOf(c.run, recovery, c.run.Results, sign); !figureOf(c.groups[time]).shows(x) {
			c.fault("rank", "one recovers in %s ms", brief(x))
		}
		if c.has(other); c.groups["slow"] == "" && !figureOf(c.groups[time]).shows(extremeOf(c.run, recovery, c.run.Results, +1)) {
			c.fault("missing", "one takes longer")
		}
	})
}

// allThrough: all clients of the fleets are through that could be, the last of them so long
// after the end of the trouble; of the fleets of a third group they are not.
func allThrough(time, group, down string) check {
	return where(time, func(c *claim) {
		for _, f := range c.fleets(group) {
			n := f.Requests - f.Successes - permanent(c.run, f)
			if n > 0 || permanent(c.run, f) > 0 != strings.Contains(c.text, "without a permanent failure") {
				c.fault("all or none", "%d of %s found no success, %d failed for good", n, f.name, permanent(c.run, f))
			}
			if x, ok := lastSuccess.of(c.run, f); ok && !figureOf(c.groups[time]).shows(max(0, x-c.lastTrouble().to)) {
				c.fault("number", "the last success under %s is %s ms after it", f.name, brief(x-c.lastTrouble().to))
			}
		}
		for _, f := range c.run.Results {
			if left := lost(c.run, f)-float64(permanent(c.run, f)) > 0; left && !c.has(down) {
				c.fault("missing", "%s has not all through", f.name)
			}
		}
	})
}

// gotThrough: so many of the fleets of a group succeeded, and others still wait or not.
func gotThrough(group string) check {
	return where("low", func(c *claim) {
		fleets, text := c.fleets(group), ordinary(c.text)
		c.holdRange(c.groups["low"], fleets, successes)
		waiting := 0
		for _, f := range fleets {
			if c.has("all"); !figureOf(c.groups["all"]).isCount(float64(f.Requests)) {
				c.fault("number", "%s has %d requests", f.name, f.Requests)
			}
			if f.Unfinished > 0 {
				waiting++
			}
			if f.Requests-f.Successes == permanent(c.run, f) {
				c.fault("all or none", "all of %s that could are through", f.name)
			}
		}
		nobody, others := strings.Contains(text, "nobody is under way"), strings.Contains(text, "others are still waiting")
		if nobody && waiting > 0 || others && waiting < len(fleets) || !nobody && !others && (waiting == 0 || waiting == len(fleets)) {
			c.fault("all or none", "under %d of %d somebody is still under way", waiting, len(fleets))
		}
	})
}

// nobodyWhole: under no strategy all are through.
func nobodyWhole(c *claim) {
	for _, f := range c.run.Results {
		if f.Requests-f.Successes == permanent(c.run, f) {
			c.fault("all or none", "all of %s that could are through", f.name)
		}
	}
}

// overloadStays: the number of open requests does not fall steadily while others begin.
func overloadStays(group string) check {
	return func(c *claim) {
		d := c.lastTrouble()
		for _, f := range c.fleets(group) {
			if f.RecoveryMS != nil {
				c.fault("recovery", "%s recovered after %s ms", f.name, brief(*f.RecoveryMS))
			}
			last := len(f.BegunPerBin) - 1
			for last > 0 && f.BegunPerBin[last] == 0 {
				last--
			}
			at := min(int(d.to/f.BinMS), len(f.OpenPerBin)-1)
			late := at + (last-at)*3/4
			if at >= 0 && last > at && float64(f.OpenPerBin[last]) < 0.5*float64(f.OpenPerBin[at]) && float64(f.OpenPerBin[last]) < 0.75*float64(f.OpenPerBin[late]) {
				c.fault("recovery", "open requests fall from %d to %d under %s while requests begin", f.OpenPerBin[at], f.OpenPerBin[last], f.name)
				return
			}
		}
	}
}

// stillDrains: when requests stopped some were open, and the last of them was gone at a time.
func stillDrains(c *claim) {
	if !c.has("stop") {
		return
	}
	s := c.run.Scenario
	first := c.run.Results[0]
	stop := min(s.time("duration"), float64(len(first.AttemptsPerBin))*first.BinMS)
	if s.time("horizon") > 0 {
		stop = min(stop, s.time("horizon"))
	}
	if !figureOf(c.groups["stop"]).shows(stop) {
		c.fault("number", "they stopped at %s ms", brief(stop))
	}
	draining := c.fleets("draining")
	for _, f := range draining {
		if f.RecoveryMS != nil {
			c.fault("recovery", "%s recovered after %s ms", f.name, brief(*f.RecoveryMS))
		}
	}
	if !c.has("gone") {
		return
	}
	if c.has("slowest") {
		draining = c.fleets("slowest")
	}
	for _, f := range draining {
		i := max(0, int(stop/f.BinMS)-1)
		for i < len(f.OpenPerBin) && f.OpenPerBin[i] > 0 {
			i++
		}
		if !figureOf(c.groups["gone"]).shows(float64(i+1) * f.BinMS) {
			c.fault("number", "under %s none is open at %s ms", f.name, brief(float64(i+1)*f.BinMS))
		}
	}
}
