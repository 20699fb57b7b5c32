package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// gainForm is a figure before and after a change that is advised.
var gainForm = regexp.MustCompile(`(?:(loses|makes|is done at|has at most)|(has 99 % done within)) (none|` + timeForm + `|\d+)( attempts| retries in a wave)? in place of (` + timeForm + `|\d+)(?: \(([+−]<?` + numberForm + `) %\))?`)

// gains are the measures of what advice tells, by its verb.
var gains = map[string]measure{
	"loses": inVain, "makes": attemptsMade, "is done at": finish, "has 99 % done within": within99, "has at most": largestWave,
}

// allowedBy are the fields that a change may touch, by a word of it.
var allowedBy = []struct {
	words  string
	fields []string
}{
	{"Retry-After honoured and up to 20 %", []string{"honour", "honour-jitter"}},
	{"If the service sent Retry-After", []string{"honour", "honour-jitter", "retry-after"}},
	{"retry budget of one retry", []string{"budget", "budget-ratio"}},
	{"queue of", []string{"queue"}},
	{"With up to", []string{"attempts"}},
	{"With a cap", []string{"cap"}},
	{"With clients that begin", []string{"spread"}},
	{"in place of", []string{"strategies"}},
}

// advised runs what is advised, and holds every figure of it; it changes what it says and
// nothing else, and does not hide that fewer requests succeed.
func advised(c *claim) {
	for group := range c.groups {
		c.held[group] = true
	}
	links := c.on.all("a")
	if len(links) == 0 {
		c.fault("missing", "the advice has no link")
		return
	}
	changed := answer(c.t, c.ask, "/api/v1/run?"+links[0].attr["data-query"])
	if changed == nil {
		c.fault("missing", "the link of the advice has no run")
		return
	}
	c.changesWhatItSays(changed)
	fleets := c.fleets("fleet")
	if len(fleets) != 1 {
		return
	}
	before := fleets[0]
	now := changed.fleet(before.name)
	if c.groups["other"] != "" {
		now = changed.fleet(c.groups["other"])
	}
	if now == nil {
		c.fault("name", "the fleet is not in the run of the advice")
		return
	}
	for _, m := range gainForm.FindAllStringSubmatch(ordinary(c.text), -1) {
		of := gains[m[1]+m[2]]
		c.holdGain(of, c.run, before, m[5])
		c.holdGain(of, changed, now, m[3])
	}
	c.hidesNothing(changed, before, now)
}

func (c *claim) holdGain(m measure, r *run, f *fleet, text string) {
	x, ok := m.of(r, f)
	shown := figureOf(text)
	switch {
	case !ok:
		c.told.unheld++
	case m.name == finish.name && shown.shows(binEnd(x, f)):
	case !shown.shows(x):
		c.fault("number", "%s of %s is %s", m.name, f.name, brief(x))
	}
}

// binEnd is the end of the bin of a time.
func binEnd(x float64, f *fleet) float64 { return (math.Floor(x/f.BinMS) + 1) * f.BinMS }

func (c *claim) changesWhatItSays(changed *run) {
	var fields []string
	for _, a := range allowedBy {
		if strings.Contains(ordinary(c.text), a.words) {
			fields = a.fields
			break
		}
	}
	for field := range c.run.Scenario {
		if field != "runs" && !equal(c.run.Scenario[field], changed.Scenario[field]) && !slices.Contains(fields, field) {
			c.fault("advice", "it changes %s as well, without a word", field)
		}
	}
}

// hidesNothing: what gets worse by more than a tenth is told.
func (c *claim) hidesNothing(changed *run, before, now *fleet) {
	text := ordinary(c.text)
	if now.Successes < before.Successes*9/10 && !strings.Contains(text, "succe") {
		c.fault("advice", "successes fall from %d to %d, which is not told", before.Successes, now.Successes)
	}
	if before.Requests > 0 && before.Successes+now.Successes == 0 {
		c.fault("advice", "nobody succeeds with it either")
	}
	if x, y := lost(c.run, before), lost(changed, now); y > 1.1*x+1 && !strings.Contains(text, "loses") {
		c.fault("advice", "%s are lost in place of %s, which is not told", brief(y), brief(x))
	}
	if c.run.Scenario.is("population", "closed") && now.Requests < before.Requests*9/10 && !strings.Contains(text, "request") {
		c.fault("advice", "requests fall from %d to %d, which is not told", before.Requests, now.Requests)
	}
}

// The delays.

