package guard_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// After Reset a guard is as it was when it was new.
func TestResetForgetsAll(t *testing.T) {
	params := guard.Params{BudgetTokens: 5, BudgetRatio: 0.1, BudgetFloor: 1, BudgetMin: 2, BreakerRatio: 0.5, BreakerWindow: time.Second, BreakerMin: 2, BreakerFailures: 2, BreakerCalls: 5,
		BreakerOpen: time.Second, BreakerOpenJitter: 0.5, BreakerProbes: 2, ThrottleK: 2, ThrottleWindow: time.Second, ThrottleRate: 3, ThrottleBurst: 2}
	for _, kind := range slices.Concat(guard.Budgets(), guard.Breakers(), guard.Throttles()) {
		if kind.New == nil {
			continue
		}
		g, r, now := kind.New(params), rand.New(rand.NewPCG(1, 2)), time.Duration(0)
		state := func() string { return fmt.Sprintf("%+v", g) }
		fresh := state()
		for range 200 {
			now += time.Duration(r.Int64N(int64(100 * time.Millisecond)))
			try := retry.Try{Attempt: 1 + r.IntN(3), Cause: retry.Rejected, At: now}
			if _, ok := g.Admit(now, try, r.Float64()); ok {
				g.Done(now, try, []retry.Outcome{retry.Success, retry.Rejected, retry.Unavailable, retry.NotSent}[r.IntN(4)])
			}
		}
		g.Admit(now, again(retry.Rejected), 0) // and one is under way
		if state() == fresh {
			t.Errorf("%s has seen nothing", kind.Key)
		}
		if g.Reset(); state() != fresh {
			t.Errorf("%s is %s, and was %s", kind.Key, state(), fresh)
		}
	}
}
