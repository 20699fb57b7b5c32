// Package view builds what pages and charts show, from scenarios and results: the models of
// packages templates and chart.
//
// What is computed for the screen is computed here: which columns a table has, the colour
// of a strategy, marks of single attempts, a run beside its baseline. Sentences come from package explain and numbers from package
// format; a template shows both as they are.
//
// Left out on purpose: HTTP, markup and pixels. Times become bins or text here, counts stay
// counts.
//
// Everything is a function of its arguments and safe for simultaneous use. A model is not
// changed once it has been handed out.
package view
