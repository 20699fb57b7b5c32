// Package tipped has the page parts of three studies: where a service tips, the worst of many
// seeds, and how rare a collapse is. They stand in the frame that package study has for all kinds of studies.
//
// Charts are in shares of their width, so that they need no script. Whatever is shown was put
// into words and shares by package web/view/tipped.
package tipped
