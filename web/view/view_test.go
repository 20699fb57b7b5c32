package view

import (
	"testing"
	"time"

	"backofflab/internal/labtest"
	"backofflab/scenario"
)

// The ideal curve begins with what the service admits at once: it must be what
// the limiter admits, not a float's idea of it.
func TestFrameBeginsWithWhatTheLimiterAdmits(t *testing.T) {
	for query, want := range map[string]int{
		"burst=7": 7,
		"limiter=fixed-window&rate=10&window=10s":         100,
		"limiter=fixed-window&rate=0.29&window=100s":      29,
		"limiter=fixed-window&rate=1&window=1999999999ns": 1,
	} {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if got := FrameOf(s, time.Second).Burst; got != want {
			t.Errorf("%s: %d at once, want %d", query, got, want)
		}
	}
}

// The ideal curve is drawn only where the capacity is what bounds who is through.
func TestFrameIsLooseWhereTheCapacityBoundsNobody(t *testing.T) {
	for query, want := range map[string]bool{
		"":                           false,
		"outage=refuse&outage-to=2m": true,
		"outage=refuse&outage-from=10s&outage-to=20s":                         false,
		"clients=40&spread=20s&rate=10":                                       true,
		"clients=400&spread=20s&rate=10&burst=10":                             false,
		"population=open&offered=2&duration=30s&rate=10":                      true,
		"population=open&clients=10&offered=50&duration=30s&rate=10&burst=10": false,
	} {
		if got := FrameOf(labtest.ScenarioOf(t, query), time.Second).Loose; got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}

// Charts mark each stretch of time in which something goes wrong, but a spike: it is seen
// as load.
func TestEveryDisturbanceHasItsSpan(t *testing.T) {
	s := labtest.ScenarioOf(t, "population=open&outage=refuse&outage-to=1s&brownout=0.5&brownout-from=2s&brownout-to=3s&service=10ms&servers=1&spike=2&spike-from=4s&spike-to=5s&crash=6s&fail=0.5&fail-from=7s&fail-to=8s")
	marked := map[string]bool{"spike": true}
	for _, span := range spansOf(s) {
		marked[span.Name] = true
	}
	if all := s.Disturbances(); len(all) != scenario.DisturbanceKinds {
		t.Fatalf("only %v happen", all)
	}
	for _, d := range s.Disturbances() {
		if !marked[d.Kind.String()] {
			t.Errorf("no chart marks the %s", d.Kind)
		}
	}
}
