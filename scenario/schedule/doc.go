// Package schedule says what a retry policy makes clients wait, if every attempt fails and
// the service says nothing of when to come back. Nothing is simulated: it follows from the
// fields of the policy, and for the deadline from the mean latency.
//
// A strategy without jitter is exact. With jitter the figures are those of [Clients] drawn
// clients, whose draws are the same in every scenario, so two schedules differ by their
// policies and not by luck. Left out on purpose are Retry-After, budgets and breakers, and
// all time besides the delays but two mean latencies an attempt, which count towards the
// deadline.
//
// Delays are [time.Duration]. Everything here is a pure function and safe for simultaneous
// use.
package schedule