func (c *claim) delays(f *fleet) (at int, ok bool) {
	for i, s := range c.policy.Strategies {
		if s.Strategy == f.Strategy {
			return i, true
		}
	}
	return 0, false
}

func noDelays(c *claim) {
	for _, s := range c.policy.Strategies {
		if len(s.made()) > 0 {
			c.fault("delays", "%s has delays", s.Strategy)
			return
		}
	}
}

// sameForAll reports for every strategy that retries whether its delays are no draws.
func (c *claim) sameForAll() map[string]bool {
	all := map[string]bool{}
	for _, s := range c.policy.Strategies {
		same := true
		for _, r := range s.made() {
			same = same && r.Share == 1
		}
		if len(s.made()) > 0 {
			all[s.Strategy] = same
		}
	}
	return all
}

func alike(group string) check {
	return func(c *claim) {
		same := c.sameForAll()
		for _, f := range c.fleets(group) {
			if alike, retries := same[f.Strategy]; retries && !alike {
				c.fault("delays", "the delays of %s are drawn", f.name)
			}
		}
		n := 0
		for _, alike := range same {
			if alike {
				n++
			}
		}
		if group != "" && n != 1 {
			c.fault("delays", "it is so under %d strategies", n)
		}
	}
}

func alikeOf(n, all string) check {
	return func(c *claim) {
		count := 0
		for _, alike := range c.sameForAll() {
			if alike {
				count++
			}
		}
		if c.has(n); !strings.EqualFold(c.groups[n], inWord(count)) {
			c.fault("delays", "it is so under %d strategies", count)
		}
		if c.has(all); !strings.EqualFold(c.groups[all], inWord(len(c.policy.Strategies))) {
			c.fault("delays", "there are %d strategies", len(c.policy.Strategies))
		}
	}
}

func drawn(group string) check {
	return func(c *claim) {
		if c.has(group); !figureOf(c.groups[group]).isCount(float64(c.policy.Drawn)) {
			c.fault("delays", "%d are drawn", c.policy.Drawn)
		}
	}
}

var allWaitForm = regexp.MustCompile(`(?:not at all|exactly (` + timeForm + `) (at every retry|at retry (\d+)|from retry (\d+) on)) under (` + fleetForm + `)`)

// allWait: the delay that all have in common, at the retries that are named.
func allWait(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, m := range allWaitForm.FindAllStringSubmatch(c.groups[group], -1) {
			for _, f := range c.named(m[5]) {
				at, ok := c.delays(f)
				if !ok {
					continue
				}
				for _, r := range c.policy.Strategies[at].made() {
					in := m[3] == "" && m[4] == "" || m[3] != "" && figureOf(m[3]).isCount(float64(r.Retry)) || m[4] != "" && float64(r.Retry) >= figureOf(m[4]).value
					if in && (r.Mode == nil || r.Share < 1 || !figureOf(m[1]).shows(*r.Mode) && m[1] != "" || m[1] == "" && *r.Mode != 0) {
						c.fault("delays", "retry %d under %s: %v", r.Retry, f.name, r)
						return
					}
				}
			}
		}
	}
}

func modeAt(count, percent, time, fleet string) check {
	return func(c *claim) {
		c.has(count)
		c.has(percent)
		c.has(time)
		for _, f := range c.fleets(fleet) {
			if at, ok := c.delays(f); ok {
				for _, r := range c.policy.Strategies[at].made() {
					if figureOf(c.groups[count]).isCount(float64(r.Retry)) && (r.Mode == nil || !figureOf(c.groups[time]).shows(*r.Mode) || math.Abs(figureOf(c.groups[percent]).value-100*r.Share) > 1) {
						c.fault("delays", "retry %d: %v", r.Retry, r)
					}
				}
			}
		}
	}
}

func totalDelay(time, fleet, count string) check {
	return func(c *claim) {
		c.has(time)
		c.has(count)
		for _, f := range c.fleets(fleet) {
			if at, ok := c.delays(f); ok {
				retries := c.policy.Strategies[at].made()
				if last := retries[len(retries)-1]; !figureOf(c.groups[time]).shows(last.Total) {
					c.fault("delays", "%s ms in all by retry %d", brief(last.Total), last.Retry)
				}
			}
		}
	}
}

func capFrom(group, fleet string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(fleet) {
			at, ok := c.delays(f)
			if !ok {
				continue
			}
			from := c.policy.Strategies[at].CapFrom
			if m := regexp.MustCompile(`^cap from retry (\d+)$`).FindStringSubmatch(c.groups[group]); m != nil && (from == nil || !figureOf(m[1]).isCount(float64(*from))) {
				c.fault("delays", "the cap is reached at retry %v", from)
			}
		}
	})
}

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

