package claims

import (
	"slices"
	"strings"
)

// A comparison with a baseline.

func pinnedShows(number, group string, m measure) check {
	return func(c *claim) {
		if !c.has(number) || c.baseline == nil {
			return
		}
		for _, f := range c.fleets(group) {
			was := c.baseline.fleet(f.name)
			if was == nil {
				c.fault("name", "%s is not in the baseline", f.name)
				continue
			}
			if x, ok := m.of(c.baseline, was); ok && !near(figureOf(c.groups[number]), x) {
				c.fault("number", "it was %s", brief(x))
			}
		}
	}
}

func pinnedFinish(group, fleet string) check {
	return func(c *claim) {
		if !c.has(group) || c.baseline == nil {
			return
		}
		for _, f := range c.fleets(fleet) {
			was := c.baseline.fleet(f.name)
			var m measure
			text, _, _ := strings.Cut(c.groups[group], " · ")
			switch {
			case strings.Contains(text, "gave up"):
				m = gaveUp
			case strings.Contains(text, "waiting at the end"):
				m = unfinished
			case strings.Contains(text, " lost"):
				m = lostRequests
			case strings.Contains(text, "got through"):
				m = successes
			default:
				m = done95
			}
			if was == nil {
				c.fault("name", "%s is not in the baseline", f.name)
			} else if x, ok := m.of(c.baseline, was); ok && !figureOf(text).shows(x) {
				c.fault("number", "%s was %s", m.name, brief(x))
			}
		}
	}
}

func pinnedWords(group string) check {
	return func(c *claim) {
		c.has(group)
		if b := c.baseline; b != nil && !strings.HasPrefix(c.groups[group], brief(b.Scenario.number("clients"))+" client") {
			c.fault("number", "it has %s clients", brief(b.Scenario.number("clients")))
		}
	}
}

func (c *claim) pairs() (now, then []*fleet) {
	for _, f := range c.run.Results {
		if was := c.baseline.fleet(f.name); was != nil {
			now, then = append(now, f), append(then, was)
		}
	}
	return now, then
}

func pairsAre(n int) check {
	return func(c *claim) {
		if now, _ := c.pairs(); len(now) != n {
			c.fault("number", "%d are in both", len(now))
		}
	}
}

func nothingDiffers(c *claim) {
	now, then := c.pairs()
	for i := range now {
		if now[i].Attempts != then[i].Attempts || now[i].Successes != then[i].Successes || !slices.Equal(now[i].AttemptsPerBin, then[i].AttemptsPerBin) {
			c.fault("number", "%s differs", now[i].name)
		}
	}
}

func namesOnly(group string) check { return ignored(group) }

// differenceTitle is the title of a comparison, which names settings.
func differenceTitle(group string) check {
	return func(c *claim) {
		if c.has(group); !strings.Contains(c.query, "with=") {
			c.fault("unknown", "no pattern knows this title")
		}
	}
}

// notPinned: a fleet of this run alone has no panel of the pinned one.
func notPinned(group string) check {
	return func(c *claim) {
		if c.has(group); c.run.fleet(c.groups[group]) != nil {
			c.fault("name", "%s is in the baseline", c.groups[group])
		}
	}
}

// differs: a fleet and itself in the baseline are apart in a measure, and no more seeds agree
// than there are.
func differs(group string, m measure) check {
	return func(c *claim) {
		c.has("agree")
		if c.has("seeds") {
			if n, all := figureOf(c.groups["agree"]).count(), figureOf(c.groups["seeds"]).count(); n > all || 2*n <= all || all > max(c.run.Verdict.Seeds, 1) {
				c.fault("verdict", "it rests on %d seeds", c.run.Verdict.Seeds)
			}
		}
		for _, f := range c.fleets(group) {
			if was := c.baseline.fleet(f.name); was != nil {
				x, _ := m.of(c.run, f)
				if y, _ := m.of(c.baseline, was); x == y {
					c.fault("contrast", "%s is the same in both", m.name)
				}
			}
		}
	}
}
