// Package experiment runs a scenario more than once, and says how much of a difference is
// chance. It also has the one table of figures, [Figures]: what JSON, CSV, the tables of
// the page and the replications tell of a run.
//
// A replication is the same scenario with another seed. [Replicate] runs them and gives a
// [Spread] for each fleet: bands of its figures and curves, by nearest rank. [Compare]
// compares each strategy with the best one, pair by pair, for all of them meet the same
// seed in one replication; the interval of a difference is Student's, at 95 %.
//
// Left out on purpose: nothing is corrected for how many comparisons there are, and the
// best is chosen by the same runs. docs/model.md has the formulas.
//
// Figures of time are in seconds where they are compared and told over runs, rates are per
// second, and [Figure] names the unit where there is one. Replications are spread over
// goroutines, as many as the caller says; what comes of them is the same with any number,
// and is not changed afterwards.
package experiment
