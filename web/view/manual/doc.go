// Package manual builds the pages that explain: help, glossary with its sketches, and the
// published results. Their pictures are of runs that a Tracer hands in.
package manual
