package main

import (
	"fmt"
	"time"

	"backofflab/limit"
	"backofflab/sim/rng"
)

const (
	seed     = 1
	spread   = 100 * time.Millisecond
	base     = 100 * time.Millisecond
	longest  = 20 * time.Second
	attempts = 50
	latency  = 10 * time.Millisecond
	bin      = 100 * time.Millisecond
)

// job is W(N) but for the calendar: what a client does when an attempt of its
// arrives at the service. Nothing else needs an event. It belongs to one
// goroutine at a time.
//
// Calls of arrive must come in the order of time. Where two attempts arrive in the
// same nanosecond their order decides who gets a token; engines without an order
// of their own may then part from the others by a few attempts.
type job struct {
	clients  int
	attempts int
	bins     []int // attempts in each

	arrivals, jitter rng.Stream
	bucket           *limit.TokenBucket
}

// newJob returns W(clients). The burst must be a whole number.
func newJob(clients int) *job {
	return &job{
		clients:  clients,
		arrivals: rng.New(seed, rng.Arrivals),
		jitter:   rng.New(seed, rng.Jitter),
		bucket:   limit.NewTokenBucket(float64(clients)/20, clients/200),
	}
}

// query is the same job as the lab takes it.
func (j *job) query() string {
	return fmt.Sprintf("clients=%d&spread=%v&rate=%v&burst=%d&base=%v&cap=%v&attempts=%d&latency=%v&bin=%v&strategies=full&seed=%d",
		j.clients, spread, float64(j.clients)/20, j.clients/200, base, longest, attempts, latency, bin, seed)
}

// first returns when a client's attempt 1 arrives.
func (j *job) first(client uint32) time.Duration {
	return time.Duration(j.arrivals.Float64(client, 0)*float64(spread)) + latency
}

// arrive takes an attempt, from 1, through the service at time now. It returns how
// long after now the client's next one arrives, and whether there is one.
func (j *job) arrive(client, attempt uint32, now time.Duration) (wait time.Duration, again bool) {
	j.attempts++
	b := int(now / bin)
	for b >= len(j.bins) {
		j.bins = append(j.bins, 0)
	}
	j.bins[b]++
	if j.bucket.AllowN(now, 1) || attempt == attempts {
		return 0, false
	}
	rung := longest
	if k := attempt - 1; k < 8 { // from there on it is above the cap, and later overflows
		rung = base << k
	}
	return time.Duration(j.jitter.Float64(client, attempt)*float64(rung)) + 2*latency, true
}
