// Package retry says how a client behaves after an attempt failed: which
// strategy spaces its retries, what it makes of the wait that a service asks
// for, when it gives up, and what keeps all clients of a process from sending
// too much.
//
// It is pure. The time that has passed and the drawn random numbers are
// arguments, so the same code runs on virtual clients and on real ones, and a
// test can walk through it step by step.
//
// Words: an attempt is one try, the first try is attempt 1. A retry is attempt
// 2 or later: retry k is attempt k+1, so three attempts are two retries. A
// backoff delay runs from the moment the client learns of a failure to the
// moment it sends the next attempt. A guard is a retry budget, a circuit breaker
// or an adaptive throttle: it belongs to a process, and its clients share it.
//
// The guards themselves are in package guard, the delays of published libraries in package
// library.
//
// Left out on purpose: the timeout of a single attempt, which is the business of
// whoever sends it and comes here as the outcome TimedOut.
//
// Strategies, rules and policies are immutable after construction and safe for
// simultaneous use. A guard has a state and belongs to one goroutine. Whatever
// decides an outcome is computed from integers, or from floats by single IEEE
// operations, so it is the same on every machine.
package retry
