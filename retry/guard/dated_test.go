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

// Whether it matters when an attempt was admitted is what its kind says: other guards answer
// alike whatever they are told about that.
func TestKindsSayWhetherTheyAreDated(t *testing.T) {
	params := guard.Params{BudgetTokens: 5, BudgetRatio: 0.1, BudgetFloor: 1, BudgetMin: 2, BreakerRatio: 0.5, BreakerWindow: time.Second, BreakerMin: 2, BreakerFailures: 2, BreakerCalls: 5,
		BreakerOpen: time.Second, BreakerOpenJitter: 0.5, BreakerProbes: 2, ThrottleK: 2, ThrottleWindow: time.Second, ThrottleRate: 3, ThrottleBurst: 2}
	for _, kind := range slices.Concat(guard.Budgets(), guard.Breakers(), guard.Throttles()) {
		if kind.New == nil {
			continue
		}
		differ := false
		for seed := range uint64(100) {
			differ = differ || !slices.Equal(overlap(kind.New(params), seed, true), overlap(kind.New(params), seed, false))
		}
		if differ != kind.Dated {
			t.Errorf("%s: Dated is %v, and its answers differ: %v", kind.Key, kind.Dated, differ)
		}
	}
}

// overlap lets a guard have 300 attempts, of which several are under way at a time, and returns
// what it answered. It is told when each was admitted, or always the same.
func overlap(g retry.Guard, seed uint64, dated bool) (answers []string) {
	r, now, underWay := rand.New(rand.NewPCG(seed, 3)), time.Duration(0), []retry.Try(nil)
	for range 300 {
		now += time.Duration(r.Int64N(int64(100 * time.Millisecond)))
		try := retry.Try{Attempt: 1 + r.IntN(3), Cause: retry.Rejected}
		if dated {
			try.At = now
		}
		wait, ok := g.Admit(now, try, r.Float64())
		if answers = append(answers, fmt.Sprint(wait, ok)); ok {
			underWay = append(underWay, try)
		}
		if n := len(underWay); n > 0 && r.IntN(4) > 0 {
			i := r.IntN(n)
			g.Done(now, underWay[i], []retry.Outcome{retry.Success, retry.Rejected, retry.NotSent}[r.IntN(3)])
			underWay = slices.Delete(underWay, i, i+1)
		}
	}
	return answers
}
