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

// lives lets a guard have 200 attempts, and returns what it answered.
func lives(g retry.Guard, seed uint64) (answers []string) {
	r, now := rand.New(rand.NewPCG(seed, 2)), time.Duration(0)
	all := []retry.Guard{g}
	if counter, ok := g.(interface{ UnderWay() retry.Guard }); ok {
		all = append(all, counter.UnderWay())
	}
	for range 200 {
		now += time.Duration(r.Int64N(int64(100 * time.Millisecond)))
		try := retry.Try{Attempt: 1 + r.IntN(3), Cause: retry.Rejected, At: now}
		u, o := r.Float64(), []retry.Outcome{retry.Success, retry.Rejected, retry.Unavailable, retry.NotSent}[r.IntN(4)]
		for _, one := range all {
			wait, ok := one.Admit(now, try, u)
			answers = append(answers, fmt.Sprint(wait, ok))
			if ok {
				one.Done(now, try, o)
			}
		}
	}
	for _, one := range all {
		one.Admit(now, again(retry.Rejected), 0) // and one is under way
	}
	return answers
}

// After Reset a guard is as it was when it was new. What it points to does not show in its
// fields, so it must answer as a new one does, too.
func TestResetForgetsAll(t *testing.T) {
	params := guard.Params{BudgetTokens: 5, BudgetRatio: 0.1, BudgetFloor: 1, BudgetMin: 2, BreakerRatio: 0.5, BreakerWindow: time.Second, BreakerMin: 2, BreakerFailures: 2, BreakerCalls: 5,
		BreakerOpen: time.Second, BreakerOpenJitter: 0.5, BreakerProbes: 2, ThrottleK: 2, ThrottleWindow: time.Second, ThrottleRate: 3, ThrottleBurst: 2}
	for _, kind := range slices.Concat(guard.Budgets(), guard.Breakers(), guard.Throttles()) {
		if kind.New == nil {
			continue
		}
		for seed := range uint64(20) {
			g := kind.New(params)
			state := func() string { return fmt.Sprintf("%+v", g) }
			fresh := state()
			if lives(g, seed); state() == fresh {
				t.Errorf("%s has seen nothing", kind.Key)
			}
			if g.Reset(); state() != fresh {
				t.Errorf("%s is %s, and was %s", kind.Key, state(), fresh)
			}
			if !slices.Equal(lives(g, seed+100), lives(kind.New(params), seed+100)) {
				t.Errorf("%s answers otherwise after life %d", kind.Key, seed)
			}
		}
	}
}
