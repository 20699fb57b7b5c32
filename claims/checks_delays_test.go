package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

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

func drawn(group string) check {
	return func(c *claim) {
		if c.has(group); !figureOf(c.groups[group]).isCount(float64(c.policy.Drawn)) {
			c.fault("delays", "%d are drawn", c.policy.Drawn)
		}
	}
}

// waitsNothing: immediate retries wait for nothing.
func waitsNothing(c *claim) {
	if c.run.fleet("Immediate") == nil {
		c.fault("name", "nobody retries at once")
	}
}

func totalIsNothing(fleet string) check {
	return func(c *claim) {
		for _, f := range c.fleets(fleet) {
			if at, ok := c.delays(f); ok {
				if retries := c.policy.Strategies[at].made(); len(retries) == 0 || retries[len(retries)-1].Total != 0 {
					c.fault("delays", "%s waits", f.name)
				}
			}
		}
	}
}

var allWaitForm = regexp.MustCompile(`exactly (` + timeForm + `) (at every retry|at retry (\d+)|from retry (\d+) on) (` + withForm + `)`)

// allWait: the delay that all have in common, at the retries that are named.
func allWait(group string) check {
	return func(c *claim) {
		c.has(group)
		found := allWaitForm.FindAllStringSubmatch(c.groups[group], -1)
		if strings.Count(c.groups[group], "exactly") != len(found) {
			c.fault("unknown", "%s", c.groups[group])
		}
		for _, m := range found {
			inner := &claim{page: c.page, sentence: c.sentence, groups: map[string]string{"fleet": m[5]}, held: map[string]bool{}, faults: c.faults}
			for _, f := range inner.fleets("fleet") {
				at, ok := c.delays(f)
				if !ok {
					continue
				}
				made := c.policy.Strategies[at].made()
				if n := figureOf(m[3] + m[4]).count(); len(made) == 0 || n > made[len(made)-1].Retry {
					c.fault("delays", "%s makes %d retries", f.name, len(made))
				}
				for _, r := range made {
					in := m[3] == "" && m[4] == "" || m[3] != "" && figureOf(m[3]).isCount(float64(r.Retry)) || m[4] != "" && float64(r.Retry) >= figureOf(m[4]).value
					if in && (r.Mode == nil || r.Share < 1 || !figureOf(m[1]).shows(*r.Mode)) {
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

// apart: the median delays before retry 1 of a library that treats rejections apart, by its
// own formulas at half of what they draw.
func apart(fleet, shown, median, other string) check {
	return func(c *claim) {
		for _, group := range []string{shown, median, other} {
			c.has(group)
		}
		for _, f := range c.fleets(fleet) {
			name, _, _ := strings.Cut(f.Strategy, "(")
			kind, ok := library.Lookup(library.DelaysOf(name))
			if !ok || kind.Rejected == nil {
				c.fault("delays", "%s treats no rejection apart", f.name)
				continue
			}
			rejected, _ := kind.Rejected(retry.Params{}).Delay(1, 0, 0.5)
			failed, _ := kind.New(retry.Params{}).Delay(1, 0, 0.5)
			if c.groups[shown] != "rejections" {
				rejected, failed = failed, rejected
			}
			for group, want := range map[string]time.Duration{median: rejected, other: failed} { // sampled, of 1,000 clients
				if told := figureOf(c.groups[group]).value; math.Abs(told-float64(want)/1e6) > 0.1*float64(want)/1e6 {
					c.fault("delays", "%s: %v", c.groups[group], want)
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
				if last := retries[len(retries)-1]; !figureOf(c.groups[time]).shows(last.Total) || c.groups[count] != "" && !figureOf(c.groups[count]).isCount(float64(last.Retry)) {
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

// lastDrawn: the last retry of which all have a row.
func lastDrawn(group string) check {
	return func(c *claim) {
		n := 0
		for _, s := range c.policy.Strategies {
			for i, r := range s.Retries {
				if r.Retry == i+1 {
					n = max(n, r.Retry)
				}
			}
		}
		if c.has(group); figureOf(c.groups[group]).count() > n {
			c.fault("delays", "they are told up to retry %d", n)
		}
	}
}

// listed: the delays of a list in their order, and what follows the last.
func listed(group string) check {
	return func(c *claim) {
		c.has(group)
		s := c.run.Scenario
		want := strings.Split(s.text("delays"), ",")
		told := strings.Split(c.groups[group], ", ")
		if len(told) != len(want) {
			c.fault("number", "there are %d delays", len(want))
			return
		}
		for i, text := range told {
			d, err := time.ParseDuration(want[i])
			if err != nil || !figureOf(text).shows(float64(d)/1e6) {
				c.fault("number", "delay %d is %s", i+1, want[i])
			}
		}
		if ends := strings.Contains(c.text, "gives up after that"); ends != s.is("delays-then", "end") {
			c.fault("word", "delays-then is %s", s.text("delays-then"))
		}
		if one := strings.Contains(c.text, ", again"); one && len(want) > 1 {
			c.fault("word", "there are %d delays", len(want))
		}
		c.uses("list")
	}
}

// uses: some layer of some strategy is of that kind.
func (c *claim) uses(kind string) {
	if !slices.ContainsFunc(c.run.layersDrawn(), func(layer string) bool {
		key, _, _ := strings.Cut(layer, "(")
		return key == kind
	}) {
		c.fault("word", "nobody has %s", kind)
	}
}

func hasFull(c *claim) { c.uses("full") }
