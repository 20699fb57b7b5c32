// Package testbed is the service of a scenario on the wall clock, behind real HTTP.
//
// What is modelled. A request reaches the very service that runs simulate
// ([backofflab/sim/service]): its faults, limiter, servers and queue, after the latency of the
// scenario, one way and back. It is answered in the headers and bodies of a [Family] of APIs, or
// as a [Script] says while that lasts. A Recorder of runs writes down what happens, so a
// [Snapshot] has the columns and figures of a simulated run.
//
// Time begins with the first request that reaches a testbed: windows of limiters, outages and
// brownouts count from there. A [Testbed] that is not stopped ends with its life, which nothing
// extends.
//
// Whose request it is. Clients are told apart as [Tell] says. A request of a client goes on
// until an answer ends it, with success or a failure for good; what its client sends before is
// another attempt of it. Of several that a client has open, the one goes on whose wait ends
// first. A header says more where clients send it: X-Retry-Attempt (1 is the first try),
// X-Stainless-Retry-Count (0 is the first).
//
// What is left out on purpose: streams of tokens, and answers that depend on what was asked.
// Nothing of a request is stored but the name of its client, or sent back.
//
// A [Pool] is an [http.Handler] for many testbeds at addresses that nobody can guess. All of the
// package is safe for simultaneous use, starts no goroutine that outlives a testbed, and runs in
// testing/synctest.
package testbed
