package claims

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// shows: the number of a group is a measure of each fleet of another.
func shows(number, group string, m measure) check {
	return func(c *claim) {
		if !c.has(number) {
			return
		}
		shown := figureOf(c.groups[number])
		for _, f := range c.fleets(group) {
			x, ok := m.of(c.run, f)
			switch {
			case !ok:
				c.told.unheld++
			case !m.shown(c.run, shown, x):
				c.fault("number", "%s of %s is %s", m.name, f.name, brief(x))
			}
		}
	}
}

func brief(x float64) string { return fmt.Sprintf("%.6g", x) }

// praised: no fleet of a group lost a larger part of its requests than another of the run.
func praised(group string) check {
	return where(group, func(c *claim) {
		fewest := c.run.fewest()
		for _, f := range c.fleets(group) {
			if !slices.Contains(fewest, f) {
				c.fault("praise", "%s lost %d of %d, %s %d of %d", f.name, f.Requests-f.Successes, f.Requests, fewest[0].name, fewest[0].Requests-fewest[0].Successes, fewest[0].Requests)
			}
		}
	})
}

// shownMost and shownLeast: a number is the largest, or the smallest, of a measure, and the
// fleets of a group are those of which it is shown.
func shownMost(number, group string, m measure) check  { return shownExtreme(number, group, m, +1) }
func shownLeast(number, group string, m measure) check { return shownExtreme(number, group, m, -1) }

func shownExtreme(number, group string, m measure, sign float64) check {
	return func(c *claim) {
		bound(number, m, sign)(c)
		shows(number, group, m)(c)
		best, named := math.Inf(-1), c.fleets(group)
		for _, f := range c.run.Results {
			if x, ok := m.of(c.run, f); ok {
				best = max(best, sign*x)
			}
		}
		for _, f := range c.run.Results {
			if x, ok := m.of(c.run, f); ok && sign*x == best && !slices.Contains(named, f) {
				c.fault("tie", "%s has the same %s", f.name, m.name)
			}
		}
	}
}

// spans: a number, or a range of two, is what the fleets of a group have of a measure.
func spans(numbers, group string, m measure) check {
	return where(numbers, func(c *claim) { c.holdRange(c.groups[numbers], c.fleets(group), m) })
}

func (c *claim) holdRange(text string, fleets []*fleet, m measure) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range fleets {
		x, ok := m.of(c.run, f)
		if !ok {
			c.told.unheld++
			return
		}
		low, high = min(low, x), max(high, x)
	}
	if len(fleets) == 0 {
		return
	}
	if from, to := rangeOf(text); !m.shown(c.run, from, low) || !m.shown(c.run, to, high) {
		c.fault("number", "%s is from %s to %s", m.name, brief(low), brief(high))
	}
}

// is: a measure of each fleet of a group is a value.
func is(group string, m measure, value float64) check {
	return func(c *claim) {
		for _, f := range c.fleets(group) {
			if x, ok := m.of(c.run, f); ok && x != value {
				c.fault("all or none", "%s of %s is %s", m.name, f.name, brief(x))
			}
		}
	}
}

// crowned: no other sentence of the page gives the phrase to other fleets.
func crowned(phrase, group string) check {
	return func(c *claim) {
		var names []string
		for _, f := range c.fleets(group) {
			names = append(names, f.name)
		}
		key := strings.Join(names, ", ")
		if c.contested[phrase] == nil {
			c.contested[phrase] = map[string]string{}
		}
		if _, ok := c.contested[phrase][key]; !ok {
			c.contested[phrase][key] = ordinary(c.text)
		}
		if len(c.contested[phrase]) > 1 {
			var others []string
			for other, text := range c.contested[phrase] {
				if other != key {
					others = append(others, fmt.Sprintf("%s by %q", other, text))
				}
			}
			slices.Sort(others)
			c.fault("two winners", "%s is as well %s", phrase, strings.Join(others, " and "))
		}
	}
}

// setting: a group shows a field of the scenario.
func setting(group, field string) check {
	return func(c *claim) {
		if !c.has(group) {
			return
		}
		shown := figureOf(c.groups[group])
		x, ok := c.run.Scenario[field].(float64)
		if !ok {
			x = c.run.Scenario.time(field)
		}
		if strings.HasSuffix(c.groups[group], "%") {
			x *= 100
		}
		if !shown.shows(x) {
			c.fault("number", "%s is %s", field, brief(x))
		}
	}
}

// in says where a pattern may stand.
func (p pattern) in(places ...string) pattern {
	p.where = places
	return p
}

func where(group string, hold check) check {
	return func(c *claim) {
		if c.has(group) {
			hold(c)
		}
	}
}

// highest and lowest: a number is the largest, or the smallest, of all fleets.
func highest(number string, m measure) check { return bound(number, m, +1) }
func lowest(number string, m measure) check  { return bound(number, m, -1) }

func bound(number string, m measure, sign float64) check {
	return func(c *claim) {
		c.has(number)
		best, any := math.Inf(-1), false
		for _, f := range c.run.Results {
			if x, ok := m.of(c.run, f); ok {
				best, any = max(best, sign*x), true
			}
		}
		if any && !m.shown(c.run, figureOf(c.groups[number]), sign*best) {
			c.fault("number", "%s is %s", m.name, brief(sign*best))
		}
	}
}

// literally: a number is what it always is.
func literally(number string, value float64) check {
	return func(c *claim) {
		if c.has(number); figureOf(c.groups[number]).value != value {
			c.fault("number", "it is %s", brief(value))
		}
	}
}

// ignored is for what is held elsewhere.
func ignored(group string) check { return func(c *claim) { c.has(group) } }

// word: a group is the word that it should be.
func word(group string, want func(*claim) string) check {
	return func(c *claim) {
		if c.has(group) && c.groups[group] != want(c) {
			c.fault("word", "%s should be %s", c.groups[group], want(c))
		}
	}
}

// noun: what completes.
func noun(group string) check {
	return word(group, func(c *claim) string {
		what := "request"
		if c.run.Scenario.is("population", "once") {
			what = "client"
		}
		if strings.HasSuffix(c.groups[group], "s") {
			what += "s"
		}
		return what
	})
}

func lost(r *run, f *fleet) float64 { x, _ := lostRequests.of(r, f); return x }
