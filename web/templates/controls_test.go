package templates

import (
	"testing"
)

func TestNearest(t *testing.T) {
	steps := []string{"0s", "100ms", "1s", "1m"}
	for value, want := range map[string]int{"0s": 0, "100ms": 1, "900ms": 2, "1m30s": 3, "abc": 0, "-5s": 0, "": 0} {
		if got := nearest(steps, value); got != want {
			t.Errorf("nearest(%q) = %d, want %d", value, got, want)
		}
	}
}
