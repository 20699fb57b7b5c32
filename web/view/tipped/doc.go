// Package tipped puts three studies into words and shares for their pages: where a service tips,
// the worst of many seeds, and how rare a collapse is.
//
// Of the first [TipPage] is the page without a state, [TipFar] says how far a search is, and
// [Tips] what is known of it; of the second [SeedsPage], [SeedsFar] and [Seeds], of the third
// [RarePage], [RareFar] and [Rare]. [Plain], [PlainSeeds] and [PlainRare] make forms that were sent queries as links write them.
//
// What is said of a threshold and of the worst says package explain/studied, so that it is the
// same wherever it is said. Functions are pure and safe for simultaneous use.
package tipped
