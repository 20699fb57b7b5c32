// Package problem turns errors into what a client gets: one [Problem] (RFC 9457) with
// a status, a title, a detail and, for bad values, each field with its value and its limit.
//
// [Of] is the one place where an error becomes a status. What it does not know is a fault
// of the lab, and says nothing of its cause: that is for the log. Handlers make a page of a
// problem, streams a message. It sends nothing itself, and is safe for simultaneous use.
package problem
