package sim

import (
	"context"
	"math/rand/v2"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// made is how many attempts a run makes, those that were refused included.
func made(t *testing.T, s scenario.Scenario) float64 {
	t.Helper()
	results, err := Simulate(context.Background(), s, 50_000_000)
	if err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	n := 0
	for _, r := range results {
		n += r.Attempts + r.NotSent
	}
	return float64(n)
}

// Of a crowd far beyond what is admitted nearly all is known before.
func TestForecastOfCrowdsIsClose(t *testing.T) {
	for _, query := range []string{
		"", "clients=5000", "clients=20000&rate=5", "clients=5000&strategies=full,lib:openai-python", "clients=3000&attempts=200&cap=1s",
		"clients=2000&limiter=fixed-window&strategies=exponential@20/full@80", "clients=5000&limiter=none&servers=4&service=100ms&queue=10",
		"clients=4000&timeout=100ms&retry-on=rejected", "clients=5000&deadline=3s", "clients=5000&horizon=2s",
	} {
		s := scenariotest.Parse(t, query)
		f, got := ForecastOf(s), made(t, s)
		if f.Least > 1.02*got || f.Most < got || f.Least < 0.4*got {
			t.Errorf("%q makes %.0f attempts, %.0f to %.0f were expected", query, got, f.Least, f.Most)
		}
	}
}

// Whatever there is in a scenario, a run is between the two, if draws are as on average.
func TestForecastHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		s := scenariotest.RandomScenario(r)
		if s.Validate() != nil || Afford(s, 1_000_000) != nil {
			continue
		}
		results, err := Simulate(context.Background(), s, 1_000_000)
		if err != nil {
			continue
		}
		n := 0.0
		for _, r := range results {
			n += float64(r.Attempts + r.NotSent)
		}
		f := ForecastOf(s)
		if f.Least > 1.15*n+20 || s.Population != scenario.PopulationClosed && f.Most < n {
			t.Errorf("%s makes %.0f attempts, %.0f to %.0f were expected", s.Query(), n, f.Least, f.Most)
		}
	}
}
