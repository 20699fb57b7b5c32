package explain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Advice is a change of a scenario that was simulated and that helps, with the figures
// before and after it.
type Advice struct {
	Text     string
	Scenario scenario.Scenario // with the change
}

// Bounds on advice: attempts of a run that gets any, attempts of a run with a change, and
// how many changes are tried and returned.
const (
	MaxAdvised           = 200_000
	maxCandidateAttempts = 2 * MaxAdvised
	maxCandidates        = 4
	maxChanges           = 3
)

// Advise tries changes that make sense for a scenario and are not set yet, each in a
// run under the same seed, and returns those that help, the most first. A run of
// more than MaxAdvised attempts, or one that was cut short, gets no advice.
//
// It returns as well how many it tried. The error is that of the context.
func Advise(ctx context.Context, s scenario.Scenario, results []sim.Result) (best []Advice, tried int, err error) {
	made := 0
	for _, r := range results {
		made += r.Attempts
	}
	if made > MaxAdvised || len(results) == 0 || results[0].Partial {
		return nil, 0, nil
	}
	type found struct {
		Advice
		gain float64
	}
	var all []found
	for _, c := range candidates(s, results) {
		if c.changed.Validate() != nil {
			continue
		}
		after, err := sim.Simulate(ctx, c.changed, maxCandidateAttempts)
		var over *sim.LimitError
		switch {
		case errors.As(err, &over):
			continue // too large to simulate
		case err != nil:
			return nil, 0, err
		}
		tried++
		if text, gain := c.judge(s, results, after); gain > 0 {
			all = append(all, found{Advice{text, c.changed}, gain})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.gain, a.gain) })
	for _, f := range all[:min(len(all), maxChanges)] {
		best = append(best, f.Advice)
	}
	return best, tried, nil
}

// AdviceBytes estimates the memory that Advise takes: it tries one change at a time.
func AdviceBytes(s scenario.Scenario, results []sim.Result) int64 {
	most := int64(0)
	for _, c := range candidates(s, results) {
		if c.changed.Validate() == nil {
			most = max(most, sim.Bytes(c.changed, maxCandidateAttempts))
		}
	}
	return min(most, sim.MaxBytes) // what is larger is not tried
}

// candidate is a change that may help.
type candidate struct {
	with    string // "With a longer cap,"
	changed scenario.Scenario
	other   string // a fleet that was not there before; "" where the fleets are the same
}

// candidates are the changes that make sense, the most promising first.
func candidates(s scenario.Scenario, results []sim.Result) []candidate {
	var all []candidate
	add := func(wanted bool, with string, change func(*scenario.Scenario)) {
		if wanted && len(all) < maxCandidates {
			c := candidate{with: with, changed: s}
			change(&c.changed)
			all = append(all, c)
		}
	}
	some := func(of func(sim.Result) bool) bool { return slices.ContainsFunc(results, of) }
	kind, _ := s.Limits()
	hasRetryAfter := s.RetryAfter != scenario.AfterNone
	exact := hasRetryAfter && (s.Honour == "honour" || s.Honour == "max")
	jitter := func(c *scenario.Scenario) { c.Honour, c.HonourJitter, c.HonourLimit = "honour-jitter", 0.2, 0 }
	add(hasRetryAfter && !s.Honours() || exact, "With Retry-After honoured and up to 20\u00a0% of it added as jitter,", jitter)
	add(!hasRetryAfter && kind.Window, "If the service sent Retry-After and clients honoured it with jitter,", func(c *scenario.Scenario) {
		c.RetryAfter = scenario.AfterSeconds
		jitter(c)
	})
	if !jittered(s) && len(s.Strategies) < scenario.MaxStrategies && len(all) < maxCandidates {
		c := candidate{changed: s, other: "full"}
		c.changed.Strategies = []string{"full"}
		all = append(all, c)
	}
	storm := some(func(r sim.Result) bool {
		return r.TimedOut*10 > r.Attempts || r.HasTrigger && !r.Recovered && s.Population != scenario.PopulationOnce
	})
	add(storm && !s.Budgeted(), "With a retry budget of one retry in ten requests,", func(c *scenario.Scenario) { c.Budget, c.BudgetRatio = "ratio", 0.1 })
	if slots := int(s.Capacity() * s.Timeout.Seconds() / 2); s.Servers > 0 && s.Timeout > 0 && slots >= 1 && s.Queue > 2*slots {
		add(storm, "With a queue of "+format.Plural(slots, "place")+", half a timeout long,", func(c *scenario.Scenario) { c.Queue = slots })
	}
	more := min(1000, 4*s.Attempts)
	add(some(func(r sim.Result) bool { return r.GaveUp.Attempts > 0 }) && more > s.Attempts && !storm,
		fmt.Sprintf("With up to %s in place of %s,", format.Plural(more, "attempt"), format.Count(s.Attempts)), func(c *scenario.Scenario) { c.Attempts = more })
	costly := some(func(r sim.Result) bool { return r.Amplification >= 3 })
	longer := 4 * s.Cap
	add(costly && longer <= 2*time.Minute, fmt.Sprintf("With a cap of %s in place of %s,", format.Span(longer), format.Span(s.Cap)), func(c *scenario.Scenario) { c.Cap = longer })
	if rate := s.Capacity(); rate > 0 && s.Population == scenario.PopulationOnce {
		full := time.Duration(float64(s.Clients) / rate * float64(time.Second) / 2).Round(time.Second)
		began := "all at once"
		if s.Spread > 0 {
			began = "within " + format.Span(s.Spread)
		}
		add(costly && full >= 2*time.Second && s.Spread < full/4 && full <= time.Hour,
			"With clients that begin within "+format.Span(full)+", not "+began+",", func(c *scenario.Scenario) { c.Spread = full })
	}
	return all
}

// jittered reports whether the delays of any fleet are drawn.
func jittered(s scenario.Scenario) bool {
	return slices.ContainsFunc(s.Strategies, func(key string) bool {
		_, same := sameDelays(s, key, 3)
		return !same
	})
}
