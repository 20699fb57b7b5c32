// Package api is the lab's door to the network: routes, handlers, and the limits of a
// request. Sockets, forms of answers, errors and middleware have rooms of their own below
// it.
//
// Handlers read a link, get its run, build a view model and hand that to a template, or
// write it as package wire says; they hold no state. What is shared lives in a few places,
// each with a lock of its own: the pool of runs, in which equal requests share one;
// the semaphores that bound how many go on at once; the sockets that are open; and pictures
// and preset cards, which are drawn once and kept.
//
// All answers are to GET and HEAD; table in routes.go lists them, and docs/addresses.md is
// tested against it. Times here are of the wall clock, sizes are in bytes, and every bound
// is in [Config] or beside what it bounds.
//
// A [Server] is safe for simultaneous use.
package api
