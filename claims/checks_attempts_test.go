package claims

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// numbered is what the attempts of one number made and brought.
type numbered struct{ made, brought int }

// byNumber counts the attempts of a fleet one by one, where they are known.
func (r *run) byNumber(f *fleet) map[int]numbered {
	counts := map[int]numbered{}
	if !r.traced {
		for _, n := range f.ByAttempt {
			counts[n.Attempt] = numbered{n.Made, n.Succeeded}
		}
		return counts
	}
	for _, a := range f.attempts {
		n := counts[a.number]
		if !math.IsInf(a.reached, 1) {
			n.made++
		}
		if a.outcome == "success" {
			n.brought++
		}
		if counts[a.number] = n; n == (numbered{}) {
			delete(counts, a.number) // it was on its way when the run stopped
		}
	}
	return counts
}

// dearest is the earliest attempt of a fleet from which on, in all, no more than 5 % of the
// requests succeed, for a tenth of a request's attempts at least and ten times as many as succeed.
func (r *run) dearest(f *fleet) (from, last int, load, bring float64) {
	counts := r.byNumber(f)
	if len(counts) == 0 || f.Requests < 20 {
		return 0, 0, 0, 0
	}
	last = slices.Max(slices.Collect(maps.Keys(counts)))
	for k := 2; k <= last; k++ {
		made, brought := 0.0, 0.0
		for number, n := range counts {
			if number >= k {
				made, brought = made+float64(n.made), brought+float64(n.brought)
			}
		}
		made, brought = made/float64(f.Requests), brought/float64(f.Requests)
		if brought <= 0.05 && made >= 0.1 && made >= 10*brought {
			return k, last, made, brought
		}
	}
	return 0, 0, 0, 0
}

// lastOnes: of the fleet whose last retries add the most, the numbers of these, what they
// brought and what they added. Those of layers are calls, which count from 1 with the first.
func lastOnes(from, to, bring, load, fleets string) check {
	return func(c *claim) {
		for _, group := range []string{from, to, bring, load} {
			c.has(group)
		}
		named := c.fleets(fleets)
		if len(named) == 0 {
			return
		}
		first, last, _, _ := c.run.dearest(named[0])
		layered := c.run.layered(named[0])
		number := func(attempt int) float64 {
			if layered {
				return float64(attempt)
			}
			return float64(attempt - 1)
		}
		c.groups[to] = cmp.Or(c.groups[to], c.groups[from])
		if !figureOf(c.groups[from]).isCount(number(first)) || !figureOf(c.groups[to]).isCount(number(last)) {
			c.fault("number", "they are %d to %d", first, last)
		}
		most := 0.0
		for _, f := range named {
			_, _, added, _ := c.run.dearest(f)
			most = max(most, added)
		}
		for _, f := range c.run.Results {
			of, end, added, brought := c.run.dearest(f)
			share := 100 * brought
			if share > 0 {
				share = max(share, 0.1)
			}
			same := of == first && end == last && c.run.layered(f) == layered && (c.groups[bring] == "") == (brought == 0)
			shown, increase := figureOf(c.groups[bring]), figureOf(c.groups[load])
			switch isNamed := slices.Contains(named, f); {
			case isNamed && !(same && shown.shows(share) && increase.shows(100*added)):
				c.fault("name", "%s adds %s by attempts %d to %d, which bring %s", f.name, brief(100*added), of, end, brief(share))
			case !isNamed && (added > most || same && shown.nearest(share) && increase.nearest(100*added)):
				c.fault("name", "%s adds %s by attempts %d to %d, too", f.name, brief(100*added), of, end)
			}
		}
	}
}

// layered reports whether some clients of a fleet retry in layers.
func (r *run) layered(f *fleet) bool { return strings.Contains(f.Strategy, ">") }

// calledLayers: the fleet is one of layers, or is none.
func calledLayers(fleets string, want bool) check {
	return func(c *claim) {
		if f := c.fleets(fleets); len(f) > 0 && c.run.layered(f[0]) != want {
			c.fault("name", "%s has layers: %v", f[0].name, !want)
		}
	}
}

// holdNumbers counts the attempts of the answer by their numbers.
func (c *claim) holdNumbers(f *fleet) {
	counts := c.run.byNumber(f)
	for _, n := range f.ByAttempt {
		if counts[n.Attempt] != (numbered{n.Made, n.Succeeded}) {
			c.fault("data", "%s: of attempt %d %v", f.name, n.Attempt, counts[n.Attempt])
		}
		delete(counts, n.Attempt)
	}
	if len(counts) > 0 {
		c.fault("data", "%s: and %v", f.name, counts)
	}
}

// misnumbered are the rows of the card of attempts, and its captions, that the attempts contradict.
func misnumbered(p *page) []fault {
	var faults []fault
	panels := p.markup.all("#by-attempt figure.tries")
	for _, f := range p.run.Results {
		if len(panels) == 0 || f.Attempts == 0 {
			continue
		}
		panel := panels[0]
		panels = panels[1:]
		counts := p.run.byNumber(f)
		say := func(text, truth string, args ...any) {
			c := &claim{page: p, faults: &faults, sentence: sentence{"cell", "attempts of " + f.name + ": " + text, panel}}
			c.fault("number", truth, args...)
		}
		share := func(n int) float64 { return 100 * float64(n) / float64(f.Requests) }
		shows := func(text string, x float64) bool {
			if x > 0 {
				x = max(x, 0.1)
			}
			return figureOf(ordinary(text)).shows(x)
		}
		if caption := panel.all("figcaption .readout")[0].words(); !shows(caption, share(counts[1].brought)) {
			say(caption, "%d of %d", counts[1].brought, f.Requests)
		}
		made, brought := 0, 0
		for _, row := range panel.all("table")[0].all("tbody tr") {
			from, to := rangeOf(ordinary(row.all("th")[0].words()))
			var sum numbered
			for k := from.count(); k <= to.count(); k++ {
				sum.made, sum.brought = sum.made+counts[k].made, sum.brought+counts[k].brought
			}
			made, brought = made+sum.made, brought+sum.brought
			cells := row.all("td")
			text := func(i int) string { return ordinary(cells[i].words()) }
			if !figureOf(text(0)).isCount(float64(sum.made)) || !figureOf(text(1)).isCount(float64(sum.brought)) || !shows(text(2), share(sum.brought)) || !shows(text(3), share(sum.made)) {
				say(row.words(), "%d made, %d succeeded", sum.made, sum.brought)
			}
		}
		if made != f.Attempts || brought != f.Successes {
			say("all rows", "%d attempts of %d, %d successes of %d", made, f.Attempts, brought, f.Successes)
		}
		p.told.sentences += len(panel.all("td"))
		made, brought = 0, 0
		for _, part := range f.Parts { // of a mix each has a panel, if it began any request
			if part.Attempts == 0 {
				continue
			}
			for _, row := range panels[0].all("table")[0].all("tbody tr") {
				cells := row.all("td")
				made += figureOf(ordinary(cells[0].words())).count()
				brought += figureOf(ordinary(cells[1].words())).count()
			}
			panels = panels[1:]
		}
		if len(f.Parts) > 0 && (made != f.Attempts || brought != f.Successes) {
			say("parts", "%d attempts of %d, %d successes of %d", made, f.Attempts, brought, f.Successes)
		}
	}
	return faults
}
