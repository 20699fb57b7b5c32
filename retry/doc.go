// Package retry says how a client behaves after an attempt failed: which
// strategy spaces its retries, and when it gives up.
//
// It is pure. The time that has passed and the drawn random number are
// arguments, so the same code runs on virtual clients and on real ones, and a
// test can walk through it step by step.
//
// Words: an attempt is one try, the first try is attempt 1. A retry is attempt
// 2 or later: retry k is attempt k+1, so three attempts are two retries. A
// backoff delay runs from the moment the client learns of a failure to the
// moment it sends the next attempt.
//
// Left out on purpose here: budgets, breakers and throttles, Retry-After, and
// the timeout of a single attempt.
//
// Every value of this package is immutable after construction and safe for
// simultaneous use.
package retry
