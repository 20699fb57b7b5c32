package claims

import (
	"math"
	"slices"
	"strings"
)

// timesOver is the load of the busiest bin of a wave as a multiple of the capacity.
func (r *run) timesOver(f *fleet, w wave) float64 {
	most := 0
	for i := int(w.From / f.BinMS); i <= min(int(w.To/f.BinMS), len(f.AttemptsPerBin)-1); i++ {
		most = max(most, f.AttemptsPerBin[i])
	}
	return float64(most) / f.BinMS * 1e3 / r.capacity()
}

// told is the wave of a fleet that a short sentence is about: that of a number, the later or
// the largest.
func (c *claim) toldWave(f *fleet, is func(wave) bool) (wave, bool) {
	for _, w := range []wave{later(f), worst(f)} {
		if w.Retries > 0 && is(w) {
			return w, true
		}
	}
	return wave{}, false
}

// counting: where the fleets of a group are told by their number, they are these.
func counting(group string, of func(*claim) []*fleet) check {
	return func(c *claim) {
		if c.counted == nil {
			c.counted = map[string][]*fleet{}
		}
		c.counted[group] = of(c)
	}
}

// thoseThat are the fleets of which a measure is shown as the number of a group. "0 s" is
// shown of nothing but 0: shorter times have shorter units.
func thoseThat(number string, m measure) func(*claim) []*fleet {
	return func(c *claim) []*fleet {
		return slices.DeleteFunc(slices.Clone(c.run.Results), func(f *fleet) bool {
			x, ok := m.of(c.run, f)
			shown := figureOf(c.groups[number])
			return !ok || c.groups[number] == "" || !shown.shows(x) || shown.value == 0 && x != 0
		})
	}
}

// thoseOf are the fleets with the largest of a measure.
func thoseOf(m measure) func(*claim) []*fleet {
	return func(c *claim) []*fleet {
		most := extremeOf(c.run, m, c.run.Results, +1)
		return slices.DeleteFunc(slices.Clone(c.run.Results), func(f *fleet) bool { x, _ := m.of(c.run, f); return x != most })
	}
}

// thoseOfTheTold are the fleets with the largest wave after the first burst, or where nobody
// came then with the largest of all, that have it at the same moment as the first of them.
func thoseOfTheTold(c *claim) []*fleet {
	told, largest := later, laterWave
	if extremeOf(c.run, laterWave, c.run.Results, +1) == 0 {
		told, largest = worst, largestWave
	}
	some := thoseOf(largest)(c)
	first := told(some[0])
	return slices.DeleteFunc(some, func(f *fleet) bool { return told(f) != first })
}

// herdsReturn: the largest wave of the fleets is so many times the limit, in the bins of the
// chart, and no fleet has one as large.
func herdsReturn(times, group string) check {
	return func(c *claim) {
		c.has(times)
		shown, named, size := figureOf(c.groups[times]), c.fleets(group), 0
		peak := strings.Contains(c.text, "peak")
		for _, f := range named {
			w, ok := c.toldWave(f, func(w wave) bool {
				return shown.shows(c.run.timesOver(f, w)) && peak == (w.From < c.run.Scenario.firstBurst())
			})
			if !ok {
				c.fault("number", "the load of %s is %s and %s times the limit", f.name, brief(c.run.timesOver(f, later(f))), brief(c.run.timesOver(f, worst(f))))
			}
			size = max(size, w.Retries)
		}
		c.largestOfAll(named, size)
	}
}

// largestOfAll: no fleet that is not named has a larger wave, of those after the first burst
// at least.
func (c *claim) largestOfAll(named []*fleet, size int) {
	for _, f := range without(c.run.Results, named) {
		if w := later(f); w.Retries > size {
			c.fault("rank", "%s has a wave of %d retries", f.name, w.Retries)
		}
	}
}

// severalHerds: the load after the first burst is half as high as its highest bin, and above
// the capacity, in several stretches.
func severalHerds(group string) check {
	return func(c *claim) {
		for _, f := range c.fleets(group) {
			begin := min(int(c.run.Scenario.firstBurst()/f.BinMS)+1, len(f.AttemptsPerBin))
			after := f.AttemptsPerBin[begin:]
			least := max(float64(slices.Max(append(after, 0)))/2, c.run.capacity()*f.BinMS/1e3)
			n := 0
			for i, k := range after {
				if float64(k) > least && (i == 0 || float64(after[i-1]) <= least) {
					n++
				}
			}
			if n < 2 {
				c.fault("herd", "%s has %d after the first burst", f.name, n)
			}
		}
	}
}

// boundIs: the limit where the limiter alone holds the service down, else the capacity.
func boundIs(group string) check {
	return word(group, func(c *claim) string {
		l, kind := c.run.Scenario.newLimiter()
		switch steady := c.run.Scenario.is("tokens-dist", "constant"); {
		case kind.Tokens && !steady:
			return c.groups[group] // its mean is drawn
		case kind.Rate || kind.Window || kind.Tokens:
			if admitted(l, c.run.Scenario.cost(), kind.Tokens) <= 1.001*c.run.capacity() {
				return "limit"
			}
		}
		return "capacity"
	})
}

// biggestWave: the later or the largest wave of the fleets has so many retries.
func biggestWave(count, group string) check {
	return func(c *claim) {
		c.has(count)
		n, named := figureOf(c.groups[count]), c.fleets(group)
		for _, f := range named {
			if _, ok := c.toldWave(f, func(w wave) bool { return n.isCount(float64(w.Retries)) }); !ok {
				c.fault("number", "the waves of %s are %+v and %+v", f.name, later(f), worst(f))
			}
		}
		c.largestOfAll(named, n.count())
	}
}

