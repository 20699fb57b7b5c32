// Command peers runs one job on the lab's engine and on other engines, and
// prints what an attempt costs on each. It is a module of its own, so that the
// lab depends on none of them, and runs on Unix, from its own folder.
//
// The job W(N): N clients start at random times within 100 ms; a token bucket
// gains N/20 tokens a second and holds N/200; an accepted attempt completes its
// client; a rejected one backs off U(0, min(20 s, 100 ms * 2^k)), k = 0 at the
// first retry; at most 50 attempts; 10 ms each way of network; attempts are
// counted in bins of 100 ms. About 8 attempts a client.
//
// What is compared. The model, a [job], is the same code for every engine in this
// process, with the lab's own draws and bucket; an engine brings the calendar and
// the clock. So all of them count the same attempts, and the test asserts it. Those in
// C++, JavaScript and Python have the model in their own language, draw for draw. The lab does more than its peers: it
// also records completion times, requests under way and herds.
//
// What is measured. CPU time of the process, user and system, on all its threads,
// garbage collection included; the median of several runs, in which the engines
// take turns. Starting an interpreter or compiling is not counted: node runs a job of
// 20,000 clients first.
//
// Engines of others, their versions in go.mod, their licences:
//
//   - gvisor.dev/gvisor/pkg/tcpip/faketime, Apache-2.0: the clock under gVisor's
//     simulated network, a heap of times with a set of timers each
//   - github.com/coder/quartz, MIT No Attribution: a mock clock, as tests of retry
//     loops use one; it looks through all timers for the next
//   - testing/synctest, of Go itself: a goroutine a client, under a fake clock
//   - std::priority_queue of the C++ library at hand, with -O3 -march=native
//   - node, with a heap of our own, for its library has none
//   - heapq, of Python itself, and SimPy, MIT, where python3 has it
//
// What they need beside is of golang.org/x, BSD-3-Clause. The Go modules that call
// themselves discrete-event simulators (simgo, akita, evt, godes, steps, desim) are
// not here because none could be had.
package main
