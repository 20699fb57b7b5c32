// Package studies answers who asks for studies of many runs: as a page that shows what is known
// so far, as JSON, as CSV, and over a socket.
//
// A kind of study is a [Kind]: how a query is read, and the form of its page. What it reads is a
// [Study], which says how long it takes, and how what is known of it is shown. Everything else
// is here once: that equal studies are shared, that one too long is refused before it begins,
// how long an answer waits, cancelling, and the states. To add one, say find:
//
//  1. Its form and what it shows: components in web/templates/study, filled in by
//     web/view/studied, whose FindPage returns a templates.Page.
//  2. A file find.go beside sweep.go: a Kind with its name, and a sort, which says how what is
//     known is shown.
//  3. A line in kinds. Its addresses follow from the name: /find, /find/cancel, /find.csv and
//     /api/v1/find; package api asks for [Lab.Routes].
//  4. Its answer in api/wire, its operation in api/openapi, its rows in docs/addresses.md.
//
// Handlers keep nothing but the pool of studies, and are safe for simultaneous use.
package studies
