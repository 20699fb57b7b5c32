package view

import (
	"backofflab/explain"
	"strings"
	"testing"

	"backofflab/internal/labtest"
)

func TestTradeOff(t *testing.T) {
	for _, c := range []struct{ name, query, title, never string }{
		{"two that differ in both", "preset=stress", "Four strategies are fastest, decorrelated (AWS) wastes least", ""},
		{"one beats all", "limiter=none&fail=0.5&strategies=immediate,fixed", "Immediate retry is fastest", ""},
		{"all alike", "clients=10&strategies=full,equal", "No clear difference in time or waste", ""},
		{"some never get there", "preset=few-attempts&strategies=immediate,fixed,full", "", "no card"},
		{"one alone", "strategies=full", "", "no card"},
	} {
		s, found := labtest.Outcome(t, c.query)
		tradeOff := tradeOffOf(s, found, StrategiesOf(s.Strategies), explain.Headlines(s, found).TradeOffLine)
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
	s, found := labtest.Outcome(t, "clients=100&rate=20&attempts=4&strategies=immediate,linear,decorrelated,full&base=2s&cap=30s")
	tradeOff := tradeOffOf(s, found, StrategiesOf(s.Strategies), "")
	if tradeOff == nil || len(tradeOff.Never) == 0 || !strings.Contains(tradeOff.Never[0], "With Immediate only") || len(tradeOff.Points)+len(tradeOff.Never) != 4 {
		t.Errorf("%+v", tradeOff)
	}
}
