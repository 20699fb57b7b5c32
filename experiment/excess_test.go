package experiment

import (
	"context"
	"errors"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

func TestExcess(t *testing.T) {
	stream := Limits{Attempts: 100_000_000, Bytes: 1 << 30}
	for _, c := range []struct {
		query   string
		most    Limits
		over    Resource
		begins  bool
		field   string
		smaller string // value of the field
	}{
		{"clients=1000000&attempts=100", stream, OverAttempts, true, "clients", "250000"},
		{"clients=1000000&attempts=50&runs=3", stream, OverAttempts, false, "clients", "160000"},
		{"clients=100000&attempts=20&runs=100", stream, OverAttempts, false, "runs", "12"},
		{"clients=1000000&attempts=2&strategies=full,lib:got,equal,fixed,linear&total-timeout=1h", stream, OverRequests, false, "clients", "800000"},
		{"population=open&offered=1000000&duration=1h&attempts=3", stream, OverAttempts, false, "offered", "550"},
		{"clients=1000000&timeout=1ms&latency=1m&attempts=25&strategies=fixed&base=1ms&rate=1000000&burst=1000000", Limits{1_000_000_000, 1 << 28}, OverMemory, false, "clients", ""},
		{"population=closed&clients=1000000&duration=1s", Limits{2_000_000, 1 << 30}, OverAttempts, false, "clients", "20000"},
	} {
		s := scenariotest.Parse(t, c.query)
		e, over := ExcessOf(s, c.most)
		if !over || e.Over != c.over || e.Begins != c.begins || e.Field != c.field || e.Needs <= e.Allowed {
			t.Errorf("%s: %v %+v", c.query, over, e)
			continue
		}
		f, _ := scenario.FieldNamed(e.Field)
		if got := f.Format(e.Smaller); c.smaller != "" && got != c.smaller {
			t.Errorf("%s: %s=%s is the largest, want %s", c.query, e.Field, got, c.smaller)
		}
		if again, over := ExcessOf(e.Smaller, c.most); over {
			t.Errorf("%s: what is smaller exceeds as well: %+v", c.query, again)
		}
	}
	for _, query := range []string{"", "clients=1000000", "clients=1000000&attempts=100&rate=1000000", "runs=100"} {
		if e, over := ExcessOf(scenariotest.Parse(t, query), stream); over {
			t.Errorf("%q exceeds what it does not: %+v", query, e)
		}
	}
}

// What is said to exceed a limit does, and what is offered in its place does not.
func TestExcessIsTrue(t *testing.T) {
	most := Limits{Attempts: 50_000, Bytes: 1 << 30}
	for _, query := range []string{"clients=5000", "clients=2000&attempts=40", "clients=300&attempts=300&rate=1&burst=1&cap=500ms", "clients=1000&runs=5", "population=open&offered=5000&duration=10s"} {
		s := scenariotest.Parse(t, query)
		e, over := ExcessOf(s, most)
		if !over || e.Field == "" {
			t.Errorf("%s: %v %+v", query, over, e)
			continue
		}
		var limit *sim.LimitError
		if _, err := sim.Simulate(context.Background(), s, most.Attempts/int64(s.Runs)); !errors.As(err, &limit) {
			t.Errorf("%s is within the limits: %v", query, err)
		}
		if _, err := sim.Simulate(context.Background(), e.Smaller, most.Attempts/int64(e.Smaller.Runs)); err != nil {
			t.Errorf("%s: %s: %v", query, e.Smaller.Query(), err)
		}
	}
}
