// Package typed reads what people type into the one form that links have: "2.5k" is 2500,
// "1m 30" is 1m30s, "60/min" is 1 a second, "Token bucket" is token-bucket.
//
// Every function rewrites a text and computes nothing of a scenario: whether the result is
// in range is for the strict reader that comes after. What could mean two things is not
// read. [Nearest] finds what a misspelt word was meant to be.
//
// All functions are pure and safe for concurrent use.
package typed
