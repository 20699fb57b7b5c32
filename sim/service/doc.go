// Package service is the service that clients call: one object that is told when an
// attempt arrives, and answers.
//
// What is modelled. An attempt meets the faults first, then the limiter (or the
// optimistic lock), then the servers and the queue before them. It is answered at
// once, or it is taken in and answered later. A service knows its callers by numbers
// alone: nothing of clients, of what they retry or how long they wait.
//
// Capacity has two models behind the one object. Where jobs are served in the order
// in which they come, for times that do not depend on each other, a job's whole stay
// is known when it arrives, by Lindley's recursion, and Arrive says when it will be
// answered ([Config].ByRecursion). Elsewhere the service asks its [Host] to be told when
// time has come ([Host].Schedule, [Service.Happen]).
//
// What is left out on purpose: several stages, work that is shared between requests,
// servers that fail one by one.
//
// Time is an argument, a [time.Duration] since any fixed start, and never goes back;
// a service starts no timer and reads no clock, so the same code serves in virtual
// time and behind a wrapper on the wall clock. Draws are functions of seed, caller and
// serial (package rng). A Service belongs to one goroutine.
package service
