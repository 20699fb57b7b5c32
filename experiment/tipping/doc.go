// Package tipping asks when a service collapses: when retries keep up an overload that nothing
// else does any more.
//
// [Collapsed] is the one rule for what that means. A collapse by chance alone may be rare: the
// probability that a run ends in one is estimated by [Split], which continues the runs that come
// near, and by [Plain], which waits for it. [Worst] finds the worst of many replications of a
// figure, and says how rare such a run is.
//
// Left out on purpose: what follows from one level of load to another, and collapses of several
// strategies at once; a scenario here has one.
//
// Work is counted in attempts, probabilities are per run. Intervals are at 95 %. All results are
// functions of the scenario and the seed, with any number of goroutines, and are not changed
// afterwards.
package tipping
