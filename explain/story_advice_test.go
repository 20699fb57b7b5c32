package explain

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

func advised(t *testing.T, query string) (scenario.Scenario, []Advice, []string) {
	t.Helper()
	s := scenariotest.Parse(t, slowly(query))
	results, err := sim.Simulate(t.Context(), s, 50_000_000)
	if err != nil {
		t.Fatal(err)
	}
	advice, tried := agreed(t, s, results)
	return s, advice, tried
}

func TestAdvice(t *testing.T) {
	for _, tt := range []struct{ shows, query, says, not, change string }{
		{"Retry-After is sent and ignored", "preset=retry-after",
			"If clients obey Retry-After and add up to 20 % of jitter, full jitter needs", "", "honour=honour-jitter"},
		{"it is sent and honoured to the letter", "preset=retry-after&honour=honour", "If clients add up to 20 % of jitter to Retry-After, no jitter", "own delays", "honour=honour-jitter"},
		{"with a limit", "retry-after=constant&retry-after-time=30s&honour=honour&honour-limit=10s&honour-over=give-up&clients=100&strategies=full,exponential",
			"If clients obey Retry-After however long it is, no jitter loses none instead of 61", "up to 20 %", "honour-limit=0s"},
		{"it is not sent", "preset=window-edge", "If the service sends Retry-After and clients obey it and add up to 20 % of jitter, ", "", "retry-after=seconds&honour=honour-jitter"},
		{"honoured with jitter already", "preset=retry-after&honour=honour-jitter", "", "Retry-After", ""},
		{"no strategy has jitter", "strategies=exponential", "Full jitter instead of no jitter is 95 % done at", "", "strategies=full"},
		{"one has", "strategies=exponential,full", "", "Full jitter instead of", ""},
		{"a timeout that no answer meets", "clients=200&spread=5s&rate=100&burst=100&service=800ms&timeout=500ms&attempts=3&strategies=full&base=100ms",
			"If clients wait 2 s for an answer instead of 500 ms, full jitter loses none instead of 200", "budget", "timeout=2s"},
		{"out of attempts", "preset=few-attempts", "If clients may make 12 attempts instead of 3, ", "", "attempts=12"},
		{"nobody is", "", "", "may make", ""},
		{"a storm without a budget", "preset=retry-storm", "If a retry budget allows one retry in ten requests, no jitter loses", "", "budget=ratio"},
		{"with one", "preset=retry-storm&budget=ratio", "", "retry budget", ""},
		{"a budget that costs successes", "population=open&clients=50&offered=10&duration=30s&rate=2&burst=2&timeout=100ms&network=exponential&latency=40ms&strategies=full&attempts=6", "", "budget", ""},
		{"a queue that is longer than the patience", "preset=retry-storm", "If the queue has 25 places, half a timeout long, instead of", "", "queue=25"},
		{"a low cap", "preset=low-cap", "If the cap is 8 s instead of 2 s, full jitter needs", "", "cap=8s"},
		{"a batch before people", "preset=batch", "If fixed delay comes after full jitter at the service, full jitter loses none of its requests instead of 625, and fixed delay 614 instead of 57.", "", "discipline=priority&strategies=full@50/fixed(start=20s offered=40 attempts=20 priority=1)@50"},
		{"that costs it nothing", "clients=400&spread=5s&limiter=none&servers=2&service=100ms&queue=20&strategies=fixed(base=200ms attempts=100)@50/full(attempts=3)@50",
			"If fixed delay comes after full jitter at the service, full jitter loses 49 of its requests instead of 148, and fixed delay none as before.", "", "discipline=priority&strategies=fixed(base=200ms attempts=100 priority=1)@50/full(attempts=3)@50"},
		{"a batch that may pay for its retries", "preset=batch", "If fixed delay has a retry budget of its own, full jitter loses 301 of its requests instead of 625, and fixed delay 588 instead of 57.", "", "strategies=full@50/fixed(start=20s offered=40 attempts=20 budget=ratio)@50"},
		{"where nobody is served", "preset=batch&servers=0&rate=50&burst=50&limiter=token-bucket", "", "at the service", ""},
		{"later starts", "strategies=exponential,full", "If clients start over 5 s instead of 1 s, full jitter needs 490 attempts instead of 713 (−31 %)", "instead of over", "spread=5s"},
		{"where all are lost anyway", "outage=refuse&outage-to=1h&attempts=5", "", "If", ""},
		{"nothing that helps", "preset=chaos", "", "If", ""},
	} {
		s, advice, tried := advised(t, tt.query)
		found := false
		for _, a := range advice {
			text := plain(a.Text)
			if tt.says != "" && strings.Contains(text, tt.says) {
				found = true
				if want := scenariotest.Parse(t, scenariotest.LastWins(s.Query()+"&"+tt.change)).Query(); a.Scenario.Query() != want {
					t.Errorf("%s: the scenario is %s, want %s", tt.shows, a.Scenario.Query(), want)
				}
			}
			if tt.not != "" && strings.Contains(text, tt.not) {
				t.Errorf("%s: %q is told", tt.shows, text)
			}
			if err := a.Scenario.Validate(); err != nil {
				t.Errorf("%s: %v", tt.shows, err)
			}
		}
		if tt.says != "" && !found {
			t.Errorf("%s: no %q among %v", tt.shows, tt.says, advice)
		}
		if len(tried) > maxCandidates || len(advice) > min(len(tried), maxChanges) {
			t.Errorf("%s: %d are told of %d that were tried", tt.shows, len(advice), len(tried))
		}
	}
}

