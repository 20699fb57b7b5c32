// Package fit says which retry strategies the delays that somebody saw can come from.
//
// A strategy of package retry is a quantile function: it turns a draw u into a delay. Its
// inverse is the distribution function F of the delay before retry k, and if the strategy is
// the right one, F(delay) is uniform on [0, 1) and independent from one retry to the next
// (Rosenblatt, "Remarks on a multivariate transformation", 1952). That is what is tested.
//
// What is seen is not the delay itself but a window it lies in: rounded to a step, cut off,
// the difference of two times that were both cut, or "at least this long". So each window
// gets one of the draws that lead into it, taken evenly from [F(low), F(high)]. That draw is
// again exactly uniform if the strategy is right, and so it is where many delays are alike,
// at a cap for instance (Brockwell, "Universal residuals", 2007). Chance comes from the data
// alone: the same delays always give the same answer. Where a strategy remembers what it drew
// before, and a rounded delay does not say exactly what that was, up to 64 possible pasts are
// carried along, in proportion to how likely each made what was seen (a
// particle filter: Gordon, Salmond, Smith 1993).
//
// The draws are tested by Anderson and Darling's test, all together, retry by retry, and the
// differences of neighbours; the three share 5 % of false alarms (see judge). A delay that
// the strategy cannot make rules it out alone.
//
// Parameters that nobody knows are searched: round values, and what the delays suggest. A
// strategy fits if it does so with any of them, which makes false alarms fewer and takes
// power away: p is then that of the best that was found. docs/backoff-fit.md has measured
// both.
//
// All of it is a pure function of its arguments and safe for simultaneous use.
package fit
