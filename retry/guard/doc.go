// Package guard keeps the clients of one process from sending too much: retry
// budgets, circuit breakers and throttles, as they were published.
//
// Each is a [retry.Guard]: it is asked before a try is sent, and told what came of
// it. The time and the drawn number are arguments. A guard has a state and belongs to
// one goroutine. It computes with integers, or with floats by single IEEE operations,
// so it decides alike on every machine.
package guard
