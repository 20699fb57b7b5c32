package view

import (
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

func TestTradeOff(t *testing.T) {
	for _, c := range []struct{ name, query, title, never string }{
		{"two that differ in both", "preset=stress", "Fixed delay is done soonest (17.4\u00a0s), Decorrelated (AWS) wastes least (2.44 attempts a client against 8.40)", ""},
		{"one beats all", "limiter=none&fail=0.5&strategies=immediate,fixed", "and wastes the fewest attempts", ""},
		{"all alike", "clients=10&strategies=full,equal", "All strategies take as long and waste as much", ""},
		{"some never get there", "preset=few-attempts&strategies=immediate,fixed,full", "", "no card"},
		{"one alone", "strategies=full", "", "no card"},
	} {
		s, err := scenario.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		tradeOff := tradeOffOf(s, results, StrategiesOf(s.Strategies))
		switch {
		case c.never == "no card":
			if tradeOff != nil {
				t.Errorf("%s: %+v, want no card", c.name, tradeOff)
			}
		case tradeOff == nil:
			t.Errorf("%s: no card", c.name)
		case !strings.Contains(tradeOff.Title, c.title):
			t.Errorf("%s: %q, want %q", c.name, tradeOff.Title, c.title)
		}
	}
}

// A strategy under which too many give up has no time: it is named, and not drawn.
func TestTradeOffNamesWhoNeverGetsThere(t *testing.T) {
	s, err := scenario.ParseQuery("clients=100&rate=20&attempts=4&strategies=immediate,linear,decorrelated,full&base=2s&cap=30s")
	if err != nil {
		t.Fatal(err)
	}
	results, err := sim.Simulate(t.Context(), s, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	tradeOff := tradeOffOf(s, results, StrategiesOf(s.Strategies))
	if tradeOff == nil || len(tradeOff.Never) == 0 || !strings.Contains(tradeOff.Never[0], "Under Immediate only") || len(tradeOff.Points)+len(tradeOff.Never) != 4 {
		t.Errorf("%+v", tradeOff)
	}
}
