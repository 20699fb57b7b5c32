package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// What the wait costs.

func share(percent, fleet string) check {
	return func(c *claim) {
		c.has(percent)
		for _, f := range c.fleets(fleet) {
			if x := 100 * float64(f.Successes) / float64(f.Requests); math.Abs(figureOf(c.groups[percent]).value-x) > 0.1 {
				c.fault("number", "%s %%", brief(x))
			}
		}
	}
}

var pointForm = regexp.MustCompile(`^(` + timeForm + `), (` + numberForm + `) wasted per (?:client|request)`)

func points(group string) check {
	return func(c *claim) {
		c.has(group)
		for part := range strings.SplitSeq(c.groups[group], "; ") {
			var f *fleet // a name may begin with another
			for _, other := range c.run.Results {
				if strings.HasPrefix(part, other.name+" ") && (f == nil || len(other.name) > len(f.name)) {
					f = other
				}
			}
			if f == nil {
				c.fault("name", "%s is not in the run", part)
				continue
			}
			m := pointForm.FindStringSubmatch(strings.TrimPrefix(part, f.name+" "))
			if m == nil {
				c.fault("unknown", "%s", part)
				continue
			}
			if x, ok := done95.of(c.run, f); ok && !done95.shown(c.run, figureOf(m[1]), x) {
				c.fault("number", "95 %% of %s take %s ms", f.name, brief(x))
			}
			if x, _ := wastedEach.of(c.run, f); !figureOf(m[2]).shows(x) {
				c.fault("number", "%s wastes %s", f.name, brief(x))
			}
		}
	}
}

// bestHaveNotLost: over replications no strategy is best in a time that has lost more
// requests than another.
func bestHaveNotLost(c *claim) {
	gone := map[string]float64{}
	least := math.Inf(1)
	for _, r := range c.run.Replications {
		var requests, successes float64
		for _, f := range r.Figures {
			switch f.Name {
			case "requests":
				requests = f.Median
			case "successes":
				successes = f.Median
			}
		}
		gone[r.Strategy] = 1 - successes/max(1, requests)
		least = min(least, gone[r.Strategy])
	}
	for _, k := range c.run.Comparisons {
		if timed := k.Figure == "recovery" || strings.HasPrefix(k.Figure, "completion"); timed && gone[k.Best] > least+0.05 {
			c.fault("praise", "best in %s is %s, which lost %s in the median, another %s", k.Figure, k.Best, brief(gone[k.Best]), brief(least))
		}
	}
}

// duties are what a page must not pass over in silence: where it holds for a fleet, some
// sentence has the words.
var duties = []struct {
	what  string
	holds func(*run, *fleet) bool
	words *regexp.Regexp
}{
	{"nine of ten attempts timed out, though some were served", func(r *run, f *fleet) bool {
		return r.Scenario.time("timeout") > 0 && !r.Scenario.is("outage", "hang") && f.TimedOut*10 >= f.Attempts*9 && f.Attempts > 0 && f.Successes == 0
	},
		regexp.MustCompile(`timed? out|waits? .* for an answer, and|too short`)},
	{"requests are lost", func(r *run, f *fleet) bool { return lost(r, f) > 0 },
		regexp.MustCompile(`gave up|g[ai]ves? up|found no success|lost|still (waiting|under way)|succeeded|got through`)},
}

// neglected are the duties that the sentences of a page do not meet.
func neglected(p *page, all []sentence) []fault {
	var faults []fault
	if len(p.markup.all("#load")) == 0 {
		return nil // it streams
	}
	for _, d := range duties {
		told := slices.ContainsFunc(all, func(s sentence) bool { return s.place != "lead" && d.words.MatchString(ordinary(s.text)) })
		if !told && slices.ContainsFunc(p.run.Results, func(f *fleet) bool { return d.holds(p.run, f) }) {
			faults = append(faults, fault{"missing", sentence{place: "page"}, "nothing says that " + d.what})
		}
	}
	return faults
}

// tooLarge: a run that streams makes many attempts.
func tooLarge(c *claim) {
	n := 0
	for _, f := range c.run.Results {
		n += f.Attempts + f.NotSent
	}
	if n < 100_000 {
		c.fault("absurd", "it makes %d attempts", n)
	}
}
