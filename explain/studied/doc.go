// Package studied writes sentences about studies of many runs: what was looked for, which
// policy was chosen, what is promised of it, and how others stand beside it.
//
// [Found] are the sentences of a search, finished or not. Each states figures of the outcome,
// so the data cannot contradict it, and says no more than the selection promises. [Policy]
// names a policy, [Told] and [Limit] write a figure and a limit with their units, [Rule] is how
// means of a figure are written in a column.
//
// What is left out on purpose: tables, markup and links. Figures of time are in seconds. All
// functions are pure and safe for simultaneous use.
package studied
