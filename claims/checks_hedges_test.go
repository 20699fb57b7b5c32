package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// percentile99 is that of the time of a request that succeeds.
var percentile99 = measure{name: "99th percentile of completion times", of: func(r *run, f *fleet) (float64, bool) {
	if !r.traced {
		return optional("", func(f *fleet) *float64 { return f.P99 }).of(r, f)
	}
	var took []float64
	for _, q := range f.requests {
		if at := q.done(); !math.IsInf(at, 1) {
			took = append(took, at-q[0].begun)
		}
	}
	if len(took) == 0 {
		return 0, false
	}
	slices.Sort(took)
	return took[int(math.Ceil(0.99*float64(len(took))-1e-9))-1], true
}, slack: func(*run) float64 { return 0.002 }}

var hedgeSettings = regexp.MustCompile(`(?:^|[( ])hedge(?:s|-losers)?=[^ )]*`)

// plainKey is a fleet's key without what it says of hedges.
func plainKey(key string) string {
	key = regexp.MustCompile(`\(([^)]*)\)`).ReplaceAllStringFunc(key, func(own string) string {
		kept := slices.DeleteFunc(strings.Fields(strings.Trim(own, "()")), hedgeSettings.MatchString)
		if len(kept) == 0 {
			return ""
		}
		return "(" + strings.Join(kept, " ") + ")"
	})
	return key
}

// unhedged is the fleet of a later run that is another without its hedges; no other may have
// any that had none.
func (c *claim) unhedged(after *run, before *fleet) *fleet {
	if after.Scenario.text("hedge") != "0s" {
		c.fault("advice", "hedge is %s still", after.Scenario.text("hedge"))
	}
	for _, f := range after.Results {
		if f.Strategy == plainKey(before.Strategy) && f.Hedges == 0 {
			return f
		}
	}
	return nil
}

// hedgesAsSet: how many copies a client sends, and when.
func hedgesAsSet(most, after, percentile string) check {
	return func(c *claim) {
		s := c.run.Scenario
		hedge, n := s.text("hedge"), s.count("hedges")
		if c.has(most) != (n > 1) || n > 1 && !figureOf(c.groups[most]).isCount(float64(n)) {
			c.fault("number", "hedges is %d", n)
		}
		if strings.HasSuffix(c.text, "the one before.") != (n > 1) {
			c.fault("word", "hedges is %d", n)
		}
		at, is := strings.CutPrefix(hedge, "p")
		switch {
		case c.has(percentile) != is || c.has(after) == is || hedge == "0s":
			c.fault("word", "hedge is %s", hedge)
		case is && strings.TrimSuffix(strings.ReplaceAll(c.groups[percentile], " ", ""), "%") != at:
			c.fault("number", "hedge is %s", hedge)
		case !is && !figureOf(c.groups[after]).shows(s.time("hedge")):
			c.fault("number", "hedge is %s", hedge)
		}
	}
}

// hedgesSent: the fleet that sent the largest share of hedges, and what came of them.
func hedgesSent(all, of, n, won string) check {
	return func(c *claim) {
		var most *fleet
		for _, f := range c.run.Results {
			if f.Hedges > 0 && (most == nil || f.Hedges*most.Attempts > most.Hedges*f.Attempts) {
				most = f
			}
		}
		for _, group := range []string{all, n, won} {
			c.has(group)
		}
		if most == nil {
			c.fault("missing", "nobody sent a hedge")
			return
		}
		if c.has(of) != (len(c.run.Results) > 1) || len(c.run.Results) > 1 && !slices.Contains(c.fleets(of), most) {
			c.fault("name", "it is %s", most.name)
		}
		sent, brought := most.Hedges, most.HedgesWon
		if c.run.traced {
			sent, brought = 0, 0
			for _, a := range most.attempts {
				if a.hedge > 0 && !math.IsInf(a.reached, 1) {
					sent++
				}
				if a.hedge > 0 && a.outcome == "success" {
					brought++
				}
			}
		}
		for group, x := range map[string]int{all: most.Attempts, n: sent, won: brought} {
			if !figureOf(c.groups[group]).isCount(float64(x)) {
				c.fault("number", "%s is %d", group, x)
			}
		}
	}
}

// against: the same clients without hedges, and what the hedges do to their slowest.
func against(twin string) check {
	return func(c *claim) {
		for _, group := range []string{"from", "to", "load", "lost", "requests", "plain"} {
			c.has(group)
		}
		own := c.fleets("of")
		if !c.has(twin) || len(own) != 1 {
			if len(own) == 1 && len(c.run.Results) > 1 && slices.ContainsFunc(c.run.Results, func(f *fleet) bool {
				return f.Strategy == plainKey(own[0].Strategy) && f != own[0] && f.Hedges == 0 && f.Successes > 0 && own[0].Successes > 0
			}) {
				c.fault("missing", "the same fleet without hedges is not told")
			}
			return
		}
		plain, r := c.fleets(twin)[0], own[0]
		if plain.Strategy != plainKey(r.Strategy) {
			c.fault("name", "%s is not %s without hedges", plain.name, r.name)
		}
		c.holdGain(percentile99, c.run, plain, c.groups["from"])
		c.holdGain(percentile99, c.run, r, c.groups["to"])
		share := 100 * float64(r.Attempts-plain.Attempts) / float64(plain.Attempts)
		if !figureOf(c.groups["load"]).shows(math.Abs(share)) || strings.Contains(c.text, "fewer attempts") != (share < 0) {
			c.fault("number", "attempts change by %s %%", brief(share))
		}
		lost, before := r.Requests-r.Successes, plain.Requests-plain.Successes
		if c.has("lost") != (lost != before) {
			c.fault("missing", "%d are lost instead of %d", lost, before)
		} else if lost != before && (!figureOf(c.groups["lost"]).isCount(float64(lost)) || !figureOf(c.groups["requests"]).isCount(float64(r.Requests)) || !figureOf(c.groups["plain"]).isCount(float64(before))) {
			c.fault("number", "%d of %d are lost instead of %d", lost, r.Requests, before)
		}
	}
}

// tailsOf: the slowest of a fleet that hedges, the only one where it is not named, and of the
// same without.
func tailsOf(group string) check {
	return func(c *claim) {
		c.has("from")
		c.has("to")
		own := slices.DeleteFunc(slices.Clone(c.run.Results), func(f *fleet) bool { return f.Hedges == 0 })
		if group != "" {
			own = c.fleets(group)
		}
		if len(own) != 1 || own[0].Hedges == 0 {
			c.fault("name", "%s send no hedges", namesOf(own))
			return
		}
		for _, f := range c.run.Results {
			if f.Strategy == plainKey(own[0].Strategy) && f.Hedges == 0 {
				c.holdGain(percentile99, c.run, f, c.groups["from"])
				c.holdGain(percentile99, c.run, own[0], c.groups["to"])
				return
			}
		}
		c.fault("missing", "the run has no such fleet without hedges")
	}
}
