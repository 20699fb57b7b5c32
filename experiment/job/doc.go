// Package job is what all studies of many runs ask for: samples of tasks.
//
// A [Task] is some replications of one scenario; its [Sample] has every figure of every
// fleet in each of them, and is a pure function of the task and of the engine's version. A
// study asks a [Runner] for samples and decides by them what to ask for next, so it comes out
// the same whatever runs the tasks, wherever, and in whatever order. [Local] runs them on
// this machine.
//
// What is left out on purpose: queues, other machines and what is kept are the runners' own
// affair. Figures of time are in seconds. A Runner serves several callers at once; the rest
// are values.
package job
