package explain

import (
	"context"
	"errors"
	"strings"
	"testing"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

func advised(t *testing.T, query string) (scenario.Scenario, []Advice, int) {
	t.Helper()
	s := scenariotest.Parse(t, scenariotest.LastWins(query))
	results, err := sim.Simulate(t.Context(), s, 50_000_000)
	if err != nil {
		t.Fatal(err)
	}
	advice, tried, err := Advise(t.Context(), s, results)
	if err != nil {
		t.Fatal(err)
	}
	return s, advice, tried
}

func TestAdvice(t *testing.T) {
	for _, tt := range []struct{ shows, query, says, not, change string }{
		{"Retry-After is sent and ignored", "preset=retry-after",
			"With Retry-After honoured and up to 20 % of it added as jitter, full jitter makes 5 500 attempts in place of 15 147 (−64 %)", "", "honour=honour-jitter"},
		{"it is sent and honoured to the letter", "preset=retry-after&honour=honour", "With Retry-After honoured and up to 20 % of it", "", "honour=honour-jitter"},
		{"it is not sent", "preset=window-edge", "If the service sent Retry-After and clients honoured it with jitter, ", "", "retry-after=seconds&honour=honour-jitter"},
		{"honoured with jitter already", "preset=retry-after&honour=honour-jitter", "", "Retry-After", ""},
		{"no strategy has jitter", "clients=200&spread=1s&rate=20&burst=20&base=1s&cap=8s&strategies=fixed,exponential", "Full jitter in place of no jitter is done", "", "strategies=full"},
		{"one has", "strategies=exponential,full", "", "Full jitter in place of", ""},
		{"out of attempts", "preset=few-attempts", "With up to 12 attempts in place of 3, no jitter loses none in place of 202; but it makes 1 519 attempts in place of 801 (+90 %). Its last client is done by", "", "attempts=12"},
		{"nobody is", "", "", "With up to", ""},
		{"a storm without a budget", "preset=retry-storm", "With a retry budget of one retry in ten requests, no jitter loses", "", "budget=ratio"},
		{"with one", "preset=retry-storm&budget=ratio", "", "With a retry budget", ""},
		{"a queue that is longer than the patience", "preset=retry-storm", "With a queue of 150 places, half a timeout long, no jitter loses", "", "queue=150"},
		{"a low cap", "preset=low-cap", "With a cap of 8 s in place of 2 s, full jitter makes 5 835 attempts in place of 12 871 (−55 %); but it is done at", "", "cap=8s"},
		{"nothing that helps", "preset=chaos", "", "With", ""},
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
		if tried > maxCandidates || len(advice) > min(tried, maxChanges) {
			t.Errorf("%s: %d are told of %d that were tried", tt.shows, len(advice), tried)
		}
	}
}

// What advice promises is what its scenario gives.
func TestAdviceKeepsItsWord(t *testing.T) {
	_, advice, _ := advised(t, "preset=retry-after")
	for _, a := range advice {
		named := false
		for _, r := range simulated(t, a.Scenario) {
			named = named || strings.Contains(a.Text, format.Count(r.Attempts)+" attempts in place of")
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
	if advice, tried, err := Advise(t.Context(), s, results); advice != nil || tried != 0 || err != nil {
		t.Errorf("a run that is too large: %v, %d tried, %v", advice, tried, err)
	}
	results = simulated(t, s)
	results[0].Partial = true
	if advice, tried, err := Advise(t.Context(), s, results); advice != nil || tried != 0 || err != nil {
		t.Errorf("a part of a run: %v, %d tried, %v", advice, tried, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Advise(ctx, s, simulated(t, s)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
