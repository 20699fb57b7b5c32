// Package tipped has the page parts of two studies: where a service tips, and the worst of many
// seeds. They stand in the frame that package study has for all kinds of studies.
//
// Charts are in shares of their width, so that they need no script. Whatever is shown was put
// into words and shares by package web/view/tipped.
package tipped
