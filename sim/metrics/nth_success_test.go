package metrics

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Any of the successes, in whatever order they were told, one run after another in the
// same memory.
func TestNthSuccess(t *testing.T) {
	draws := rand.New(rand.NewPCG(3, 1))
	r := &Recorder{}
	for range 500 {
		width := 1 + draws.Int64N(50)
		r.Reset(time.Duration(width), time.Duration(1000))
		r.KeepSuccesses()
		var all []time.Duration
		for range 1 + draws.IntN(100) {
			at := time.Duration(draws.Int64N(1 + draws.Int64N(1000)))
			all = append(all, at)
			r.Completed(at, at)
		}
		slices.Sort(all)
		for n := range all {
			if got, ok := r.NthSuccess(n + 1); !ok || got != all[n] {
				t.Fatalf("number %d of %v, in bins of %d, is %d", n+1, all, width, got)
			}
		}
		if last := all[len(all)-1]; r.LastSuccess != last {
			t.Fatalf("the last of %v is %d", all, r.LastSuccess)
		}
	}
}
