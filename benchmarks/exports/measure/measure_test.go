package measure

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// The comparison passes a loop that does what the policy says, and none that is a fifth
// slower, that draws from the upper four fifths, or that makes an attempt more.
func TestCompare(t *testing.T) {
	loop := func(attempts int, scale float64, least float64) func(context.Context, func(context.Context) error) error {
		return func(ctx context.Context, attempt func(context.Context) error) (err error) {
			wait := 200 * time.Millisecond
			for n := 1; ; n++ {
				if err = attempt(ctx); n == attempts {
					return err
				}
				time.Sleep(time.Duration(float64(wait) * scale * (least + (1-least)*rand.Float64())))
				wait = min(2*wait, time.Second)
			}
		}
	}
	for shows, tt := range map[string]struct {
		run  func(context.Context, func(context.Context) error) error
		pass bool
	}{
		"the same": {loop(5, 1, 0), true}, "slower": {loop(5, 1.2, 0), false}, "a floor": {loop(5, 1, 0.2), false}, "one more": {loop(6, 1, 0), false},
	} {
		c := Case{Run: tt.run}
		var calls [][]step
		synctest.Test(t, func(t *testing.T) { calls = c.calls() })
		var f Figure
		f.compare(c, calls, "full(base=200ms cap=1s attempts=5)")
		if pass := f.Wrong == ""; pass != tt.pass {
			t.Errorf("%s: %+v", shows, f)
		}
	}
}
