// Package retry says how a client behaves after an attempt failed: which
// strategy spaces its retries, what it makes of the wait that a service asks
// for, when it gives up, and what keeps all clients of a process from sending
// too much.
//
// Programs call [Do]:
//
//	order, err := retry.Do(ctx, retry.Policy{}, func(ctx context.Context) (Order, error) {
//		return shop.Order(ctx, id)
//	})
//
// or, where calls to one service are to share a budget, a breaker or a throttle, [Call]
// with a [Client]. Package config reads a policy from a link of the lab, stage wraps a step
// of a pipeline, and httpretry an http.RoundTripper.
//
// What decides is pure. The time that has passed and the drawn random numbers are
// arguments of [Policy.Next] and of guards, so the same code runs for virtual clients and
// for real ones, and a test can walk through it step by step. A real call adds the clock,
// chance and a lock; the draws come from math/rand/v2.
//
// Words: an attempt is one try, the first try is attempt 1. A retry is attempt
// 2 or later: retry k is attempt k+1, so three attempts are two retries. A
// backoff delay runs from the moment the client learns of a failure to the
// moment it sends the next attempt. A guard is a retry budget, a circuit breaker
// or a throttle: it belongs to a process, and its clients share it.
//
// The guards themselves are in package guard, the delays of published libraries in package
// library.
//
// Left out on purpose: hedging, a second attempt while the first is under way.
//
// Strategies, rules and policies are immutable after construction and safe for
// simultaneous use, and so are clients. A guard has a state and belongs to one goroutine, or
// to one client, which puts a lock around it. Whatever decides an outcome is computed from
// integers, or from floats by single IEEE operations, so it is the same on every machine.
package retry
