package metrics

import (
	"math/rand/v2"
	"testing"
	"time"
)

// After each value a running quantile is what a histogram would say, whether the values rise,
// fall or jump.
func TestRunningIsTheQuantile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, q := range []float64{0.01, 0.5, 0.9, 0.95, 0.9999, 1} {
		for name, value := range map[string]func(i int) time.Duration{
			"rising":   func(i int) time.Duration { return time.Duration(i) * time.Millisecond },
			"falling":  func(i int) time.Duration { return time.Duration(3000-i) * time.Millisecond },
			"jumping":  func(int) time.Duration { return time.Duration(r.ExpFloat64() * float64(r.IntN(1_000_000_000))) },
			"the same": func(int) time.Duration { return 42 },
			"nothing":  func(int) time.Duration { return 0 },
		} {
			var running Running
			var plain Histogram
			running.Reset(q)
			for i := range 3000 {
				d := value(i)
				running.Add(d)
				plain.Add(d)
				if got, want := running.Value(), plain.Quantile(q); got != want || running.Count() != i+1 {
					t.Fatalf("%s, q = %v: %v after %d values, want %v", name, q, got, i+1, want)
				}
			}
		}
	}
}

// It begins anew.
func TestRunningResets(t *testing.T) {
	var r Running
	r.Reset(0.5)
	for range 10 {
		r.Add(time.Hour)
	}
	r.Reset(0.9)
	if r.Count() != 0 || r.Value() != 0 {
		t.Errorf("after Reset there are %d values, the quantile is %v", r.Count(), r.Value())
	}
	r.Add(3)
	if r.Value() != 3 {
		t.Errorf("the quantile of 3 is %v", r.Value())
	}
}
