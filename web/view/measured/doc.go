// Package measured builds the pages of testbeds: the form that starts one, and what real
// clients were measured to do, beside the forecast for the same policy.
//
// Everything here is a pure function of what it is given, a snapshot of a testbed and a run of
// its scenario, and safe for simultaneous use.
package measured
