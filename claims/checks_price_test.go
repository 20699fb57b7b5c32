package claims

import (
	"math"
	"slices"
	"strings"

	"backofflab/internal/format"
)

// spansOrNever: the times of fleets, or that they never have 95 % through where none is told.
func spansOrNever(span, group string) check {
	return func(c *claim) {
		if c.has(span) {
			spans(span, group, done95)(c)
			return
		}
		neverDone95(group)(c)
	}
}

// lostAs: requests are lost; clients give up where nothing else ended theirs.
func lostAs(how, group string) check {
	return func(c *claim) {
		c.has(how)
		for _, f := range c.fleets(group) {
			n := f.Requests - f.Successes
			gaveUp := c.run.Scenario.is("population", "once") && f.GaveUp-f.GaveUpBy["permanent"] == n
			if said := strings.HasPrefix(c.groups[how], "give"); said != gaveUp {
				c.fault("word", "%d of %s gave up, of %d", f.GaveUp, f.name, n)
			}
		}
	}
}

// noneLost: where no number is told, the fleets of a group lost none.
func noneLost(number, group string) check {
	return func(c *claim) {
		if !c.has(number) {
			is(group, lostRequests, 0)(c)
		}
	}
}

// aloneOrAhead: the one fleet of the run, or the one that lost the fewest where that decides.
func aloneOrAhead(group string) check {
	return func(c *claim) {
		fleets, lead := c.fleets(group), c.run.Verdict.lead()
		if alone := len(c.run.Results) == 1; !alone && (lead.Measure != "lost" || !slices.Equal(fleets, c.run.keyed(lead.Ahead))) {
			c.fault("verdict", "in %s it has %v ahead", lead.Measure, lead.Ahead)
		}
	}
}

// outlives: there was such a disturbance, and it was the last.
func outlives(kind string) check {
	return func(c *claim) {
		c.has(kind)
		d := c.lastTrouble()
		if name := strings.Replace(d.kind, "crash", "restart", 1); name != c.groups[kind] {
			c.fault("cause", "the last trouble is %q", name)
		}
	}
}

// trades: those that waste the fewest attempts, of those that are not ahead in time where
// time decides, beside those that are: by how much less, and by how much later.
func trades(cheap, part, beaten, later string) check {
	return func(c *claim) {
		lead, waste := c.run.Verdict.lead(), c.run.Verdict.of("wasted")
		c.measure = "wasted"
		few, first := c.fleets(cheap), c.run.keyed(lead.Ahead)
		if lead.Measure != "done_95" || !waste.Clear || !slices.Equal(few, c.run.keyed(waste.Ahead)) {
			c.fault("verdict", "%s decides, and %v waste the fewest", lead.Measure, waste.Ahead)
		}
		many := without(first, few)
		if named := c.has(beaten); named != (len(many) < len(first)) || named && !slices.Equal(many, c.fleets(beaten)) {
			c.fault("verdict", "ahead in time and not in waste are %s", namesOf(many))
		}
		c.has(part)
		c.holdPairs(c.groups[part], few, many, func(f, g *fleet) float64 {
			a, _ := wastedEach.of(c.run, f)
			b, _ := wastedEach.of(c.run, g)
			return 100 * (b - a) / b
		})
		if c.has(later) {
			c.holdPairs(c.groups[later], few, many, func(f, g *fleet) float64 {
				a, _ := everDone95.of(c.run, f)
				b, _ := everDone95.of(c.run, g)
				return a - b
			})
		}
	}
}

// holdPairs: from the least to the most that something is, of all pairs.
func (c *claim) holdPairs(text string, fleets, others []*fleet, of func(f, g *fleet) float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range fleets {
		for _, g := range others {
			low, high = min(low, of(f, g)), max(high, of(f, g))
		}
	}
	from, to := rangeOf(text)
	if low <= 0 || math.Abs(from.value-low) > 0.6*from.step+0.002*low || math.Abs(to.value-high) > 0.6*to.step+0.002*high {
		c.fault("number", "it is from %s to %s", brief(low), brief(high))
	}
}