// What was tried and does not help is named.
func TestTried(t *testing.T) {
	_, advice, tried := advised(t, "outage=refuse&outage-to=1h&attempts=5")
	if got, want := plain(Tried(tried)), "We tried more attempts (20), a longer cap (32 s) and starts spread over 5 s with the same seed; none of them helps much."; len(advice) > 0 || got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for n, want := range map[int]string{0: "", 1: "it makes little difference.", 2: "neither helps much."} {
		if got := Tried(tried[:n]); !strings.HasSuffix(got, want) || n == 0 && got != "" {
			t.Errorf("%d: %q", n, got)
		}
	}
}

// No advice costs anybody a success, but for the few of a closed population that are told.
func TestAdviceCostsNoSuccess(t *testing.T) {
	told := 0
	for seed := range uint64(150) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 21)))
		s.Runs = 1
		if s.Validate() != nil {
			continue
		}
		before := simulated(t, s)
		advice, _ := agreed(t, s, before)
		for _, a := range advice {
			if strings.HasPrefix(a.Text, "Without hedges") {
				continue // which is told for better or worse
			}
			told++
			after := simulated(t, a.Scenario)
			if len(after) != len(before) {
				continue // another strategy
			}
			for i, b := range before {
				fewer := after[i].Successes < b.Successes && !(s.Population == scenario.PopulationClosed && float64(after[i].Successes) >= 0.99*float64(b.Successes))
				if fewer || lostShare(after[i]) > lostShare(b) {
					t.Errorf("%s: %q: %s has %d of %d instead of %d of %d", s.Query(), plain(a.Text), b.Strategy, after[i].Successes, after[i].Requests, b.Successes, b.Requests)
				}
			}
		}
	}
	if told < 10 {
		t.Errorf("only %d were told", told)
	}
}

// A change alters one field, or those that its words name.
func TestAdviceChangesOneThing(t *testing.T) {
	for seed := range uint64(150) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 22)))
		s.Runs = 1
		if s.Validate() != nil {
			continue
		}
		for _, c := range candidates(s, simulated(t, s)) {
			var changed []string
			for _, f := range scenario.Fields() {
				if f.Format(s) != f.Format(c.changed) {
					changed = append(changed, f.Name)
				}
			}
			switch got := strings.Join(changed, " "); got {
			case "timeout", "attempts", "honour", "honour honour-jitter", "honour-limit", "strategies", "queue", "base", "cap", "spread", "hedge", "hedge strategies", "budget", "budget budget-ratio", "retry-after":
			case "retry-after honour", "retry-after honour honour-jitter":
				if !strings.Contains(c.when, "sends") || !strings.Contains(c.when, "obey") {
					t.Errorf("%q changes %s", c.when, got)
				}
			default:
				t.Errorf("%q changes %q", c.when, got)
			}
		}
	}
}

// What advice promises is what its scenario gives.
func TestAdviceKeepsItsWord(t *testing.T) {
	_, advice, _ := advised(t, "preset=retry-after")
	for _, a := range advice {
		named := false
		for _, r := range simulated(t, a.Scenario) {
			named = named || strings.Contains(a.Text, format.Count(r.Attempts)+" attempts instead of") ||
				strings.Contains(a.Text, "at most "+format.Plural(worst(r).Retries, "retry"))
		}
		if !named {
			t.Errorf("%q: no result of %s has as many", plain(a.Text), a.Scenario.Query())
		}
	}
}

func TestAdviceIsBounded(t *testing.T) {
	s := scenariotest.Parse(t, "preset=stress")
	results := simulated(t, s)
	results[0].Attempts = MaxAdvised
	if advice, tried, err := Advise(t.Context(), s, results, freely); advice != nil || tried != nil || err != nil {
		t.Errorf("a run that is too large: %v, %q tried, %v", advice, tried, err)
	}
	results = simulated(t, s)
	results[0].Partial = true
	if advice, tried, err := Advise(t.Context(), s, results, freely); advice != nil || tried != nil || err != nil {
		t.Errorf("a part of a run: %v, %q tried, %v", advice, tried, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Advise(ctx, s, simulated(t, s), freely); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// What a whole client of a library brings is not for the scenario to change: it is not tried.
func TestNoAdviceAboutAnothersRules(t *testing.T) {
	for strategies, want := range map[string]bool{"client:openai-python": false, "client:openai-python,full": true} {
		s := presetWith(t, "llm-rate-limit", "strategies="+strategies)
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(candidates(s, results), func(c candidate) bool {
			return strings.Contains(c.name, "attempts") || strings.Contains(c.name, "Retry-After")
		})
		if got != want {
			t.Errorf("%s: changes of a client's rules are tried: %t", strategies, got)
		}
	}
}

// Nor are base and cap where every delay is a library's own.
func TestNoAdviceAboutDelaysOfALibrary(t *testing.T) {
	for strategies, want := range map[string]bool{"lib:cenkalti": false, "client:cenkalti": false, "lib:cenkalti,full": true, "exponential@20/lib:cenkalti@80": true} {
		s := scenariotest.Parse(t, "clients=1&limiter=none&fail=1&strategies="+strategies)
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(candidates(s, results), func(c candidate) bool { return strings.Contains(c.name, "base") })
		if got != want {
			t.Errorf("%s: another base is tried: %t", strategies, got)
		}
	}
}

// In a mix a whole client has its own number of attempts, and no number is given for all.
func TestAttemptsOfAMixWithAWholeClient(t *testing.T) {
	for strategies, want := range map[string]bool{"full@40/client:openai-python@60": false, "full@40/immediate@60": true} {
		s := scenariotest.Parse(t, "clients=50&limiter=none&outage=refuse&outage-to=1h&attempts=4&strategies="+strategies)
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		if text := reasons(s, results[0]); strings.Contains(text, "(4)") != want {
			t.Errorf("%s: %q", strategies, text)
		}
	}
}

// freely is between two runs where nobody waits for the cores.
func freely(context.Context) error { return nil }