// inTheOutage: a wave of the fleets lies in the outage.
func inTheOutage(group string) check {
	return func(c *claim) {
		s := c.run.Scenario
		for _, f := range c.fleets(group) {
			if _, ok := c.toldWave(f, func(w wave) bool { return w.From >= s.time("outage-from") && w.To <= s.time("outage-to") }); !ok || s.is("outage", "none") {
				c.fault("cause", "outage is %s, the waves of %s are %+v and %+v", s.text("outage"), f.name, later(f), worst(f))
			}
		}
	}
}

// idleFor: so long had the service room and nobody asked; between herds it is of the fleet
// with the most.
func idleFor(group string) check {
	return func(c *claim) {
		for _, g := range []string{"lost", "open", "lost1", "open1"} {
			c.has(g)
		}
		fleets := c.fleets(group)
		shown := figureOf(c.groups["lost"] + c.groups["lost1"])
		if c.groups["lost"] != "" {
			shown = figure{1e3 * shown.value, 1e3 * shown.step}
		}
		most, known := 0.0, true
		for _, f := range fleets {
			ms, ok := c.run.lostTime(f)
			most, known = max(most, ms), known && ok
		}
		switch {
		case !known:
			c.told.unheld++
		case shown.value > 1.05*most+shown.step:
			c.fault("time lost", "%s ms at most are lost", brief(most))
		}
		if open := figureOf(c.groups["open"] + c.groups["open1"]); open.value < shown.value || open.value > c.run.longest()+open.step {
			c.fault("number", "the run takes %s ms", brief(c.run.longest()))
		}
	}
}

// longest is the virtual time of a run.
func (r *run) longest() float64 {
	most := 0.0
	for _, f := range r.Results {
		most = max(most, float64(len(f.AttemptsPerBin))*f.BinMS)
	}
	return most
}

// gapsFilled: those ahead in time leave the service idle for a small part of what the idlest
// of the others does.
func gapsFilled(c *claim) {
	most, first := 0.0, 0.0
	ahead := c.run.keyed(c.run.Verdict.of("done_95").Ahead)
	for _, f := range c.run.Results {
		ms, ok := c.run.lostTime(f)
		if !ok {
			c.told.unheld++
			return
		}
		if slices.Contains(ahead, f) {
			first = max(first, ms)
		} else {
			most = max(most, ms)
		}
	}
	if len(ahead) == 0 || first > most/2 {
		c.fault("time lost", "%s ms under those ahead, %s ms under another", brief(first), brief(most))
	}
}

// idealIs: the burst at once, and the others of 95 % as the limit allows; nothing else holds
// them up, and nobody is done sooner.
func idealIs(group string) check {
	return func(c *claim) {
		c.has(group)
		s, shown := c.run.Scenario, figureOf(c.groups[group])
		l, _ := s.newLimiter()
		atOnce := 0
		for atOnce < s.count("clients") && l.AllowN(0, s.cost()) {
			atOnce++
		}
		rest := math.Ceil(0.95*s.number("clients")-1e-9) - float64(atOnce)
		if ms := rest / c.run.capacity() * 1e3; !shown.shows(ms) {
			c.fault("number", "it is %s ms", brief(ms))
		}
		for _, f := range c.run.Results {
			if x, ok := done95.of(c.run, f); ok && x < shown.value-shown.step {
				c.fault("rank", "%s is done at %s ms", f.name, brief(x))
			}
		}
		if !s.is("population", "once") || slices.ContainsFunc(c.run.disturbances(), func(d disturbance) bool { return !d.idle }) {
			c.fault("absurd", "the limit is not all that holds them up")
		}
	}
}

// whys are the reasons of losses, by how they are told, as answers name them.
var whys = []struct{ words, key string }{
	{"out of attempts", "attempts"}, {"deadline", "deadline"}, {"for good", "permanent"}, {"without a retry", "not_retried"}, {"budget", "budget"}, {"breaker", "breaker"},
	{"throttle", "throttle"}, {"too long", "retry_after"}, {"still waiting", "unfinished"},
}

// lostWhy: so many were lost, all of them for the reason that is told.
func lostWhy(why, counts, group string) check {
	return func(c *claim) {
		c.has(why)
		c.has(counts)
		fleets := c.fleets(group)
		c.holdRange(c.groups[counts], fleets, lostRequests)
		for _, w := range whys {
			if !strings.Contains(c.groups[why], w.words) {
				continue
			}
			for _, f := range fleets {
				had := f.GaveUpBy[w.key]
				if w.key == "unfinished" {
					had = f.Unfinished
				}
				if had != f.Requests-f.Successes {
					c.fault("cause", "%d of %d of %s", had, f.Requests-f.Successes, f.name)
				}
			}
		}
	}
}

// unsentShare: such a part of the attempts was never sent.
func thoseUnsent(c *claim) []*fleet {
	return slices.DeleteFunc(slices.Clone(c.run.Results), func(f *fleet) bool {
		again := f.NotSent - f.GaveUpBy["budget"] - f.GaveUpBy["breaker"] - f.GaveUpBy["throttle"]
		return 4*again < f.Attempts+f.NotSent // a quarter is what is worth telling
	})
}

func unsentShare(share, group string) check {
	return func(c *claim) {
		c.has(share)
		c.holdRange(c.groups[share], c.fleets(group), measure{name: "not sent", of: func(_ *run, f *fleet) (float64, bool) {
			return 100 * float64(f.NotSent) / float64(f.Attempts+f.NotSent), true
		}})
	}
}
