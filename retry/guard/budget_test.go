package guard_test

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// Brooker's bucket, step by step.
func TestRatioBudget(t *testing.T) {
	retried := again(retry.Unavailable)
	walk(t, guard.NewRatioBudget(published()), []step{
		{shows: "a first try adds nothing to a full bucket", what: admits, try: first, tokens: 5},
		{shows: "retry 1", what: admits, try: retried, tokens: 4},
		{shows: "retry 2", what: admits, try: retried, tokens: 3},
		{shows: "retry 3", what: admits, try: retried, tokens: 2},
		{shows: "retry 4, the last of a full bucket", what: admits, try: retried, tokens: 1},
		{shows: "exactly one token is not more than one", what: refuses, try: retried, tokens: 1},
		{shows: "a refused retry takes nothing", what: refuses, try: retried, tokens: 1},
		{shows: "first tries go on", what: admits, try: first, tokens: 1.1},
		{shows: "a tenth more is enough", what: admits, try: retried, tokens: 0.1},
		{shows: "and leaves too little", what: refuses, try: retried, tokens: 0.1},
		{shows: "outcomes change nothing", what: done, try: retried, outcome: retry.Success, tokens: 0.1},
		{shows: "of any kind", what: done, try: first, outcome: retry.TimedOut, tokens: 0.1},
		{shows: "a retry that was not sent is paid back", what: done, try: retried, outcome: retry.NotSent, tokens: 1.1},
		{shows: "a first try has paid nothing", what: done, try: first, outcome: retry.NotSent, tokens: 1.1},
		{shows: "time adds nothing without a floor", at: 1000 * time.Hour, what: admits, try: retried, tokens: 0.1},
	})
}

// Ten first tries are worth one retry, for ever, without a rounding error.
func TestRatioBudgetInTheLongRun(t *testing.T) {
	b := guard.NewRatioBudget(published())
	retries := 0
	for range 10_000 {
		b.Admit(0, first, 0)
		for {
			if _, ok := b.Admit(0, again(retry.Unavailable), 0); !ok {
				break
			}
			retries++
		}
	}
	// Four are in the full bucket. The second first try then makes 1.1 of the 1
	// that is left, and every tenth after it.
	if retries != 4+1000 || b.Tokens() != 0.9 {
		t.Errorf("%d retries, %v tokens left, want 1004, 0.9", retries, b.Tokens())
	}
}

func TestRatioBudgetWithFloor(t *testing.T) {
	p := published()
	p.BudgetRatio, p.BudgetFloor, p.BudgetTokens = 0, 2, 2.5
	retried := again(retry.Rejected)
	walk(t, guard.NewRatioBudget(p), []step{
		{shows: "it starts full", what: admits, try: retried, tokens: 1.5},
		{shows: "and has one and a half", what: admits, try: retried, tokens: 0.5},
		{shows: "half a token is too little", what: refuses, try: retried, tokens: 0.5},
		{shows: "after 250ms there is one", at: 250 * ms, what: refuses, try: retried, tokens: 1},
		{shows: "1ns later there is more", at: 250*ms + 1, what: admits, try: retried, tokens: 2e-9},
		{shows: "time that goes back adds nothing", at: 100 * ms, what: refuses, try: retried, tokens: 2e-9},
		{shows: "nor is it counted twice", at: 250*ms + 1, what: refuses, try: retried, tokens: 2e-9},
		{shows: "a first try adds no more than its ratio", at: 250*ms + 1, what: admits, try: first, tokens: 2e-9},
		{shows: "time counts when a try is done, too", at: 500*ms + 1, what: done, try: first, outcome: retry.Success, tokens: 0.5 + 2e-9},
		{shows: "what comes back overflows a full bucket", at: time.Hour, what: done, try: retried, outcome: retry.NotSent, tokens: 2.5},
		{shows: "so does the largest time", at: math.MaxInt64, what: admits, try: retried, tokens: 1.5},
	})
}

// V4's other face: a bucket of at most one token has no retry in it.
func TestRatioBudgetOfOneToken(t *testing.T) {
	p := published()
	p.BudgetTokens = 1
	b := guard.NewRatioBudget(p)
	for range 100 {
		b.Admit(0, first, 0)
		if _, ok := b.Admit(0, again(retry.Rejected), 0); ok {
			t.Fatal("a retry was admitted")
		}
	}
}

