// Package calculator answers who asks for one retry policy in figures: as JSON, as a page, and as
// the part of that page that a script replaces.
//
// Handlers keep nothing and are safe for simultaneous use.
package calculator
