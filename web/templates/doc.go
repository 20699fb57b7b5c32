// Package templates renders what the lab shows: pages, chart fragments and
// standalone pictures. It knows plain view models and nothing of the simulator
// or of HTTP; handlers build a view model, a template shows it.
//
// Charts are drawn in data space. The path of a load chart has one unit of x for
// a bin and one of y for an attempt; the viewBox of the surrounding svg is the
// scale. So a stream appends segments to a path, and a growing axis changes a
// viewBox and re-renders the axis fragment. A standalone picture projects the
// same scales into pixels.
//
// Everything here is a pure function of its arguments and safe for simultaneous
// use.
package templates
