// Package posted reads texts that come by POST: the body of a program's call, in any of the
// kinds that are taken, and the form of a page, with a field or a file.
//
// Every reader has a bound. What is beyond it is taken off the line before it is answered, up to
// a bound of its own: a client that is still sending would not see the answer. Nothing is kept;
// all functions are safe for simultaneous use.
package posted