// apart: two numbers that are told as a contrast are one.
func apart(less, more string) check {
	return func(c *claim) {
		if !c.has(less) || !c.has(more) {
			return
		}
		if a, b := figureOf(c.groups[less]).value, figureOf(c.groups[more]).value; b < 1.02*a {
			c.fault("contrast", "%s against %s is no finding", brief(a), brief(b))
		}
	}
}

var pointForm = regexp.MustCompile(`^(.+) (` + timeForm + `), (` + numberForm + `) wasted per (?:client|request)`)

func points(group string) check {
	return func(c *claim) {
		c.has(group)
		for part := range strings.SplitSeq(c.groups[group], "; ") {
			m := pointForm.FindStringSubmatch(part)
			if m == nil {
				c.fault("unknown", "%s", part)
				continue
			}
			f := c.run.fleet(m[1])
			if f == nil {
				c.fault("name", "%s is not in the run", m[1])
				continue
			}
			if x, ok := done95.of(c.run, f); ok && !figureOf(m[2]).shows(x) {
				c.fault("number", "95 %% of %s take %s ms", f.name, brief(x))
			}
			if x, _ := wastedEach.of(c.run, f); !figureOf(m[3]).shows(x) {
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
		gone[r.Strategy] = requests - successes
		least = min(least, gone[r.Strategy])
	}
	for _, k := range c.run.Comparisons {
		if timed := k.Figure == "recovery" || strings.HasPrefix(k.Figure, "completion"); timed && gone[k.Best] > least+0.01*gone[k.Best] {
			c.fault("praise", "best in %s is %s, which lost %s in the median, another %s", k.Figure, k.Best, brief(gone[k.Best]), brief(least))
		}
	}
}

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
				m = inVain
			case strings.HasSuffix(text, "waiting at the end"):
				m = unfinished
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
			x := math.Abs(now - then)
			switch unit {
			case "%":
				x *= 100 / then
			case "x":
				x = now / then
			}
			if number == "" && x != 0 || number != "" && math.Abs(figureOf(c.groups[number]).value-x) >= figureOf(c.groups[number]).step {
				c.fault("number", "%s attempts, and %s in the pinned run", brief(now), brief(then))
			}
			if fewer := strings.Contains(ordinary(c.text), "fewer attempt"); now != then && unit != "x" && fewer != (now < then) {
				c.fault("word", "%s attempts, and %s in the pinned run", brief(now), brief(then))
			}
		}
	}
}

func forRequests(group, fleet string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(fleet) {
			m := regexp.MustCompile(`for (\d+) requests? instead of (\d+)`).FindStringSubmatch(c.groups[group])
			if was := c.baseline.fleet(f.name); was != nil && (m == nil || !figureOf(m[1]).isCount(float64(f.Requests)) || !figureOf(m[2]).isCount(float64(was.Requests))) {
				c.fault("number", "%d requests, and %d", f.Requests, was.Requests)
			}
		}
	})
}

var waitsForm = regexp.MustCompile(`^(?:(\d+) (more|fewer) (?:clients?|requests?) (gives? up|(?:is|are) not done at the end)|its longest wait is (` + timeForm + `) (longer|shorter))$`)

func waits(group, fleet string) check {
	return where(group, func(c *claim) {
		m := waitsForm.FindStringSubmatch(c.groups[group])
		for _, f := range c.fleets(fleet) {
			was := c.baseline.fleet(f.name)
			switch {
			case m == nil:
				c.fault("unknown", "%s", c.groups[group])
			case was == nil:
			case m[4] != "":
				if f.Longest == nil || was.Longest == nil || !figureOf(m[4]).shows(math.Abs(*f.Longest-*was.Longest)) {
					c.fault("number", "the longest waits are %v and %v", f.Longest, was.Longest)
				}
			case strings.HasSuffix(m[3], "up"):
				if x := lost(c.run, f) - float64(f.Unfinished) - lost(c.baseline, was) + float64(was.Unfinished); !figureOf(m[1]).shows(math.Abs(x)) || (x < 0) != (m[2] == "fewer") {
					c.fault("number", "%s more are lost", brief(x))
				}
			case math.Abs(float64(f.Unfinished-was.Unfinished)) != figureOf(m[1]).value:
				c.fault("number", "%d, and %d", f.Unfinished, was.Unfinished)
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
