// Package exchanged builds the pages on which configurations come in and policies go out: what
// a pasted text was understood as, line by line, and one policy as text for other places.
//
// What is read and written, and what is lost by it, is computed by package exchange; here it
// gets its places on the screen. Everything is a function of its arguments and safe for
// simultaneous use.
package exchanged
