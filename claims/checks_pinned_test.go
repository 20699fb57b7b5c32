package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// A comparison with a pinned run.

func pinnedShows(number, group string, m measure) check {
	return func(c *claim) {
		if !c.has(number) || c.baseline == nil {
			return
		}
		for _, f := range c.fleets(group) {
			was := c.baseline.fleet(f.name)
			if was == nil {
				c.fault("name", "%s is not in the pinned run", f.name)
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
			switch text := c.groups[group]; {
			case strings.HasSuffix(text, "gave up"):
				m = gaveUp
			case strings.HasSuffix(text, "waiting at the end"):
				m = unfinished
			case strings.HasSuffix(text, "found no success"):
				m = lostRequests
			case strings.HasSuffix(text, "got through"):
				m = successes
			default:
				m = longestWait
			}
			if was == nil {
				c.fault("name", "%s is not in the pinned run", f.name)
			} else if x, ok := m.of(c.baseline, was); ok && !figureOf(c.groups[group]).shows(x) {
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

// needs: so many attempts more or fewer than the baseline, in per cent of it or as a
// multiple; as many, or about as many, where no number is told.
func needs(number, fleet, unit string) check {
	return func(c *claim) {
		if number != "" {
			c.has(number)
		}
		for _, f := range c.fleets(fleet) {
			was := c.baseline.fleet(f.name)
			if was == nil {
				c.fault("name", "%s is not in the pinned run", f.name)
				continue
			}
			now, then := float64(f.Attempts), float64(was.Attempts)
			x := math.Abs(now-then) * 100 / then
			if unit == "x" {
				x = now / then
			}
			about := strings.Contains(c.text, " about ")
			wrong := number == "" && (about != (now != then) || x >= 1.02)
			if number != "" {
				shown := figureOf(c.groups[number])
				wrong = math.Abs(shown.value-x) > shown.step && !(shown.value == 99 && x > 99)
			}
			if fewer := strings.Contains(ordinary(c.text), "fewer attempt"); wrong || unit == "%" && fewer != (now < then) {
				c.fault("number", "%s attempts, and %s in the pinned run", brief(now), brief(then))
			}
		}
	}
}

func forRequests(group, fleet string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(fleet) {
			m := regexp.MustCompile(`(\d+) requests? instead of (\d+)`).FindStringSubmatch(c.groups[group])
			if was := c.baseline.fleet(f.name); was != nil && (m == nil || !figureOf(m[1]).isCount(float64(f.Requests)) || !figureOf(m[2]).isCount(float64(was.Requests))) {
				c.fault("number", "%d requests, and %d", f.Requests, was.Requests)
			}
		}
	})
}

var waitsForm = regexp.MustCompile(`^(?:(\d+|none) of (\d+) (?:clients?|requests?) finds? no success, (\d+|none) of (\d+) with the baseline|(?:(\d+) (?:clients?|requests?) finds? no success|no (?:client|request) is lost), with the baseline (\d+|none)|its longest wait is (` + timeForm + `) (longer|shorter))$`)

// waits: who found no success in both runs, or by how much the longest wait differs where
// as many did.
func waits(group, fleet string) check {
	return where(group, func(c *claim) {
		m := waitsForm.FindStringSubmatch(c.groups[group])
		for _, f := range c.fleets(fleet) {
			was := c.baseline.fleet(f.name)
			same := func(text string, n int) bool { return figureOf(text).isCount(float64(n)) }
			now, then := f.Requests-f.Successes, 0
			if was != nil {
				then = was.Requests - was.Successes
			}
			switch {
			case m == nil:
				c.fault("unknown", "%s", c.groups[group])
			case was == nil:
			case m[7] != "":
				if now != then || f.Longest == nil || was.Longest == nil || !figureOf(m[7]).shows(math.Abs(*f.Longest-*was.Longest)) || (m[8] == "longer") != (*f.Longest > *was.Longest) {
					c.fault("number", "the longest waits are %v and %v", f.Longest, was.Longest)
				}
			case m[2] != "" && !(same(m[1], now) && same(m[2], f.Requests) && same(m[3], then) && same(m[4], was.Requests)),
				m[2] == "" && !(same(m[5], now) && same(m[6], then)):
				c.fault("number", "%d and %d are lost", now, then)
			}
		}
	})
}

func namesOnly(group string) check { return ignored(group) }

// differenceTitle is the title of a comparison, which names settings.
func differenceTitle(group string) check {
	return func(c *claim) {
		if c.has(group); c.baseline == nil {
			c.fault("unknown", "no pattern knows this title")
		}
	}
}

// notPinned: a fleet of this run alone has no panel of the pinned one.
func notPinned(group string) check {
	return func(c *claim) {
		if c.has(group); c.run.fleet(c.groups[group]) != nil {
			c.fault("name", "%s is in the pinned run", c.groups[group])
		}
	}
}
