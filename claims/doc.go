// Package claims holds every sentence of a page against the data of its run. It is
// tests and nothing else.
//
// A page is fetched as a reader gets it, and so are the answers of /api/v1/run and
// /api/v1/attempts for the same link. Each sentence is parsed back by the table of
// patterns into what it claims, and each claim is held against the answers: a number is
// in the data to the digits that are shown, whoever is called first is first, all that
// tie are named, whoever is said to have lost none lost none. Nothing here asks the
// package that wrote the sentence. Two rules let nothing escape: a sentence that no
// pattern knows is a fault, and so is a number or a name in it that no check looked at.
//
// Numbers in cells of tables, the marks and the gallery are held in the same way. What the
// checks can find is tested by sentences that are made false.
//
//	go test ./claims -links 2000 -log faults.txt
//
// A new sentence is one line in a file patterns_*_test.go. What it claims is put together from
// the checks of checks_test.go, and those read the measures of measures_test.go.
package claims
