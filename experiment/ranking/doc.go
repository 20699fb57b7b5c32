// Package ranking selects the best of k systems under limits, from samples that cost time. A
// system is whatever can be observed under a seed; this package knows no scenario.
//
// [Select] asks a [Source] for replications, all systems that are left the same ones, and
// after each step puts systems out, by three tests that share the chance 1 - Confidence of
// being wrong (see levels):
//
//   - a mean is held against each limit, by t tests and by the feasibility check of
//     Andradóttir and Kim (2010);
//   - a paired race: a system goes that a t test says is worse than another, as the screening
//     of Nelson, Swann, Goldsman and Song (2001) does;
//   - from the end of the first stage on, Kim and Nelson's fully sequential procedure (2001).
//
// Only a system that is known to keep all limits may put another out. One that lacks a figure
// in a run is out as well.
//
// All systems have the same random numbers in one replication, but nothing rests on that: the
// variances of differences are measured, and so are correlations. What is supposed is that
// differences of replications are about normal, and replications independent of each other.
// The promise: with the probability Confidence the best is selected if it is better than every
// other by more than the indifference. That one within the indifference is selected where
// there are several is not proven for Kim and Nelson's procedure (Eckman and Henderson, 2018),
// but measured: docs/selection.md has both for problems whose answer is known.
//
// [Front] says which systems are not dominated in several figures, and how sure that is.
//
// All of it is a pure function of its arguments and of what the source says. docs/model.md has
// the formulas.
package ranking
