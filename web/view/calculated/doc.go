// Package calculated builds the page of the calculator: its form with what was typed, and the
// figures of package calculator in words, shares and places.
//
// Everything is a function of its arguments and safe for simultaneous use.
package calculated
