// Package library holds the delays of published retry libraries as strategies of
// package retry, each with its version and the file that its formula was read from.
//
// A [Library] is a formula with fields for what libraries do differently: whether the
// cap comes before the jitter or after it, how a delay is rounded, where the exponent
// begins. The tables, a file for each language, fill them in. Strategies are immutable
// and safe for simultaneous use.
package library
