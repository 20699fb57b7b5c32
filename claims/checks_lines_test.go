package claims

import (
	"math"
	"slices"
	"strings"

	"backofflab/internal/format"
)

// spansDone: the times of all that have 95 % through.
func spansDone(group string) check {
	return func(c *claim) {
		c.has(group)
		var there []*fleet
		for _, f := range c.run.Results {
			if _, ok := done95.of(c.run, f); ok {
				there = append(there, f)
			}
		}
		c.holdRange(c.groups[group], there, done95)
		if of := strings.Contains(c.text, "of requests"); of == c.run.Scenario.is("population", "once") {
			c.fault("word", "the population is %s", c.run.Scenario.text("population"))
		}
	}
}

// neverIn: so many of all never have 95 % through, none where that is not told.
func neverIn(number, all string) check {
	return func(c *claim) {
		never := 0
		for _, f := range c.run.Results {
			if _, ok := done95.of(c.run, f); !ok {
				never++
			}
		}
		if told := c.has(number); told != (never > 0) || told && (c.groups[number] != format.Word(never) || c.groups[all] != format.Word(len(c.run.Results))) {
			c.fault("number", "%d of %d never have", never, len(c.run.Results))
		}
		c.has(all)
	}
}

// lostOf: how many are lost, of all.
func lostOf(group string) check {
	forms := []pattern{
		says("everyone gets through", is("", lostRequests, 0)),
		says("every request succeeds", is("", lostRequests, 0)),
		says("{counts} of {count all} {noun} <is|are> lost", spans("counts", "", lostRequests), shows("all", "", requestsBegun), noun("noun")),
		says("{percents} of {noun} are lost", spans("percents", "", lostPercent), noun("noun")),
	}
	return func(c *claim) {
		c.has(group)
		c.partly(c.groups[group], forms)
	}
}

// partly holds a part of a sentence by the first of some patterns that fits.
func (c *claim) partly(text string, forms []pattern) {
	for _, of := range forms {
		re := compile(of.form)
		match := re.FindStringSubmatch(text)
		if match == nil {
			continue
		}
		part := &claim{page: c.page, sentence: c.sentence, groups: map[string]string{}, held: map[string]bool{}, measure: c.measure, faults: c.faults}
		for i, name := range re.SubexpNames() {
			if name != "" {
				part.groups[name] = match[i]
			}
		}
		for _, check := range of.checks {
			check(part)
		}
		return
	}
	c.fault("unknown", "no pattern knows %q", text)
}

// grows: delays grow by the factor, from the first to the last that is drawn.
func grows(factor, first, last string) check {
	return func(c *claim) {
		s := c.run.Scenario
		for _, g := range []string{factor, first, last} {
			c.has(g)
		}
		by := s.number("factor")
		if strings.HasPrefix(c.text, "Doubling") && by != 2 || strings.HasPrefix(c.text, "Tripling") && by != 3 || c.groups[factor] != "" && !figureOf(c.groups[factor]).shows(by) {
			c.fault("number", "the factor is %s", brief(by))
		}
		delay := s.time("base") * math.Pow(by, s.number("offset"))
		if !figureOf(c.groups[first]).shows(min(delay, s.time("cap"))) {
			c.fault("number", "the first is %s ms", brief(delay))
		}
		end, steps := figureOf(c.groups[last]), int(s.number("attempts"))-1
		for k := 0; k < steps; k++ {
			if end.shows(min(s.time("cap"), delay*math.Pow(by, float64(k)))) {
				return
			}
		}
		c.fault("number", "no delay is so long")
	}
}

// alikeWith: with the fleets of a group all clients wait alike, with no other.
func alikeWith(group string) check {
	return func(c *claim) {
		var alike []*fleet
		for _, f := range c.run.Results {
			if c.sameForAll()[f.Strategy] {
				alike = append(alike, f)
			}
		}
		c.counted = map[string][]*fleet{group: alike}
		switch named, told := c.fleets(group), strings.Contains(strings.ToLower(ordinary(c.text)), "all clients wait alike"); {
		case told && group == "" && !slices.ContainsFunc(c.run.Results, func(f *fleet) bool {
			return c.run.Scenario.retries(f) && f.Attempts > f.Requests && !slices.Contains(alike, f)
		}):
			// who makes one attempt waits for nothing
		case !told && len(alike) > 0, told && !slices.Equal(named, alike):
			c.fault("all or none", "all clients wait alike with %s", namesOf(alike))
		}
	}
}

// leadsIn: the fleets of a group are those that the verdict puts ahead in a measure.
func leadsIn(name, group string) check {
	return func(c *claim) {
		c.measure = name
		if of := c.run.Verdict.of(name); !of.Clear || !slices.Equal(c.fleets(group), c.run.keyed(of.Ahead)) {
			c.fault("verdict", "in %s it has %v ahead: %v", name, of.Ahead, of.Clear)
		}
		praised(group)(c)
	}
}

// findingsAre: as many as there are on the page of all parts.
func findingsAre(n string) check {
	return func(c *claim) {
		c.has(n)
		if told := len(c.markup.all("#fold-findings li")); format.Capital(format.Word(told)) != c.groups[n] {
			c.fault("number", "there are %d", told)
		}
	}
}

// allAttempts: so many attempts did all fleets make.
func allAttempts(count string) check {
	return func(c *claim) {
		c.has(count)
		sum := 0.0
		for _, f := range c.run.Results {
			sum += float64(f.Attempts)
		}
		if !figureOf(c.groups[count]).isCount(sum) {
			c.fault("number", "there are %s", brief(sum))
		}
	}
}
