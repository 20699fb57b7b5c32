package library

import (
	"math"
	"testing"
)

// The functions that stand in for those of package math are as exact as those.
func TestExp2AndTanh(t *testing.T) {
	for x := -60.0; x <= 60; x += 0.0371 {
		if got, want := exp2(x), math.Exp2(x); math.Abs(got-want) > 4e-15*want {
			t.Errorf("exp2(%v) = %v, want %v", x, got, want)
		}
		if x < 0.01 {
			continue // near 0 the difference 1-q loses digits; k-1+u hardly ever is
		}
		if got, want := tanh(x), math.Tanh(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("tanh(%v) = %v, want %v", x, got, want)
		}
	}
	for _, tt := range []struct{ got, want float64 }{
		{exp2(0), 1}, {exp2(10), 1024}, {exp2(1e9), math.Inf(1)}, {exp2(-1e9), 0},
		{exp2(math.Inf(1)), math.Inf(1)}, {tanh(0), 0}, {tanh(1e9), 1},
	} {
		if tt.got != tt.want {
			t.Errorf("got %v, want %v", tt.got, tt.want)
		}
	}
}
