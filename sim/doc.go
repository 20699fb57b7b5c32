// Package sim is the virtual world: a [Scenario] says what to simulate, a [Run]
// simulates it under each strategy, a [Result] says what came of it.
//
// What is modelled. Every client wants one request served. Clients start at once
// or spread over a window. An attempt travels to the service for a fixed
// latency, meets the faults, then the limiter, and the answer travels back as
// long. A client whose attempt failed asks its retry policy (package retry)
// whether and when to try again.
//
// What is left out on purpose, so far: service time and queues (an admitted
// request is served at once), Retry-After, the timeout of a single attempt,
// budgets and breakers, arrivals after the start.
//
// Virtual time is an integer count of nanoseconds since the start; nothing here
// reads a clock. A run is a function of its scenario, which includes the seed,
// and of [EngineVersion]: the same bytes on any machine. Every strategy of a run
// meets the same arrivals, the same faults and the same draws (package rng).
//
// A Run belongs to one goroutine; everything else is safe for simultaneous use.
package sim

// EngineVersion changes whenever the same scenario may give another result.
const EngineVersion = "1"
