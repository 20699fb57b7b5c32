// Package sim is the virtual world: a [scenario.Scenario] says what to simulate, a [Run]
// simulates it under each strategy, and a [Result] says what came of it. A scenario
// is resolved before the first event, which [Mode] each fleet is simulated in is chosen
// then, and the service is an object of its own (package service).
//
// What is modelled. Clients have one request each, or begin requests at a rate, or
// one after another. An attempt asks its client's process, travels to the
// service, meets the faults, the limiter, the servers and their queue, and its
// answer travels back. A client whose attempt failed asks its retry policy
// (package retry) whether and when to try again. docs/model.md has all of it.
//
// What is left out on purpose: services that call other services, clients that
// follow each other's example, requests that are hedged, networks that lose
// packets. Several services would be several scenarios.
//
// Virtual time is an integer count of nanoseconds since the start; nothing here
// reads a clock. A run is a function of its scenario, which includes the seed,
// and of [EngineVersion]: the same bytes on any machine. Every strategy of a run
// meets the same arrivals, the same faults and the same draws (package rng).
//
// A Run belongs to one goroutine; everything else is safe for simultaneous use.
package sim

// EngineVersion changes whenever the same scenario may give another result.
const EngineVersion = "2"
