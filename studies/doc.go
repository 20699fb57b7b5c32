// Package studies has the studies of many runs under way on a server: sweeps, searches for a
// policy, tipping points. They are shared, bounded, watched and kept.
//
// A [Study] asks a runner for samples of tasks. A [Pool] gives it one that keeps what was
// simulated ([Keep]), so that a study that was cancelled, or lost with its process, goes on
// where it was when it is asked for again, and lets equal studies share one. Whoever looks on
// takes the latest [State]; the study never waits for one. What came of it is kept by its
// address, and computed anew where it was lost.
//
// What is left out on purpose: how tasks reach other machines, and where bytes are kept, are
// the affair of broker and kept; HTTP and markup that of api.
//
// Everything exported is safe for simultaneous use. Time here is that of the wall clock: how
// long a study will still take is an estimate, and no result depends on it.
package studies
