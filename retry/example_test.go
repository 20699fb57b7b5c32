package retry_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// flaky is a service that fails so many times before it answers.
type flaky struct{ failures int }

func (s *flaky) get(context.Context) (string, error) {
	if s.failures--; s.failures >= 0 {
		return "", errors.New("the shop is overloaded")
	}
	return "a pair of shoes", nil
}

// The zero policy is a good one: three attempts, full jitter, and a budget that the program
// shares, so that retries stay a tenth of its calls.
func Example() {
	shop := &flaky{failures: 1}
	order, err := retry.Do(context.Background(), retry.Policy{}, shop.get)
	fmt.Println(order, err)
	// Output: a pair of shoes <nil>
}

// A policy says how often, how long apart and for how long. What it does not say has a
// default.
func ExampleDo() {
	policy := retry.Policy{
		Strategy:    retry.Full{Params: retry.Params{Base: time.Millisecond, Factor: 2, Cap: time.Second}},
		MaxAttempts: 5,
		Timeout:     2 * time.Second,  // of each attempt
		Deadline:    10 * time.Second, // of them all
	}
	fmt.Println(policy)
	shop := &flaky{failures: 4}
	fmt.Println(retry.Do(context.Background(), policy, shop.get))
	// Output:
	// 5 attempts; Full jitter, waits up to 1ms, 2ms, 4ms, 8ms; retries rejected, unavailable, timed out, not sent; Retry-After: Honour + jitter, gives up above 2m0s; timeout 2s; deadline 10s
	// a pair of shoes <nil>
}

// What another attempt would meet as well is not retried.
func ExamplePermanent() {
	_, err := retry.Do(context.Background(), retry.Policy{}, func(context.Context) (int, error) {
		return 0, retry.Permanent(errors.New("no such order"))
	})
	fmt.Println(err)
	// Output: gave up after 1 attempt (permanent failure): no such order
}

// A service that says when to come back is believed, up to the limit of the policy.
func ExampleAfter() {
	begin, told := time.Now(), 20*time.Millisecond
	_, err := retry.Do(context.Background(), retry.Policy{}, func(ctx context.Context) (int, error) {
		if retry.Attempt(ctx) == 1 {
			return 0, retry.After(errors.New("too many requests"), told)
		}
		return 0, nil
	})
	fmt.Println(err, time.Since(begin) >= told)
	// Output: <nil> true
}

// As says what an error is, for policies and guards that tell them apart.
func ExampleAs() {
	onlyRejected := retry.Policy{MaxAttempts: 4, On: retry.Outcomes(0).With(retry.Rejected)}
	_, err := retry.Do(context.Background(), onlyRejected, func(context.Context) (int, error) {
		return 0, retry.As(errors.New("down for maintenance"), retry.Unavailable)
	})
	fmt.Println(err)
	// Output: gave up after 1 attempt (the policy does not retry this): down for maintenance
}

// An attempt knows its number and what came before it.
func ExampleAttempt() {
	policy := retry.Policy{Strategy: retry.Immediate{}}
	_, _ = retry.Do(context.Background(), policy, func(ctx context.Context) (int, error) {
		fmt.Print("attempt ", retry.Attempt(ctx))
		for _, past := range retry.History(ctx) {
			fmt.Printf("; %d was %v: %v", past.Attempt, past.Outcome, past.Err)
		}
		fmt.Println()
		return 0, errors.New("no answer")
	})
	// Output:
	// attempt 1
	// attempt 2; 1 was unavailable: no answer
	// attempt 3; 1 was unavailable: no answer; 2 was unavailable: no answer
}

// Calls to one service share a client: its budget, and here a breaker, which opens when
// more than half of at least ten calls within a minute failed.
func ExampleClient() {
	shop := &retry.Client{
		Name:   "shop",
		Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2, On: retry.Outcomes(0).With(retry.Unavailable)},
		Breaker: guard.NewRatioBreaker(guard.Params{
			BreakerRatio: 0.5, BreakerWindow: time.Minute, BreakerMin: 10, BreakerOpen: 5 * time.Second, BreakerProbes: 1,
		}),
	}
	calls := 0
	for range 20 {
		_, _ = retry.Call(context.Background(), shop, func(context.Context) (int, error) {
			calls++
			return 0, errors.New("down")
		})
	}
	_, err := retry.Call(context.Background(), shop, func(context.Context) (int, error) { return 1, nil })
	fmt.Println(calls, "calls;", err)
	// Output: 10 calls; gave up after 1 attempt (refused by the breaker): not sent: refused by the client's own guard
}

// The error of a call that was given up says why, and holds what happened.
func ExampleError() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	slow := retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: time.Hour}}}
	_, err := retry.Do(ctx, slow, func(context.Context) (int, error) { return 0, errors.New("the disk is full") })
	var gaveUp *retry.Error
	if errors.As(err, &gaveUp) && gaveUp.Verdict == retry.GiveUpDeadline {
		fmt.Println("at once, and not in a minute: the next attempt would be late by", gaveUp.Late.Round(time.Minute))
	}
	fmt.Println(gaveUp.Err)
	// Output:
	// at once, and not in a minute: the next attempt would be late by 59m0s
	// the disk is full
}

// An interceptor makes the attempts itself, where they are no function from a context to a
// value.
func ExampleClient_Begin() {
	client := &retry.Client{Policy: retry.Policy{Strategy: retry.Immediate{}}}
	shop := &flaky{failures: 2}
	session, err := client.Begin(context.Background())
	if err != nil {
		return // the context had ended, or a guard refused
	}
	defer session.Close() // against panics
	for again := true; again; {
		var order string
		order, err = shop.get(session.Context())
		fmt.Printf("attempt %d: %q\n", session.Attempt(), order)
		again, err = session.End(retry.Classify(err), err)
	}
	fmt.Println(err)
	// Output:
	// attempt 1: ""
	// attempt 2: ""
	// attempt 3: "a pair of shoes"
	// <nil>
}
