package sim

import (
	"math"
	"slices"
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/scenario"
)

// simulate runs a scenario and checks in every run what holds whatever the
// scenario: that every attempt has one outcome, that every request ends in one
// state, that columns add up to totals, that the limiter never admits more than
// it can, that the service obeys Little's law.
func simulate(t *testing.T, s scenario.Scenario) []Result {
	t.Helper()
	if _, err := NewRun(s, 50_000_000); err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	r := scenario.Resolve(s)
	var auditors []*auditor // of the engines, which one goroutine makes in their order
	limiter := r.Limiter.New
	r.Limiter.New = func(p limit.Params) limit.Limiter {
		auditors = append(auditors, &auditor{Limiter: limiter(p)})
		return auditors[len(auditors)-1]
	}
	run := newRun(r, 50_000_000, 1)
	for {
		if _, more, err := run.Advance(t.Context()); err != nil {
			t.Fatalf("%s: %v", s.Query(), err)
		} else if !more {
			break
		}
	}
	results := run.Results()
	for i, r := range results {
		stopped := s.Horizon > 0 && (r.Unfinished > 0 || run.engines[i].service.Present() > 0) // whose last answers would come later, without an event
		drained := run.engines[i].queue.Len() == 0 && time.Duration(run.bins)*run.width < s.End() && !stopped
		audit(t, s, r, drained)
		auditors[i].audit(t, s)
	}
	return results
}

// auditor writes down what a limiter admits.
type auditor struct {
	limit.Limiter
	admitted []time.Duration
}

func (a *auditor) AllowN(now time.Duration, n int) bool {
	ok := a.Limiter.AllowN(now, n)
	if ok {
		a.admitted = append(a.admitted, now)
	}
	return ok
}

func (a *auditor) Wait() time.Duration       { return a.Limiter.(limit.Shaper).Wait() }
func (a *auditor) Release(now time.Duration) { a.Limiter.(limit.Releaser).Release(now) }

func (a *auditor) Inside() int { return a.Limiter.(limit.Measurer).Inside() }
func (a *auditor) Measure(took time.Duration, inside int, dropped bool) {
	a.Limiter.(limit.Measurer).Measure(took, inside, dropped)
}

// audit looks at every interval that begins with an admission.
func (a *auditor) audit(t *testing.T, s scenario.Scenario) {
	t.Helper()
	kind, params := s.Limits()
	for _, length := range []time.Duration{s.Window, time.Second, 10 * time.Second} {
		bound, first := kind.Bound(params, length), 0
		for i, at := range a.admitted {
			for a.admitted[first] <= at-length {
				first++
			}
			if i-first+1 > bound {
				t.Errorf("%s: %d requests admitted within %v until %v, the limiter can admit %d", s.Query(), i-first+1, length, at, bound)
				return
			}
		}
	}
}

// audit checks a result; drained says that nothing was left to happen.
func audit(t *testing.T, s scenario.Scenario, r Result, drained bool) {
	t.Helper()
	c := r.Columns
	accepted := sum(c.Accepted)
	equal := func(what string, a, b int) {
		t.Helper()
		if a != b {
			t.Errorf("%s, %s: %s: %d and %d", s.Query(), r.Strategy, what, a, b)
		}
	}
	equal("requests end in one state", r.Requests, r.Successes+r.GaveUp.Total()+r.Unfinished)
	equal("attempts have one outcome", r.Attempts, accepted+r.Rejected+r.Failed)
	equal("attempts per bin add up", r.Attempts, sum(c.Attempts))
	equal("rejected per bin add up", r.Rejected, sum(c.Rejected))
	equal("failed per bin add up", r.Failed, sum(c.Failed))
	equal("completed per bin add up", r.Successes, sum(c.Completed))
	equal("timed out per bin add up", r.TimedOut, sum(c.TimedOut))
	equal("begun per bin add up", r.Requests, sum(c.Begun))
	equal("completion times are those of the successes", r.Successes, r.Completion.Count())
	equal("attempts add up by their number", r.Attempts, madeIn(r.ByAttempt))
	equal("successes add up by their attempt", r.Successes, broughtIn(r.ByAttempt))
	equal("wasted is the rest", r.Wasted, r.Attempts-r.Successes)
	for name, column := range map[string][]int{"in flight": c.InFlight, "queued": c.Queued, "open": c.Open} {
		if slices.Min(append(slices.Clone(column), 0)) < 0 {
			t.Errorf("%s, %s: a negative number %s: %v", s.Query(), r.Strategy, name, column)
		}
	}
	if s.Crash == 0 && r.Attempts+r.NotSent > r.Requests*callsOf(&s, r.Strategy) {
		t.Errorf("%s, %s: %d attempts and %d not sent for %d requests of %d attempts", s.Query(), r.Strategy, r.Attempts, r.NotSent, r.Requests, s.Attempts)
	}
	auditParts(t, s, r)
	for i, w := range r.Waves {
		if w.Clients < 1 || w.Retries < w.Clients || w.To-w.From >= HerdWindow || i > 0 && w.Retries > r.Waves[i-1].Retries {
			t.Errorf("%s, %s: waves %+v", s.Query(), r.Strategy, r.Waves)
		}
	}
	if !drained {
		return
	}
	equal("unfinished when all is done", r.Unfinished, 0)
	if n := len(c.Open); n > 0 {
		equal("in flight when all is done", c.InFlight[n-1], 0)
		equal("queued when all is done", c.Queued[n-1], 0)
		equal("requests under way when all is done", c.Open[n-1], 0)
	}
	equal("what was accepted was served, to someone or nobody, or let go", accepted, r.Successes+r.Abandoned+r.Dropped)
	if diff := math.Abs(r.ServiceArea - r.ServiceSojourn); diff > 1e-6*(1+r.ServiceArea) {
		t.Errorf("%s, %s: Little's law: area %v, time spent %v", s.Query(), r.Strategy, r.ServiceArea, r.ServiceSojourn)
	}
}

func auditParts(t *testing.T, s scenario.Scenario, r Result) {
	t.Helper()
	if r.Parts == nil {
		return
	}
	var all Part
	for _, p := range r.Parts {
		all.Clients += p.Clients
		all.Requests += p.Requests
		all.Attempts += p.Attempts
		all.Successes += p.Successes
		all.GaveUp.add(p.GaveUp)
		if madeIn(p.ByAttempt) != p.Attempts || broughtIn(p.ByAttempt) != p.Successes {
			t.Errorf("%s, %s: %s has by attempt %v", s.Query(), r.Strategy, p.Strategy, p.ByAttempt)
		}
		if p.Completion.Count() != p.Successes {
			t.Errorf("%s, %s: %s has %d completion times of %d successes", s.Query(), r.Strategy, p.Strategy, p.Completion.Count(), p.Successes)
		}
	}
	if all.Clients != s.Clients || all.Requests != r.Requests || all.Attempts != r.Attempts || all.Successes != r.Successes || all.GaveUp != r.GaveUp {
		t.Errorf("%s, %s: the parts are %+v, the whole %+v", s.Query(), r.Strategy, all, r)
	}
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
