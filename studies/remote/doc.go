// Package remote has tasks simulated by the workers of a broker, on this machine or on others.
//
// A [Runner] packs tasks into jobs of a good size, submits them, and reads their samples;
// [Work] is what a worker does with one. A job that fails, because it takes a worker with it
// or takes too long, is submitted again task by task, so that one that nobody can simulate is
// one failed sample, and the others of its job are not.
//
// What is left out on purpose: queues, deliveries and connections are the broker's. A Runner
// serves several callers at once.
package remote
