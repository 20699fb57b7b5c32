// Package sweep simulates a scenario for all values of one or two of its fields: which
// strategy does better where, and how sure that is.
//
// A [Sweep] is a scenario with one or two axes; its form in links is [Sweep.Query], the
// scenario's with x, y, refine and figures beside it. Each cell is a scenario that opens in
// the lab; its replications have the same seeds in every cell and for every fleet. [Sweep.Run]
// asks a runner for them, coarse first, then adds values where curves cross or bend, and
// returns a [Table]: the same one whoever ran the tasks, and in whatever order.
//
// What is left out on purpose: nothing is drawn or said in sentences here. Figures of time
// are in seconds. Everything is a value; a Table is not changed once it was handed out.
package sweep
