package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	avastretry "github.com/avast/retry-go/v5"
	"github.com/cenkalti/backoff/v5"
	"github.com/eapache/go-resiliency/retrier"
	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	goretry "github.com/sethvargo/go-retry"

	"backofflab/retry"
)

// The modules that are compared, by the path that build info has.
const (
	ours     = "backofflab"
	eapache  = "github.com/eapache/go-resiliency"
	avast    = "github.com/avast/retry-go/v5"
	cenkalti = "github.com/cenkalti/backoff/v5"
	failsaf  = "github.com/failsafe-go/failsafe-go"
	seth     = "github.com/sethvargo/go-retry"
	hashi    = "github.com/hashicorp/go-retryablehttp"
	puerkito = "github.com/PuerkitoBio/rehttp"
)

// row is one way of doing a job.
type row struct {
	name   string
	module string // "" for the job alone
	op     func()
}

var (
	errFlaky = errors.New("unavailable")
	ctx      = context.Background()
	sink     int
	pause    time.Duration
)

// bench measures the way.
func (r *row) bench(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		r.op()
	}
}

// served is the call that succeeds at once. It is a variable, so that no compiler takes
// it apart.
var served = func(context.Context) (int, error) { return 1, nil }

// atOnce are calls that succeed at once. What can be made once, is.
func atOnce() []row {
	policy := retry.Policy{Strategy: retry.Full{Params: retry.Params{Base: 100 * time.Millisecond, Factor: 2, Cap: 20 * time.Second}}, MaxAttempts: 3}
	client := &retry.Client{Policy: policy}
	reused := avastretry.NewWithData[int](avastretry.Context(ctx))
	executor := failsafe.With(retrypolicy.NewBuilder[int]().WithBackoff(100*time.Millisecond, 20*time.Second).Build())
	retrying := retrier.New(retrier.ExponentialBackoff(3, 100*time.Millisecond), nil)
	return []row{
		{"the function alone", "", func() { sink, _ = served(ctx) }},
		{"retry.Do", ours, func() { sink, _ = retry.Do(ctx, policy, served) }},
		{"retry.Do, zero policy", ours, func() { sink, _ = retry.Do(ctx, retry.Policy{}, served) }},
		{"retry.Call", ours, func() { sink, _ = retry.Call(ctx, client, served) }},
		{"retrier.RunCtx", eapache, func() {
			_ = retrying.RunCtx(ctx, func(ctx context.Context) (err error) { sink, err = served(ctx); return err })
		}},
		{"RetrierWithData.Do", avast, func() { sink, _ = reused.Do(func() (int, error) { return served(ctx) }) }},
		{"Retry", cenkalti, func() {
			sink, _ = backoff.Retry(ctx, func() (int, error) { return served(ctx) })
		}},
		{"Executor.Get", failsaf, func() {
			sink, _ = executor.Get(func() (int, error) { return served(ctx) })
		}},
		{"DoValue", seth, func() {
			sink, _ = goretry.DoValue(ctx, goretry.NewExponential(100*time.Millisecond), served)
		}},
	}
}

// calls counts the calls of all functions that third made.
var calls int

// third makes a function that succeeds at each third call.
func third() func(context.Context) (int, error) {
	return func(context.Context) (int, error) {
		if calls++; calls%3 != 0 {
			return 0, errFlaky
		}
		return 1, nil
	}
}

// twoFailures are calls that fail twice and then succeed, with delays of zero.
func twoFailures() []row {
	flaky := third()
	policy := retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 3}
	client := &retry.Client{Policy: policy, Budget: retry.NoBudget}
	reused := avastretry.NewWithData[int](avastretry.Context(ctx), avastretry.Attempts(3), avastretry.Delay(0), avastretry.DelayType(avastretry.FixedDelay))
	executor := failsafe.With(retrypolicy.NewBuilder[int]().WithMaxAttempts(3).Build())
	retrying := retrier.New(retrier.ConstantBackoff(2, 0), nil)
	zero := goretry.BackoffFunc(func() (time.Duration, bool) { return 0, false })
	retryable := func(ctx context.Context) (int, error) {
		n, err := flaky(ctx)
		if err != nil {
			err = goretry.RetryableError(err)
		}
		return n, err
	}
	return []row{
		{"the three calls alone", "", func() {
			for range 3 {
				sink, _ = flaky(ctx)
			}
		}},
		{"retry.Do", ours, func() { sink, _ = retry.Do(ctx, policy, flaky) }},
		{"retry.Call", ours, func() { sink, _ = retry.Call(ctx, client, flaky) }},
		{"retrier.RunCtx", eapache, func() {
			_ = retrying.RunCtx(ctx, func(ctx context.Context) (err error) { sink, err = flaky(ctx); return err })
		}},
		{"RetrierWithData.Do", avast, func() { sink, _ = reused.Do(func() (int, error) { return flaky(ctx) }) }},
		{"Retry", cenkalti, func() {
			sink, _ = backoff.Retry(ctx, func() (int, error) { return flaky(ctx) }, backoff.WithBackOff(&backoff.ZeroBackOff{}))
		}},
		{"Executor.Get", failsaf, func() { sink, _ = executor.Get(func() (int, error) { return flaky(ctx) }) }},
		{"DoValue", seth, func() { sink, _ = goretry.DoValue(ctx, zero, retryable) }},
	}
}

// oneDelay are single delays, drawn from the ready source of random numbers.
func oneDelay() []row {
	full := retry.Full{Params: retry.Params{Base: 100 * time.Millisecond, Factor: 2, Cap: 20 * time.Second}}
	exponential := backoff.NewExponentialBackOff()
	jittered := goretry.WithJitterPercent(50, goretry.WithCappedDuration(20*time.Second, goretry.NewExponential(100*time.Millisecond)))
	k := 0
	next := func() int {
		k = k%8 + 1
		return k
	}
	return []row{
		{"Full.Delay", ours, func() { pause, _ = full.Delay(next(), 0, rand.Float64()) }},
		{"ExponentialBackOff.NextBackOff", cenkalti, func() { pause = exponential.NextBackOff() }},
		{"WithJitterPercent.Next", seth, func() { pause, _ = jittered.Next() }},
	}
}
