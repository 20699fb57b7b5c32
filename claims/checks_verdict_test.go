package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// keyed are fleets by their keys.
func (r *run) keyed(keys []string) []*fleet {
	var all []*fleet
	for _, f := range r.Results {
		if slices.Contains(keys, f.Strategy) {
			all = append(all, f)
		}
	}
	return all
}

// without are the fleets of a list that are not in another.
func without(fleets, others []*fleet) []*fleet {
	return slices.DeleteFunc(slices.Clone(fleets), func(f *fleet) bool { return slices.Contains(others, f) })
}

func namesOf(fleets []*fleet) string {
	var names []string
	for _, f := range fleets {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

// stands: the fleets of a group are ahead of those of another in a measure: so says the
// verdict of the answer, so says the run that is shown, and none of them lost more than a
// rival.
func stands(name string, m measure, ahead, behind string) check {
	return standsOr(name, m, ahead, behind, "")
}

// standsOr is stands where those behind are in either of two groups.
func standsOr(name string, m measure, ahead, behind, orElse string) check {
	return func(c *claim) {
		c.has(behind)
		others := behind
		if c.groups[behind] == "" && orElse != "" {
			others = orElse
		}
		c.measure = name
		first, last := c.fleets(ahead), c.fleets(others)
		c.holdStanding(name, first, last)
		praised(ahead)(c)
		if a, b := extremeOf(c.run, m, first, +1), extremeOf(c.run, m, last, -1); a >= b {
			c.fault("rank", "%s is %s, and %s", m.name, brief(a), brief(b))
		}
	}
}

func extremeOf(r *run, m measure, fleets []*fleet, sign float64) float64 {
	most := math.Inf(-1)
	for _, f := range fleets {
		if x, ok := m.of(r, f); ok {
			most = max(most, sign*x)
		}
	}
	return sign * most
}

// holdStanding: those named are the ones of the verdict in a measure; or what those pay
// that are ahead in the measure that decides, beside others.
func (c *claim) holdStanding(name string, ahead, behind []*fleet) {
	of, lead := c.run.Verdict.of(name), c.run.Verdict.lead()
	first, leading := c.run.keyed(of.Ahead), c.run.keyed(lead.Ahead)
	whole := slices.Equal(ahead, first) && slices.Equal(behind, c.run.keyed(of.Behind))
	pays := name != lead.Measure && slices.Equal(ahead, first) && slices.Equal(behind, without(leading, first))
	if !of.Clear || !whole && !pays {
		c.fault("verdict", "in %s it has %s before %s: %v", name, namesOf(first), strings.Join(of.Behind, ", "), of.Clear)
	}
}

// leads: the fleets of a group are those that the verdict puts ahead in a measure, the best
// of the run that is shown among them.
func leads(name string, m measure, group string) check {
	return where(group, func(c *claim) {
		of, named := c.run.Verdict.of(name), c.fleets(group)
		if !of.Clear || !slices.Equal(named, c.run.keyed(of.Ahead)) {
			c.fault("verdict", "in %s it has %s ahead: %v", name, namesOf(c.run.keyed(of.Ahead)), of.Clear)
		}
		praised(group)(c)
		best := extremeOf(c.run, m, c.run.fewest(), -1)
		if x := extremeOf(c.run, m, named, -1); x > best {
			c.fault("rank", "%s is %s, and %s of another", m.name, brief(x), brief(best))
		}
	})
}

// unclear: nobody is clearly ahead in a measure.
func unclear(name string) check {
	return func(c *claim) {
		if c.run.Verdict.of(name).Clear {
			c.fault("verdict", "there is a clear difference in %s", name)
		}
	}
}

// nothingClear: nobody is clearly ahead in anything.
func nothingClear(c *claim) {
	if lead := c.run.Verdict.lead(); lead.Clear {
		c.fault("verdict", "there is a clear difference in %s", lead.Measure)
	}
}

func seedsAgree(n, all string) check {
	return func(c *claim) {
		seedsAre(all)(c)
		if lead := c.run.Verdict.lead(); !c.has(n) || !figureOf(c.groups[n]).isCount(float64(lead.Agree)) {
			c.fault("verdict", "%d seeds agree", lead.Agree)
		}
	}
}

// seedsAre holds the number of seeds of the verdict; "" for one.
func seedsAre(group string) check {
	return func(c *claim) {
		want := 1.0
		if c.has(group) {
			want = figureOf(c.groups[group]).value
		}
		if float64(c.run.Verdict.Seeds) != want {
			c.fault("verdict", "it rests on %d seeds", c.run.Verdict.Seeds)
		}
	}
}

// someLostMore: not all lost as few.
func someLostMore(c *claim) {
	if len(c.run.Verdict.Fewest) == len(c.run.Results) {
		c.fault("verdict", "nobody lost more than others")
	}
}

// neverDone95: the fleets of a group never have 95 % of their requests through.
func neverDone95(group string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(group) {
			if x, ok := done95.of(c.run, f); ok {
				c.fault("all or none", "95 %% of %s are through at %s ms", f.name, brief(x))
			}
		}
	})
}

