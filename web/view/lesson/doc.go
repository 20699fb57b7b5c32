// Package lesson builds the view models of lessons and of the guide: a text of package teach,
// what an address says of it, and the runs that it needs.
package lesson
