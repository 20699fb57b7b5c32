// Package chart draws a run: the panels of the page, what a stream replaces beside them
// (table, findings, comparison, delays), and pictures that stand alone.
//
// Charts are drawn in data space. The path of a load chart has one unit of x for a bin and
// one of y for an attempt; the viewBox of the svg around it is the scale. So a stream
// appends segments to a path, and a growing axis changes a viewBox and draws the axis anew.
// The path of a whole run is, byte for byte, the concatenation of its segments. A picture
// that stands alone projects the same scales into pixels, and resolves all colours.
//
// A [Run] is the model: plain values without a type of the simulator, built by package
// view. The room knows no page, no HTTP and no engine. Markup has no inline style or
// script.
//
// Everything here is a pure function of its arguments and safe for simultaneous use.
package chart