// gRPC's own example, 10 tokens and a ratio of 0.1.
func TestGRPCBudget(t *testing.T) {
	p := published()
	p.BudgetTokens = 10
	retried := again(retry.Unavailable)
	walk(t, guard.NewGRPCBudget(p), []step{
		{shows: "a success adds nothing to all", what: done, try: first, outcome: retry.Success, tokens: 10},
		{shows: "unavailable", what: done, try: first, outcome: retry.Unavailable, tokens: 9},
		{shows: "a retry is free", what: admits, try: retried, tokens: 9},
		{shows: "rejected", what: done, try: retried, outcome: retry.Rejected, tokens: 8},
		{shows: "timed out", what: done, try: first, outcome: retry.TimedOut, tokens: 7},
		{shows: "a permanent failure does not count", what: done, try: first, outcome: retry.Failed, tokens: 7},
		{shows: "nor does what was not sent", what: done, try: retried, outcome: retry.NotSent, tokens: 7},
		{shows: "a failure of a retry counts as well", what: done, try: retried, outcome: retry.Unavailable, tokens: 6},
		{shows: "above half", what: admits, try: retried, tokens: 6},
		{shows: "down to exactly half", what: done, try: first, outcome: retry.Unavailable, tokens: 5},
		{shows: "half is not above half", what: refuses, try: retried, tokens: 5},
		{shows: "first tries are made", what: admits, try: first, tokens: 5},
		{shows: "one success", what: done, try: first, outcome: retry.Success, tokens: 5.1},
		{shows: "is above half", what: admits, try: retried, tokens: 5.1},
		{shows: "a success of a retry counts as well", what: done, try: retried, outcome: retry.Success, tokens: 5.2},
	})
	b := guard.NewGRPCBudget(p)
	for range 11 {
		b.Done(0, first, retry.TimedOut)
	}
	if b.Tokens() != 0 {
		t.Errorf("%v tokens after 11 failures, want 0", b.Tokens())
	}
	for i := 1; i <= 51; i++ {
		b.Done(0, first, retry.Success)
		if _, ok := b.Admit(0, retried, 0); ok != (i == 51) {
			t.Errorf("after %d successes a retry is admitted: %v", i, ok)
		}
	}
	for range 100 {
		b.Done(0, first, retry.Success)
	}
	if b.Tokens() != 10 {
		t.Errorf("%v tokens after many successes, want 10", b.Tokens())
	}
}

// With an odd size half of it is no whole number.
func TestGRPCBudgetOfOddSize(t *testing.T) {
	p := published()
	b := guard.NewGRPCBudget(p) // 5: half is 2.5
	for want := 4.0; want >= 2; want-- {
		b.Done(0, first, retry.Unavailable)
		if _, ok := b.Admit(0, again(retry.Unavailable), 0); b.Tokens() != want || ok != (want > 2.5) {
			t.Errorf("%v tokens, admitted %v; want %v", b.Tokens(), ok, want)
		}
	}
}

