// Package explain writes sentences: about a scenario, its results, the difference between
// two runs, and changes that would help.
//
// A sentence states figures of the results, so the data cannot contradict it.
// [Headlines] are the titles of a run, [Story] its findings with the place in the charts
// where each is seen, [Change] compares a run with its baseline, [Schedule] is about
// the delays of policies. [Advise] simulates a change with the same seed before it suggests
// it, within a bound of attempts, and [Tried] names what was simulated in vain.
//
// Left out on purpose: causes that cannot be shown from the scenario and the moment, and
// markup. All numbers are written by package format, in English.
//
// Everything here is a function of its arguments and safe for simultaneous use. Advise
// takes the time of a few runs, and stops with its context.
package explain
