// Package calculator is the page of the calculator: a form for one retry policy, and below it
// what follows from that. A script replaces [Results] while somebody types; without one the form
// asks for the page anew.
//
// Charts are in data space: a viewBox counts what is drawn, and the page decides how large that
// is. Whatever is shown was put into words and shares by package web/view/calculated.
package calculator