// The ledgers of botocore's standard mode, and of 2026: there V9's, which are
// 500, 486, 472, 486 and 500, 495, 500.
func TestAWSBudgets(t *testing.T) {
	unavailable, rejected, timedOut := again(retry.Unavailable), again(retry.Rejected), again(retry.TimedOut)
	for _, tt := range []struct {
		key   string
		shows string
		steps []step
	}{
		{"aws-js", "any success fills it up, and goes on above it", []step{
			{what: admits, try: unavailable, tokens: 490},
			{what: admits, try: timedOut, tokens: 480},
			{what: admits, try: rejected, tokens: 475},
			{shows: "a retry that failed gives nothing", what: done, try: unavailable, outcome: retry.Unavailable, tokens: 475},
			{shows: "not sent", what: done, try: timedOut, outcome: retry.NotSent, tokens: 485},
			{shows: "a retry", what: done, try: rejected, outcome: retry.Success, tokens: 500},
			{shows: "a first try", what: done, try: first, outcome: retry.Success, tokens: 501},
			{shows: "a retry that is not sent", what: done, try: unavailable, outcome: retry.NotSent, tokens: 501},
			{what: admits, try: rejected, tokens: 496},
			{shows: "a first try", what: done, try: first, outcome: retry.Success, tokens: 500},
		}},
		{"aws-2026", "two transient failures, then success", []step{
			{what: admits, try: first, tokens: 500},
			{what: done, try: first, outcome: retry.Unavailable, tokens: 500},
			{what: admits, try: unavailable, tokens: 486},
			{what: done, try: unavailable, outcome: retry.Unavailable, tokens: 486},
			{what: admits, try: unavailable, tokens: 472},
			{what: done, try: unavailable, outcome: retry.Success, tokens: 486},
		}},
		{"aws-2026", "throttled, then success", []step{
			{what: admits, try: first, tokens: 500},
			{what: done, try: first, outcome: retry.Rejected, tokens: 500},
			{what: admits, try: rejected, tokens: 495},
			{what: done, try: rejected, outcome: retry.Success, tokens: 500},
		}},
		{"aws-2026", "a timeout costs what a failure does; not sent as well", []step{
			{what: admits, try: timedOut, tokens: 486},
			{what: done, try: timedOut, outcome: retry.TimedOut, tokens: 486},
			{what: admits, try: again(retry.NotSent), tokens: 472},
			{what: admits, try: again(retry.Failed), tokens: 458},
		}},
		{"aws", "5 for a failure, 10 for a timeout", []step{
			{what: admits, try: unavailable, tokens: 495},
			{what: admits, try: rejected, tokens: 490},
			{what: admits, try: timedOut, tokens: 480},
			{what: done, try: timedOut, outcome: retry.Unavailable, tokens: 480},
			{what: done, try: rejected, outcome: retry.Failed, tokens: 480},
			{what: done, try: unavailable, outcome: retry.Success, tokens: 485},
			{shows: "not sent", what: done, try: timedOut, outcome: retry.NotSent, tokens: 495},
			{shows: "a first try", what: done, try: first, outcome: retry.Success, tokens: 496},
			{shows: "that failed", what: done, try: first, outcome: retry.Rejected, tokens: 496},
			{shows: "or was not sent", what: done, try: first, outcome: retry.NotSent, tokens: 496},
			{shows: "no more than 500", what: done, try: unavailable, outcome: retry.Success, tokens: 500},
			{shows: "nor by a first try", what: done, try: first, outcome: retry.Success, tokens: 500},
		}},
	} {
		kind, _ := guard.LookupBudget(tt.key)
		t.Run(tt.key+" "+tt.shows, func(t *testing.T) { walk(t, kind.New(guard.Params{}), tt.steps) })
	}
}

// 500 tokens are exactly 100 retries of 5, 50 of 10, and 35 of 14 with 10 left,
// which are two of 5.
func TestAWSBudgetsRunOut(t *testing.T) {
	for _, tt := range []struct {
		key    string
		cause  retry.Outcome
		want   int
		tokens float64
	}{
		{"aws", retry.Unavailable, 100, 0},
		{"aws", retry.TimedOut, 50, 0},
		{"aws-js", retry.Unavailable, 50, 0},
		{"aws-js", retry.Rejected, 100, 0},
		{"aws-2026", retry.Unavailable, 35, 10},
		{"aws-2026", retry.Rejected, 100, 0},
	} {
		kind, _ := guard.LookupBudget(tt.key)
		b := kind.New(guard.Params{}).(*guard.AWSBudget)
		got := 0
		for range 200 {
			if _, ok := b.Admit(0, again(tt.cause), 0); ok {
				got++
			}
		}
		if got != tt.want || b.Tokens() != tt.tokens {
			t.Errorf("%s, cause %d: %d retries, %v tokens left, want %d, %v", tt.key, tt.cause, got, b.Tokens(), tt.want, tt.tokens)
		}
		if _, ok := b.Admit(0, first, 0); !ok {
			t.Errorf("%s: a first try was refused", tt.key)
		}
	}
	b := guard.NewAWSBudget(guard.AWS2026Cost)
	for range 35 {
		b.Admit(0, again(retry.TimedOut), 0)
	}
	walk(t, b, []step{
		{shows: "10 are less than 14", what: refuses, try: again(retry.TimedOut), tokens: 10},
		{shows: "but twice 5", what: admits, try: again(retry.Rejected), tokens: 5},
		{shows: "exactly", what: admits, try: again(retry.Rejected), tokens: 0},
		{shows: "nothing", what: refuses, try: again(retry.Rejected), tokens: 0},
	})
}
