// Package wire has the forms of what the lab sends to programs: the JSON of runs, policies,
// attempts, traces and comparisons, the rows of CSV, and the messages of a stream.
//
// Names are a promise: they are those of docs/model.md and docs/protocol.md, in a fixed
// order, and end in their unit where a number has one (_ms, _s, _per_s). A figure that does
// not exist is null, and empty in CSV. A text that a spreadsheet would take for a formula
// is disarmed.
//
// Units are computed here and nothing else, and nothing is sent. Everything is a function of its
// arguments and safe for simultaneous use, but for a FrameMessage, which its writer fills
// again and again.
package wire
