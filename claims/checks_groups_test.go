package claims

import (
	"strings"

	"backofflab/scenario"
)

// part is what came of a part of a mix.
type part struct {
	Strategy                            string
	Requests, Attempts, Successes, Lost int
}

// isCalled reports whether a sentence may call a part so: with its own settings or without.
func (p part) isCalled(text string) bool {
	text = strings.Trim(ordinary(text), "“”")
	base, _, _ := strings.Cut(p.Strategy, "(")
	return strings.EqualFold(text, ordinary(scenario.FleetName(p.Strategy))) || !strings.Contains(p.Strategy, ">") && strings.EqualFold(text, ordinary(scenario.FleetName(base)))
}

func isNumber(text string, n int) bool {
	if text == "none" {
		return n == 0
	}
	return figureOf(text).isCount(float64(n))
}

// starves: of a mix one part makes most of the attempts, more than its share of the requests, and
// loses at most half as much as the other, which loses a tenth or more.
func starves(c *claim) {
	for _, group := range []string{"hog", "victim", "again", "share", "spares", "hogs", "loses", "victims"} {
		c.has(group)
	}
	for _, f := range c.run.Results {
		for _, hog := range f.Parts {
			for _, victim := range f.Parts {
				if !hog.isCalled(c.groups["hog"]) || !victim.isCalled(c.groups["victim"]) || c.groups["victim"] != c.groups["again"] || hog.Strategy == victim.Strategy {
					continue
				}
				if isNumber(c.groups["spares"], hog.Lost) && isNumber(c.groups["hogs"], hog.Requests) && isNumber(c.groups["loses"], victim.Lost) && isNumber(c.groups["victims"], victim.Requests) &&
					int(figureOf(c.groups["share"]).value) == 100*hog.Attempts/f.Attempts && c.greediest(f, hog) && 10*victim.Lost >= victim.Requests && hog.Attempts*f.Requests > hog.Requests*f.Attempts {
					return
				}
			}
		}
	}
	c.fault("number", "no mix has such parts")
}

// starvesInShort: there are two such parts.
func starvesInShort(c *claim) {
	c.has("hog")
	c.has("victim")
	for _, f := range c.run.Results {
		for _, hog := range f.Parts {
			for _, victim := range f.Parts {
				if hog.isCalled(c.groups["hog"]) && victim.isCalled(c.groups["victim"]) && hog.Strategy != victim.Strategy &&
					c.greediest(f, hog) && 10*victim.Lost >= victim.Requests && hog.Attempts*f.Requests > hog.Requests*f.Attempts {
					return
				}
			}
		}
	}
	c.fault("name", "no mix has such parts")
}

func (c *claim) greediest(f *fleet, hog part) bool {
	for _, p := range f.Parts {
		if p.Attempts > hog.Attempts {
			return false
		}
	}
	return true
}

// sparesPart: with the change the one loses so many, and the other, which it makes wait or pay.
func sparesPart(c *claim) {
	for group := range c.groups {
		c.held[group] = true
	}
	after := answer(c.t, c.ask, "/api/v1/run?"+c.on.all("a")[0].attr["data-query"])
	if after == nil {
		c.fault("missing", "the link of the advice has no run")
		return
	}
	for field := range c.run.Scenario {
		if field != "runs" && field != "strategies" && field != "discipline" && !equal(c.run.Scenario[field], after.Scenario[field]) {
			c.fault("advice", "it changes %s as well, without a word", field)
		}
	}
	for _, f := range c.run.Results {
		for _, g := range after.Results {
			if len(f.Parts) > 1 && len(f.Parts) == len(g.Parts) && f.Strategy != g.Strategy && c.sparedIn(f, g) {
				return
			}
		}
	}
	c.fault("number", "no mix is such before and after")
}

func (c *claim) sparedIn(f, g *fleet) bool {
	victim, hog := false, c.groups["hogNow"] == ""
	for _, was := range f.Parts {
		for _, is := range g.Parts {
			switch {
			case was.Strategy == is.Strategy && is.isCalled(c.groups["victim"]):
				victim = victim || isNumber(c.groups["now"], is.Lost) && isNumber(c.groups["before"], was.Lost) && is.Lost < was.Lost
			case was.isCalled(c.groups["hog"]) && ownBase(was) == ownBase(is) && is.Strategy != was.Strategy:
				hog = hog || isNumber(c.groups["hogNow"], is.Lost) && (c.groups["hogBefore"] == "" && is.Lost == was.Lost || isNumber(c.groups["hogBefore"], was.Lost))
			}
		}
	}
	return victim && hog
}

func ownBase(p part) string {
	base, _, _ := strings.Cut(p.Strategy, "(")
	return base
}
