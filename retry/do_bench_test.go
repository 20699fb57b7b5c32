package retry_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"backofflab/retry"
)

var errService = errors.New("service unavailable")

// served succeeds at once, and does no work of its own.
func served(context.Context) (int, error) { return 1, nil }

func BenchmarkCall(b *testing.B) {
	ctx := context.Background()
	call := served
	b.Run("function alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = call(ctx)
		}
	})
	b.Run("zero policy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = retry.Do(ctx, retry.Policy{}, call)
		}
	})
	p := retry.Policy{Strategy: retry.Full{Params: rungs}, MaxAttempts: 5}
	b.Run("policy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = retry.Do(ctx, p, call)
		}
	})
	c := &retry.Client{Policy: p}
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = retry.Call(ctx, c, call)
		}
	})
}

func BenchmarkTwoFailures(b *testing.B) {
	ctx := context.Background()
	p := retry.Policy{Strategy: retry.Immediate{}}
	flaky := func(ctx context.Context) (int, error) {
		if retry.Attempt(ctx) < 3 {
			return 0, errService
		}
		return 1, nil
	}
	b.Run("policy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = retry.Do(ctx, p, flaky)
		}
	})
	c := &retry.Client{Policy: p, Budget: retry.NewBudget(10, 1000, 0)}
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = retry.Call(ctx, c, flaky)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	p := retry.Policy{Strategy: retry.Full{Params: rungs}, MaxAttempts: 5, On: transient}
	b.ReportAllocs()
	var sum time.Duration
	for b.Loop() {
		sum += p.Next(2, answer(retry.Unavailable), 0, 0, retry.Draws{Jitter: 0.5}).Delay
	}
}
