// Package studied puts studies of many runs into words and shares for their pages: the form, how
// far a study is, and what is known of it.
//
// [StateOf] is the same for all kinds. Of sweeps [SweepPage] is the form, [SweepFound] the charts
// and maps, and [CapOf] the few values of the cap beside a run.
//
// What a sentence says of the best is what the table's verdicts say, pair by pair of runs; where
// these are not sure, neither is it. Functions are pure and safe for simultaneous use.
package studied
