package retry_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// Ten calls fail a millisecond apart, and their retries wait a second: beside the 0 to 2 that
// wait 9, 8 and 7 are under way, half of which is more, and the others are refused. Once
// all of that is over, as many are allowed again.
func TestConcurrentBudgetOfACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{
			Budget: guard.NewConcurrentBudget(guard.Params{BudgetRatio: 0.5}),
			Policy: retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: time.Second, Factor: 1, Cap: time.Second}}, MaxAttempts: 2},
		}
		for range 2 {
			var crowd sync.WaitGroup
			var mu sync.Mutex
			verdicts := map[retry.Verdict]int{}
			for i := range 10 {
				crowd.Go(func() {
					_, err := retry.Call(bg, &c, func(context.Context) (int, error) {
						time.Sleep(time.Second + time.Duration(i)*ms)
						return 0, errService
					})
					e, _ := errors.AsType[*retry.Error](err)
					mu.Lock()
					defer mu.Unlock()
					verdicts[e.Verdict]++
				})
			}
			crowd.Wait()
			if verdicts[retry.GiveUpAttempts] != 3 || verdicts[retry.GiveUpBudget] != 7 {
				t.Errorf("%v", verdicts)
			}
		}
	})
}
