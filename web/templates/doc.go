// Package templates renders pages: the lab, the scenarios, the published results, frames
// for other sites, and what is shown where something went wrong. What draws a run is
// package chart, which the pages put in its place.
//
// A page is a function of its view model, which package view builds. The models here have
// plain values: nothing of the simulator, nothing of HTTP. Pages have no style in an
// attribute and no inline script, for their policy forbids both, and are complete without a
// script. Those of the lab have their style sheet in them, which it allows by its hash.
//
// Templates are compiled to *_templ.go by `make generate`; those files are committed.
// Everything here is a pure function of its arguments and safe for simultaneous use.
package templates
