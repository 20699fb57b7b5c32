// Package sim is the virtual world: a [Run] simulates a scenario under each of its
// strategies, and a [Result] says what came of it.
//
// What is modelled. Clients have one request each, or begin requests at a rate, or
// one after another. An attempt asks its client's process, travels to the
// service (package service: faults, limiter, servers and their queue), and its
// answer travels back. A client whose attempt failed asks its retry policy
// (package retry) whether and when to try again. docs/model.md has all of it.
//
// What is left out on purpose: services that call other services, clients that
// follow each other's example, networks that lose
// packets. Several services would be several scenarios. Sentences about results are
// in package explain, replications in package experiment.
//
// A fleet is simulated in the cheapest [Mode] that gives what the model says; mode.go has
// the rules, and docs/performance.md lists them. No result depends on the mode.
//
// Virtual time is an integer count of nanoseconds since the start; nothing here
// reads a clock. A run is a function of its scenario, which includes the seed,
// and of [EngineVersion]: the same bytes on any machine. Every strategy of a run
// meets the same arrivals, the same faults and the same draws (package rng).
//
// A Run belongs to one goroutine, and takes others for its strategies where that pays;
// everything else is safe for simultaneous use.
package sim

// EngineVersion changes whenever the same scenario may give another result.
const EngineVersion = "3"
