package view

import (
	"testing"

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
		if got := FrameOf(s).Burst; got != want {
			t.Errorf("%s: %d at once, want %d", query, got, want)
		}
	}
}