// alone: the one fleet of the run.
func alone(group string) check {
	return where(group, func(c *claim) {
		if c.fleets(group); len(c.run.Results) != 1 {
			c.fault("name", "there are %d strategies", len(c.run.Results))
		}
	})
}

var burstForm = regexp.MustCompile(`(` + fleetForm + `) at (` + timeForm + `)`)

// biggestBurst: the largest waves of all fleets, each with its time.
func biggestBurst(group string) check {
	return func(c *claim) {
		c.has(group)
		c.has("clients")
		largest := wave{}
		for _, f := range c.run.Results {
			if w := worst(f); w.Retries > largest.Retries {
				largest = w
			}
		}
		var named []*fleet
		for _, m := range burstForm.FindAllStringSubmatch(c.groups[group], -1) {
			for _, f := range c.named(m[1]) {
				named = append(named, f)
				if w := worst(f); !figureOf(c.groups["retries"]).isCount(float64(w.Retries)) || !figureOf(c.groups["clients"]).isCount(float64(w.Clients)) || !figureOf(m[2]).shows(w.From) {
					c.fault("number", "the largest of %s is %+v", f.name, w)
				}
			}
		}
		c.has("retries")
		for _, f := range c.run.Results {
			w := worst(f)
			if f := slices.Contains(named, f); w.Retries == largest.Retries && w.Clients == figureOf(c.groups["clients"]).count() && !f {
				c.fault("tie", "%+v is as large", w)
			}
		}
		if !figureOf(c.groups["retries"]).isCount(float64(largest.Retries)) {
			c.fault("rank", "the largest is %+v", largest)
		}
	}
}

// largestIs: no fleet has a larger wave.
func largestIs(n float64) check {
	return func(c *claim) {
		if x := extremeOf(c.run, largestWave, c.run.Results, +1); x != n {
			c.fault("number", "the largest wave has %s retries", brief(x))
		}
	}
}

// isBehind: the fleets of a group are behind in a measure, after all that are named before.
func isBehind(name, group string) check {
	return where(group, func(c *claim) {
		if of := c.run.Verdict.of(name); !slices.Equal(c.fleets(group), c.run.keyed(of.Behind)) {
			c.fault("verdict", "behind in %s is %s", name, strings.Join(of.Behind, ", "))
		}
	})
}

// alikeAsSaid: nothing is clear; or the runs of all strategies are the same, where that is
// said.
func alikeAsSaid(c *claim) {
	nothingClear(c)
	if first := c.run.Results[0]; strings.Contains(c.text, "makes no difference") {
		for _, f := range c.run.Results {
			if f.Attempts != first.Attempts || f.Successes != first.Successes || !slices.Equal(f.AttemptsPerBin, first.AttemptsPerBin) {
				c.fault("verdict", "%s and %s differ", first.name, f.name)
			}
		}
	}
}

// peaksAlike: from the least to the highest peak of all.
func peaksAlike(low, high string) check {
	return func(c *claim) {
		c.has(low)
		c.has(high)
		from := figureOf(c.groups[low] + "/" + c.groups[high][strings.Index(c.groups[high], "/")+1:])
		if a, b := extremeOf(c.run, peakRate, c.run.Results, -1), extremeOf(c.run, peakRate, c.run.Results, +1); !from.shows(a) || !figureOf(c.groups[high]).shows(b) {
			c.fault("number", "from %s to %s a second", brief(a), brief(b))
		}
	}
}
