// Package logging says what of a request may stand in the log, and keeps the log from
// holding up who writes it.
//
// Who reads a log is not who wrote a link: what people say in one, its title and its note, is
// left out, and of an address only the network stays. [Writer] never waits for the reader of
// the log; [ErrorLog] gives what net/http says the level that it has for an operator.
//
// Everything is safe for simultaneous use.
package logging
