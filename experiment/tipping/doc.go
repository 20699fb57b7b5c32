// Package tipping finds where a service tips: the load at which it does not come back after a
// trigger, or does not bear at all, the one at which it recovers from a collapse, and the
// longest outage that it comes back from.
//
// A [Search] is a scenario and what of it is turned up; its form in links is [Search.Query],
// the scenario's with of, low, high, trigger, within and precision beside it. [Search.Run]
// looks for each threshold by runs at the places that tell most, until the interval is as
// narrow as was asked for, and then draws both branches of the loop between them. [Seeds] looks
// for the worst of many seeds, and says how rare such a run is.
//
// [Tipped] alone says whether a run came back from what was done to it. A collapse by chance
// alone, [Collapsed], may be rare: its probability is estimated by [Split], which continues the
// runs that come near, and by [Plain], which waits for it.
//
// Replication r has the same seed under every fleet and on every branch, so that thresholds can
// be compared; within one search each is run once, so that they are independent. Figures of time
// are in seconds, work is counted in attempts, probabilities are per run, and intervals are at
// 95 %. Everything is a value; an [Outcome] is not changed once it was handed out.
package tipping
