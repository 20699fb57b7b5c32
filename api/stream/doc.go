// Package stream lets viewers watch runs over WebSockets, as docs/protocol.md says. It is
// the only room that knows the WebSocket library.
//
// One socket is one session, and shows one run at a time: the latest request wins. A
// session has one reader and one writer. Between a run and the writer is no queue but the
// run's log, in which each viewer has its own place: it gets frames while it keeps up, and
// one snapshot of whatever it is behind. A slow viewer never slows a run, and one that does
// not read is disconnected.
//
// Whoever sees the same shares it. A renderer makes greetings and ends of runs, as many at a
// time as there are cores, once for all who ask; a show encodes each step of a run once for
// all who come to it. A message is a head, with the number by which its viewer knows the run,
// and a rest that is the same for all. A line below each socket knows whether its viewer
// answers.
//
// What a client can ask for is bounded: the size and rate of its messages, the sockets of
// one address and of all. After the upgrade an error is a message or a close code, never an
// answer over HTTP. Pings, deadlines and the pace of frames are of the wall clock.
//
// [Streams] is safe for simultaneous use.
package stream
