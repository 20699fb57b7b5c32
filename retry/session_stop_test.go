package retry_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// told is a breaker that notes what it hears.
type told struct{ heard []retry.Outcome }

func (g *told) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) { return 0, true }
func (g *told) Done(_ time.Duration, _ retry.Try, o retry.Outcome)            { g.heard = append(g.heard, o) }
func (g *told) Reset()                                                        {}

// What must not be repeated ends the call, and a breaker still hears what it says about the
// service.
func TestSessionStop(t *testing.T) {
	for _, tt := range []struct {
		outcome retry.Outcome
		want    retry.Verdict
		timeout bool
	}{
		{retry.Unavailable, retry.GiveUpNotRetried, false},
		{retry.TimedOut, retry.GiveUpNotRetried, true},
		{retry.Failed, retry.GiveUpPermanent, false},
	} {
		var g told
		s, err := (&retry.Client{Breaker: &g}).Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		e, ok := errors.AsType[*retry.Error](s.Stop(retry.Answer{Outcome: tt.outcome}, errService))
		if !ok || e.Verdict != tt.want || e.Attempts != 1 || e.Timeout() != tt.timeout || !errors.Is(e, errService) {
			t.Errorf("%v: %+v, timeout %t; want %v", tt.outcome, e, e.Timeout(), tt.want)
		}
		if len(g.heard) != 1 || g.heard[0] != tt.outcome {
			t.Errorf("%v: the breaker heard %v", tt.outcome, g.heard)
		}
	}
}

// What an interceptor does between the decision and the wait does not make the wait longer.
func TestWaitCountsFromTheDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		s, err := (&retry.Client{Policy: retry.Policy{Strategy: tenth}}).Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, work := range []time.Duration{30 * ms, 500 * ms} {
			if again, err := s.Decide(retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}, errService); !again {
				t.Fatal(err)
			}
			time.Sleep(work)
			if err := s.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took != 600*ms { // 100 ms, of which 30 had passed; 500 ms, which are more than 200
			t.Errorf("it took %v", took)
		}
	})
}
