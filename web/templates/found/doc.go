// Package found has the page parts of a search for a policy: the form, what is left while the
// search goes on, and what it came to. They stand in the frame that package study has for all
// kinds of studies.
//
// The chart of the front is in shares of its width, so that it needs no script. Whatever is shown
// was put into words and shares by package web/view/found.
package found