// wasteLessToo: those ahead in time are ahead in waste as well, before the same fleet.
func wasteLessToo(behind string) check {
	return func(c *claim) {
		lead, waste := c.run.Verdict.lead(), c.run.Verdict.of("wasted")
		if lead.Measure != "done_95" || !waste.Clear || !slices.Equal(lead.Ahead, waste.Ahead) || !slices.Equal(c.fleets(behind), c.run.keyed(waste.Behind)) {
			c.fault("verdict", "%v in %s, %v before %v in waste", lead.Ahead, lead.Measure, waste.Ahead, waste.Behind)
		}
		if one := strings.HasPrefix(c.text, "It"); one != (len(lead.Ahead) == 1) {
			c.fault("word", "%d are ahead", len(lead.Ahead))
		}
	}
}

// spansAhead: a number, or a range, is what those ahead have of a measure.
func spansAhead(numbers string, m measure) check {
	return where(numbers, func(c *claim) { c.holdRange(c.groups[numbers], c.run.keyed(c.run.Verdict.lead().Ahead), m) })
}

// firstOfTheFewest: of several that lost the fewest these are first.
func firstOfTheFewest(group string) check {
	return func(c *claim) {
		lead, named := c.run.Verdict.lead(), c.fleets(group)
		those := c.run.keyed(lead.Ahead)
		if lead.Measure != "lost" || len(named) >= len(those) || len(without(named, those)) > 0 {
			c.fault("verdict", "in %s it has %s ahead", lead.Measure, namesOf(those))
		}
		if best := extremeOf(c.run, done95, those, -1); extremeOf(c.run, done95, named, -1) > best {
			c.fault("rank", "another has %s ms", brief(best))
		}
	}
}

// answersLate: so long an answer takes alone, which is longer than clients wait.
func answersLate(time string) check {
	return func(c *claim) {
		c.has(time)
		s := c.run.Scenario
		answer := 2*s.time("latency") + s.meanService() + s.time("slope")
		steady := s.is("network", "constant") && s.is("service-dist", "constant")
		if !figureOf(c.groups[time]).shows(answer) || answer <= s.time("timeout") || strings.Contains(c.text, "average") == steady {
			c.fault("cause", "an answer takes %s ms", brief(answer))
		}
	}
}

// thoseLate are the fleets of which every attempt, or most, timed out: of those that the
// limiter let in or, where that is as many strategies as are told, of all.
func thoseLate(c *claim) []*fleet {
	every := strings.HasPrefix(c.text, "Every")
	late := func(asked func(*fleet) int) []*fleet {
		return slices.DeleteFunc(slices.Clone(c.run.Results), func(f *fleet) bool {
			n := asked(f)
			return f.TimedOut == 0 || 2*f.TimedOut < n || every && f.TimedOut < n
		})
	}
	ofAll := late(func(f *fleet) int { return f.Attempts })
	if strings.Contains(c.groups["fleets"], format.Word(len(ofAll))+" strategies") {
		return ofAll
	}
	return late(func(f *fleet) int { return f.Attempts - f.Rejected })
}

// mostLate: every attempt that the limiter let in timed out, or most did.
func mostLate(group string) check {
	return func(c *claim) {
		every := strings.HasPrefix(c.text, "Every")
		for _, f := range c.fleets(group) {
			if n := f.Attempts - f.Rejected; f.TimedOut == 0 || 2*f.TimedOut < n || every && f.TimedOut < n {
				c.fault("all or none", "%d of %d of %s timed out", f.TimedOut, n, f.name)
			}
		}
	}
}

// smallerHerds: those ahead in waves and not in time, where time decides, beside those that
// are: how many retries come at once.
func smallerHerds(few, many, n, m string) check {
	return func(c *claim) {
		c.measure = "later_wave"
		lead, waves := c.run.Verdict.lead(), c.run.Verdict.of("later_wave")
		quiet, first := c.fleets(few), c.run.keyed(lead.Ahead)
		loud := without(first, quiet)
		if lead.Measure != "done_95" || !waves.Clear || !slices.Equal(quiet, c.run.keyed(waves.Ahead)) {
			c.fault("verdict", "%s decides, and %v have the smallest herds", lead.Measure, waves.Ahead)
		}
		if named := c.has(many); named != (len(loud) < len(first)) || named && !slices.Equal(loud, c.fleets(many)) {
			c.fault("verdict", "ahead in time and not in herds are %s", namesOf(loud))
		}
		c.has(n)
		c.has(m)
		c.holdRange(c.groups[n], quiet, laterWave)
		c.holdRange(c.groups[m], loud, laterWave)
	}
}
