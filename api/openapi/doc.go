// Package openapi describes the HTTP API of the lab as an OpenAPI 3.1 document.
//
// Nothing is written down twice: parameters come from the table of a scenario's fields,
// schemas from the Go types of the answers, figures from the table of figures. What is left
// is the list of operations. Tests of package api compare that list with the routes, and the
// schemas with real answers.
//
// The document is a constant of the program. It is built when it is first asked for, and
// [Document] is safe for simultaneous use.
package openapi
