package claims

import (
	"math"
	"slices"
)

// contradicted are the figures of the answer that its own attempts contradict.
func contradicted(p *page) []fault {
	var faults []fault
	say := &claim{page: p, sentence: sentence{place: "answer"}, faults: &faults}
	for _, f := range p.run.Results {
		say.holdCounts(f)
		if p.run.traced {
			say.holdNumbers(f)
			say.holdTimes(f)
			say.holdWaves(f)
		}
	}
	return faults
}

func (c *claim) holdCounts(f *fleet) {
	gaveUp := 0
	for _, n := range f.GaveUpBy {
		gaveUp += n
	}
	if gaveUp != f.GaveUp || f.Successes+f.GaveUp+f.Unfinished != f.Requests || f.Lost != f.Requests-f.Successes {
		c.fault("data", "%s: %d requests, %d successes, %d lost, %d gave up, %v, %d unfinished", f.name, f.Requests, f.Successes, f.Lost, f.GaveUp, f.GaveUpBy, f.Unfinished)
	}
	if !c.run.traced {
		return
	}
	successes, reached := 0, 0
	for _, a := range f.attempts {
		if !math.IsInf(a.reached, 1) {
			reached++
		}
		if a.outcome == "success" {
			successes++
		}
	}
	if reached != f.Attempts || successes != f.Successes || permanent(c.run, f) != f.GaveUpBy["permanent"] {
		c.fault("data", "%s: of %d attempts %d succeed and %d fail for good, not %d and %d", f.name, reached, successes, permanent(c.run, f), f.Successes, f.GaveUpBy["permanent"])
	}
}

func (c *claim) holdTimes(f *fleet) {
	for _, h := range []struct {
		m     measure
		shown *float64
	}{{done95, f.Done95}, {lastSuccess, f.LastSuccess}} {
		x, ok := h.m.of(c.run, f)
		if ok != (h.shown != nil) || ok && !h.m.shown(c.run, figure{*h.shown, 1e-3}, x) {
			c.fault("data", "%s of %s is %s", h.m.name, f.name, brief(x))
		}
	}
}

// holdWaves counts the retries of all windows of 100 ms.
func (c *claim) holdWaves(f *fleet) {
	var reached []float64
	for _, a := range f.attempts {
		if a.number > 1 && a.hedge == 0 && !math.IsInf(a.reached, 1) {
			reached = append(reached, a.reached)
		}
	}
	slices.Sort(reached)
	most := func() int {
		n, first := 0, 0
		for i, at := range reached {
			for at-reached[first] >= 100-1e-9 {
				first++
			}
			n = max(n, i-first+1)
		}
		return n
	}
	if n := most(); n != worst(f).Retries {
		c.fault("data", "%s has a wave of %d retries", f.name, n)
	}
	// Of the later ones none overlaps another, or one that began before.
	w, start := later(f), c.run.Scenario.firstBurst()
	for len(reached) > 0 && reached[0] < start {
		reached = reached[1:]
	}
	if n := most(); w.Retries > n || 2*w.Retries < n-1 && len(reached) > 0 && reached[0] > start+100 || w.Retries > 0 && (w.From < start || len(f.retriesIn(w)) != w.Retries) {
		c.fault("data", "%s has a wave of %d retries after the first burst, at %s ms, not %+v", f.name, n, brief(start), w)
	}
}
