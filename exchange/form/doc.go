// Package form says what a format is: a way in which people write down how something
// retries. A reader takes what was pasted apart and fills a [Reading]; a writer gets a
// [Policy] and returns code. Both of a format stand in one file of a sibling package, for
// they know the same names and the same defaults.
//
// A reader is the truth about its library: what an exported text loses is found by reading
// it again. Everything here is a function of its arguments and safe for simultaneous use; a
// Reading and a Text belong to one goroutine at a time.
package form
