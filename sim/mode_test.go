package sim

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// begun is the engine of a fleet at the beginning of its run.
func begun(s scenario.Scenario, fleet string) *engine {
	s.Strategies = []string{fleet}
	r := scenario.Resolve(s)
	e := newEngine(r, r.Fleets[0], false)
	e.begin(s.Seed)
	return e
}

// For each rule a run that it decides, and beside it one that it does not.
func TestModeOf(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  Mode
		why   string // part of the reason
	}{
		{"", LimiterBatched, "no cheaper"},
		{"limiter=gcra", LimiterBatched, "no cheaper"},
		{"strategies=fixed,full@50/fixed@50", LimiterBatched, "no cheaper"}, // the first fleet is no mix
		{"budget=ratio", PerAnswer, "share a budget"}, {"breaker=ratio", PerAnswer, "share a budget"}, {"throttle=sre", PerAnswer, "share a budget"}, {"throttle=bucket&budget=aws", PerAnswer, "share a budget"},
		{"strategies=full@50/fixed(budget=aws)@50", PerAnswer, "share a budget"}, {"budget=aws&deadline=1s&retry-after=exact&fail=0.1&limiter=concurrency", PerAnswer, "share a budget"},
		{"budget=aws&population=open", PerEvent, "many requests"}, {"budget=aws&crash=1s&crash-state=kept", PerEvent, "crash, have many"}, {"budget=aws&total-timeout=1s", PerEvent, "another reason"},
		{"budget=aws&latency=0s", PerEvent, "round trip"}, {"budget=aws&network=exponential", PerEvent, "round trip"}, {"budget=aws&timeout=1s", PerEvent, "round trip"},
		{"budget=aws&service=1s", PerEvent, "round trip"}, {"budget=aws&limiter=leaky-bucket", PerEvent, "round trip"},
		{"in-flight=5", PerEvent, "in flight"}, {"breaker=ratio&throttle=bucket", PerEvent, "held back"}, {"breaker=ratio&throttle=sre", PerAnswer, "share a budget"},
		{"crash=1s&crash-state=lost", LimiterBatched, "no cheaper"}, {"crash=1s&crash-state=lost&budget=ratio", PerEvent, "crash, have many"}, {"crash=1s&crash-state=kept&limiter=optimistic-lock", PerEvent, "another reason"}, {"crash=1s&crash-state=kept", LimiterBatched, "no cheaper"}, {"crash=1s&latency=0s", PerEvent, "within a moment"},
		{"crash=1s&population=closed", PerEvent, "another reason"}, {"crash=1s&population=open", PerEvent, "another reason"},
		{"population=closed", PerRequest, "further requests"}, {"population=periodic", PerRequest, "further requests"},
		{"population=open", LimiterBatched, "no cheaper"}, {"population=open&strategies=full@50/fixed@50", PerRequest, "several strategies"},
		{"limiter=optimistic-lock", PerRequest, "optimistic lock"},
		{"servers=1&service=1s&discipline=lifo", PerRequest, "last in"}, {"discipline=lifo", LimiterBatched, ""}, {"servers=1&service=1s", Batched, "more than a limiter"},
		{"service=1s&slope=1s", PerRequest, "grow with the load"}, {"slope=1s", PerRequest, "grow with the load"},
		{"limiter=leaky-bucket&service=1s", PerRequest, "holds attempts back"}, {"limiter=leaky-bucket", Batched, "more than a limiter"},
		{"timeout=10ms", PerRequest, "before its attempt arrives"}, {"timeout=11ms", PerAttempt, "timeout"}, {"timeout=1s&network=exponential", PerRequest, "before its attempt arrives"},
		{"timeout=1s&latency=0s", PerRequest, "no latency"},
		{"timeout=1s&abandoned=noticed&service=1s", PerRequest, "hangs up"}, {"timeout=1s&abandoned=noticed&limiter=leaky-bucket", PerRequest, "hangs up"},
		{"timeout=1s&abandoned=noticed", PerAttempt, "timeout"}, {"abandoned=noticed&service=1s", Batched, ""},
		{"latency=0s", Foreseen, "at once"}, {"latency=0s&network=exponential", Foreseen, "varies"}, {"network=exponential&population=open", Foreseen, "varies"},
		{"network=exponential&fail=0.1", PerAttempt, "more than a limiter"}, {"latency=0s&servers=1&service=1s", PerAttempt, "more than a limiter"}, {"deadline=1s", PerAttempt, "deadline"},
		{"retry-after=exact", PerAttempt, "Retry-After"}, {"strategies=full@50/fixed@50", PerAttempt, "mixes"},
		{"fail=0.1", Batched, "more than a limiter"}, {"permanent=0.1", Batched, ""}, {"outage=refuse&outage-to=1s", Batched, ""},
		{"cost=2", Batched, "more than a limiter"}, {"inside=5&service=1s", Batched, ""}, {"limiter=leaky-bucket&inside=5", PerRequest, "in the service"},
		{"limiter=aimd", PerRequest, "measures"},
		{"limiter=llm", Batched, ""}, {"limiter=concurrency&service=1s", Batched, ""},
	} {
		r := scenario.Resolve(scenariotest.Parse(t, tt.query))
		if mode, why := modeOf(&r, r.Fleets[0], false); mode != tt.want || !strings.Contains(why, tt.why) {
			t.Errorf("%q: %s, because %s; want %s, because ... %s", tt.query, mode, why, tt.want, tt.why)
		}
	}
	r := scenario.Resolve(scenario.Default())
	if mode, why := modeOf(&r, r.Fleets[0], true); mode != PerRequest || !strings.Contains(why, "written down") {
		t.Errorf("a trace: %s, because %s", mode, why)
	}
	r.Crash = 1
	if mode, why := modeOf(&r, r.Fleets[0], true); mode != PerEvent || !strings.Contains(why, "another reason") {
		t.Errorf("a trace of clients that crash: %s, because %s", mode, why)
	}
}

