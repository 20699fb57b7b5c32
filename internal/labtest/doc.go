// Package labtest is what tests of several rooms share above the engine: results by query,
// a viewer that does with the messages of a stream what a browser does, and waiting for a
// state that must come. No test is decided by how fast it comes. It is for tests alone: no
// room of the program imports it.
package labtest
