// Package tipped puts two studies into words and shares for their pages: where a service tips,
// and the worst of many seeds.
//
// Of the first [TipPage] is the page without a state, [TipFar] says how far a search is, and
// [Tips] what is known of it; of the second [SeedsPage], [SeedsFar] and [Seeds]. [Plain] and
// [PlainSeeds] make forms that were sent queries as links write them.
//
// What is said of a threshold and of the worst says package explain/studied, so that it is the
// same wherever it is said. Functions are pure and safe for simultaneous use.
package tipped
