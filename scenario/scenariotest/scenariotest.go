package scenariotest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
)

// Reference is the job that speeds are compared by: n clients start within 100 ms,
// the service admits a twentieth of them a second, and they retry with full jitter.
func Reference(n int) scenario.Scenario {
	s := scenario.Default()
	s.Clients, s.Spread, s.Latency, s.Bin = n, 100*time.Millisecond, 10*time.Millisecond, 100*time.Millisecond
	s.Rate, s.Burst = float64(n)/20, max(1, n/200)
	s.Strategies, s.Base, s.Cap, s.Attempts = []string{"full"}, 100*time.Millisecond, 20*time.Second, 50
	return s
}

// With changes fields of a scenario, given as in a link.
func With(s scenario.Scenario, changes string) scenario.Scenario {
	for _, pair := range splitPairs(changes) {
		f, ok := scenario.FieldNamed(pair[0])
		if !ok {
			panic("no field " + pair[0])
		}
		if err := f.Set(&s, pair[1]); err != nil {
			panic(fmt.Sprintf("%s=%s: %v", pair[0], pair[1], err))
		}
	}
	if err := s.Validate(); err != nil {
		panic(err)
	}
	return s
}

func splitPairs(query string) [][2]string {
	var out [][2]string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name != "" {
			out = append(out, [2]string{name, value})
		}
	}
	return out
}

// LastWins lets a test add to a query that has a field already.
func LastWins(query string) string {
	values, order := map[string]string{}, []string{}
	for _, pair := range splitPairs(query) {
		if _, ok := values[pair[0]]; !ok {
			order = append(order, pair[0])
		}
		values[pair[0]] = pair[1]
	}
	out := ""
	for i, name := range order {
		if i > 0 {
			out += "&"
		}
		out += name + "=" + values[name]
	}
	return out
}

// Everything is a scenario with every kind of feature on.
const Everything = "clients=60&population=open&offered=30&duration=20s&ramp=1.5&spike=3&spike-from=5s&spike-to=7s&process=6" +
	"&crash=12s&restart=2s&crash-share=0.3&crash-state=lost&network=normal&latency-sd=3ms" +
	"&limiter=llm&rate=25&burst=30&tokens-per-minute=900000&tokens=600&tokens-dist=exponential&retry-after=seconds&honour=honour-jitter&honour-limit=10s" +
	"&servers=4&queue=20&discipline=lifo&queue-timeout=500ms&service=80ms&service-dist=lognormal&service-sd=60ms&slope=2ms&abandoned=noticed" +
	"&fail=0.05&permanent=0.02&outage=hang&outage-from=9s&outage-to=10s&brownout=0.5&brownout-from=14s&brownout-to=16s" +
	"&strategies=full,decorrelated,exponential@20/full@80&base=100ms&cap=3s&attempts=8&timeout=700ms&deadline=15s" +
	"&budget=ratio&breaker=ratio&throttle=aws-adaptive&seed=9"

func Parse(t *testing.T, query string) scenario.Scenario {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// RandomScenario draws over all features: about a third of the fields get another
// value than the default.
func RandomScenario(r *rand.Rand) scenario.Scenario {
	s := scenario.Default()
	pick := func(values ...string) string { return values[r.IntN(len(values))] }
	for _, f := range scenario.Fields() {
		switch {
		case f.Name == "strategies":
			fleet := pick(append(f.Choices, "lib:cenkalti", "exponential@20/full@80", "immediate@50/fixed@25/decorrelated@25")...)
			if f.Set(&s, fleet) != nil {
				s.Strategies = []string{"full"}
			}
		case r.IntN(3) > 0:
		case len(f.Choices) > 0:
			_ = f.Set(&s, pick(f.Choices...))
		case len(f.Steps) > 0:
			_ = f.Set(&s, pick(f.Steps...))
		}
	}
	s.Clients = 1 + r.IntN(150)
	s.Attempts = 1 + r.IntN(12)
	s.Seed = r.Uint64N(scenario.MaxSeed)
	s.Runs = 1
	s.Duration = min(s.Duration, 20*time.Second)
	s.Offered = min(s.Offered, 50)
	s.Think = max(s.Think, 10*time.Millisecond) // or a client may spin at one moment for ever
	s.Ramp, s.Spike = min(s.Ramp, 2), min(s.Spike, 2)
	if s.Validate() != nil { // hedges are simulated with few other things
		s.Hedge, s.HedgePercentile = 0, 0
	}
	return s
}
