// Package broker hands jobs to workers, on this machine or on many, over NATS JetStream. It
// is the one room that knows NATS, and it knows nothing else of the lab: a job is an
// identifier and a payload, its result is bytes, and the work is a pure function between
// them that its callers bring.
//
// [Broker.Do] submits a batch of jobs and awaits their results; [Broker.Work] does jobs.
// Both may be called by any number of processes at once. With no URL the broker is embedded:
// a NATS server inside the process, without a listener, which starts at the first Do.
//
// What is kept where:
//
//   - the stream LAB_JOBS is a work queue. Its subjects are lab.job.ENGINE.BATCH.JOB, so one
//     job is there once, and a worker gets those of its own engine version only. A job
//     stays until it is acknowledged: when its worker dies, another one gets it after
//     AckWait. The stream refuses what is above its limits, and Do waits.
//   - the bucket lab_results has the results under ENGINE.BATCH.JOB. A result is created once:
//     a second one of the same job is compared with the first and counts nothing. Two
//     that differ are a broken determinism, kept under ...JOB.differs, which Do returns as
//     a [DiffersError].
//   - the bucket lab_engines has the engine versions of those who submit.
//
// Nothing permanent is in any of them. A broker that comes back empty is furnished
// anew, and Do submits again what has no result yet.
//
// Delivery is at least once, and a job may run twice (its worker was stopped for longer
// than AckWait, say), but it counts once. A job that ends its workers is given up after
// Deliveries, one that panics or takes too long at once: each gets a failed result with its
// reason, and the batch ends.
//
// Everything exported is safe for simultaneous use. Time is that of the wall clock, and no
// result depends on it but those that failed for taking too long.
package broker
