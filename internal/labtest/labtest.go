package labtest

import (
	"context"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

func Simulated(t testing.TB, query string) (scenario.Scenario, []sim.Result) {
	t.Helper()
	scenario, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	results, err := sim.Simulate(context.Background(), scenario, 20_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return scenario, results
}

// Outcome is what comes of a scenario of one run: its results, and the verdict on them.
func Outcome(t testing.TB, query string) (scenario.Scenario, experiment.Outcome) {
	t.Helper()
	scenario, results := Simulated(t, query)
	atOnce := func() error { return nil }
	found, err := experiment.NewTrials(scenario).Judged(context.Background(), scenario.Seed, results, atOnce, atOnce)
	if err != nil {
		t.Fatal(err)
	}
	return scenario, found
}

// Eventually waits for a state.
func Eventually(t testing.TB, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(Generous)
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// Generous is how long a test waits for a state that must come; no test is
// decided by how fast it comes.
const Generous = 20 * time.Second

func ScenarioOf(t testing.TB, query string) scenario.Scenario {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func LinkOf(t testing.TB, raw string) link.Link {
	t.Helper()
	l, err := link.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const (
	Small  = "clients=40&spread=1s&rate=20&burst=5&strategies=exponential,full,equal&base=100ms&cap=5s&seed=42"
	Stress = "clients=1000&spread=1s&rate=50&burst=50&base=100ms&cap=10s&attempts=30&seed=42&strategies=fixed,exponential,full,equal,decorrelated,decorrelated-aws"
	Long   = "clients=200&spread=0s&rate=0.1&burst=1&base=1s&cap=30s&attempts=1000&strategies=fixed,full" // becomes two times wider
	// Storm makes many million attempts: it is under way until it is cancelled.
	Storm = "clients=100000&spread=0s&rate=1&burst=1&strategies=immediate,full&base=1ms&cap=1ms&attempts=1000&bin=10ms"
)
