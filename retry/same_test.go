package retry_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// A real call waits what a virtual one does: for any policy, answers and draws its attempts
// are where Next puts them, and it ends as Next says.
func TestRealIsVirtual(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	retried, ends := 0, map[retry.Verdict]int{}
	for range 2000 {
		p, list, seed := anyPolicy(r), anyAnswers(r), r.Uint64()
		draws := func() func() float64 { return rand.New(rand.NewPCG(seed, 0)).Float64 }
		want, verdict := virtual(p, list, draws())
		retried += len(want) - 1
		ends[verdict]++
		synctest.Test(t, func(t *testing.T) {
			c := retry.Client{Budget: retry.NoBudget, Policy: p}
			c.SetDraw(draws())
			begin, got := time.Now(), []time.Duration(nil)
			_, err := retry.Call(context.Background(), &c, func(context.Context) (int, error) {
				got = append(got, time.Since(begin))
				a := list[len(got)-1]
				if a.Outcome == retry.Success {
					return 1, nil
				}
				return 0, retry.As(retry.After(errService, a.RetryAfter), a.Outcome)
			})
			if !slices.Equal(got, want) || verdictOf(t, err) != verdict {
				t.Fatalf("%v\nanswers %v\nattempts at %v, %v; want %v, %v", p, list, got, err, want, verdict)
			}
			var e *retry.Error
			if errors.As(err, &e) && time.Since(begin) != got[len(got)-1] {
				t.Fatalf("it gave up %v after the last attempt", time.Since(begin)-got[len(got)-1])
			}
		})
	}
	for _, v := range []retry.Verdict{retry.Retry, retry.GiveUpAttempts, retry.GiveUpDeadline, retry.GiveUpPermanent, retry.GiveUpNotRetried, retry.GiveUpRetryAfter} {
		if ends[v] < 50 {
			t.Errorf("%d ended with %v", ends[v], v)
		}
	}
	if retried < 1500 {
		t.Errorf("%d retries in all", retried)
	}
}

// virtual is a virtual client: the times of its attempts, and how it ends.
func virtual(p retry.Policy, list []retry.Answer, draw func() float64) (at []time.Duration, v retry.Verdict) {
	now, memory := time.Duration(0), time.Duration(0)
	for n := 1; ; n++ {
		at = append(at, now)
		a := list[n-1]
		if a.Outcome == retry.Success {
			return at, retry.Retry
		}
		u := retry.Draws{Jitter: draw()}
		if a.RetryAfter >= 0 {
			u.RetryAfter = draw()
		}
		d := p.Next(n, a, now, memory, u)
		if d.Verdict != retry.Retry {
			return at, d.Verdict
		}
		now, memory = now+d.Delay, d.Memory
	}
}

func anyPolicy(r *rand.Rand) retry.Policy {
	params := retry.Params{
		Base: time.Duration(1+r.IntN(1e9)) * time.Nanosecond, Factor: 1 + 2*r.Float64(), Cap: time.Duration(1 + r.Int64N(30e9)),
		Offset: r.IntN(2), Share: r.Float64(), Extra: time.Duration(r.IntN(1e9)),
		Floor: time.Duration(r.IntN(1e9)), Power: float64(r.IntN(5)) / 2, Delays: []time.Duration{time.Duration(r.IntN(1e9)), time.Duration(r.IntN(1e9))},
	}
	kinds, rules := retry.Kinds(), retry.RetryAfterKinds()[1:]
	p := retry.Policy{
		Strategy: kinds[r.IntN(len(kinds))].New(params), MaxAttempts: 1 + r.IntN(6),
		On:         transient,
		RetryAfter: retry.RetryAfter{Rule: rules[r.IntN(len(rules))].New(retry.RetryAfterParams{Share: r.Float64(), Backoff: params})},
	}
	if r.IntN(3) == 0 {
		p.On = retry.Outcomes(2 + 2*r.IntN(31)) // any but a success
	}
	if r.IntN(4) == 0 {
		p.Rejected = kinds[r.IntN(len(kinds))].New(params)
	}
	if r.IntN(3) == 0 {
		p.Deadline = time.Duration(1 + r.Int64N(20e9))
	}
	if r.IntN(3) == 0 {
		p.RetryAfter.Limit, p.RetryAfter.GiveUp = time.Duration(1+r.IntN(5e9)), r.IntN(2) == 0
		p.RetryAfter.Clamp = r.IntN(2) == 0
	}
	return p
}

func anyAnswers(r *rand.Rand) []retry.Answer {
	outcomes := []retry.Outcome{
		retry.Rejected, retry.Rejected, retry.Unavailable, retry.Unavailable, retry.TimedOut, retry.NotSent, retry.Success, retry.Failed,
	}
	list := make([]retry.Answer, 8)
	for i := range list {
		list[i] = retry.Answer{Outcome: outcomes[r.IntN(len(outcomes))], RetryAfter: retry.NotAsked}
		if r.IntN(3) == 0 {
			list[i].RetryAfter = time.Duration(r.Int64N(10e9))
		}
	}
	return list
}