// Rules stand with the dearest mode first, so the first that applies names the cheapest
// mode that serves; and in random scenarios, few of which are so plain that the last
// applies, each of the others is the reason at some time.
func TestModeRulesInOrder(t *testing.T) {
	before, unused := modeRules[0], map[string]bool{"every attempt is written down": false, "there is no cheaper one": false}
	for _, rule := range modeRules {
		if rule.mode > before.mode {
			t.Errorf("%q is after %q", rule.reason, before.reason)
		}
		if _, ok := unused[rule.reason]; !ok {
			unused[rule.reason] = true
		}
		before = rule
	}
	for seed := uint64(0); seed < 5000 && slices.Contains(slices.Collect(maps.Values(unused)), true); seed++ {
		s := drawScenario(rand.New(rand.NewPCG(seed, 9)))
		switch seed { // so little else is hardly ever drawn
		case 0:
			s = scenariotest.Parse(t, "strategies=exponential@20/full@80")
		case 1:
			s = scenariotest.Parse(t, "servers=4&service=100ms")
		case 2:
			s = scenariotest.Parse(t, "deadline=5s")
		case 3:
			s = scenariotest.Parse(t, "limiter=leaky-bucket&service=100ms")
		}
		if s.Validate() == nil {
			r := scenario.Resolve(s)
			_, reason := modeOf(&r, r.Fleets[0], false)
			unused[reason] = false
		}
	}
	for reason, is := range unused {
		if is {
			t.Errorf("no scenario of 5,000 runs as it does because %s", reason)
		}
	}
}

// docs/performance.md lists the rules as they are.
func TestModesInDocument(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := "| mode | no cheaper one serves where |\n|---|---|\n"
	for _, rule := range modeRules {
		want += "| " + rule.mode.String() + " | " + rule.reason + " |\n"
	}
	if !strings.Contains(string(page), "\n"+want+"\n") {
		t.Errorf("docs/performance.md has another table of modes than\n%s", want)
	}
}
