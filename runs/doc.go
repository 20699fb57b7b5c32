// Package runs has the runs under way on a server: shared, bounded and kept.
//
// A run is a pure function of its scenario, so equal requests share one: a
// [Pool] finds it by its query, and a [Shared] run is cancelled when its last user leaves.
// Its [Log] is what has been computed so far; each viewer reads at its own pace, and the
// run never waits for one. [Turns] bound how many go on at once and say whose is next, and a [Class] has
// the limit of attempts and the Turns of a kind of run. A result cache keeps the
// latest baselines ([Pool.Baseline]), bounded in number and in size.
//
// What is left out on purpose: HTTP, sockets and markup. Whoever shows a run reads its log.
//
// Everything exported is safe for simultaneous use; to a log one goroutine adds, and any
// number read. A run has a goroutine of its own, and ends with the context of its pool or
// when its last user leaves. Time here is that of the wall clock: how long a run
// will still take is an estimate, and no result depends on it.
package runs
