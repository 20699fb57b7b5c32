package rng

import (
	"math"
	"testing"
)

// The seeds of replications are part of what makes a link reproduce its band.
// Those after the first were computed by a second implementation of the formula.
func TestReplicationsAreFixed(t *testing.T) {
	for _, tt := range []struct {
		seed uint64
		r    int
		want uint64
	}{
		{0, 0, 0},
		{1, 0, 1},
		{maxSeed, 0, maxSeed},
		{0, 1, 5889709693163864},
		{1, 1, 5784262988049724},
		{1, 2, 8526040330347949},
		{maxSeed, 49, 6919466570173877},
		{1, 1 << 32, 8121511251390082},
	} {
		if got := Replication(tt.seed, tt.r); got != tt.want {
			t.Errorf("replication %d of seed %d has seed %d, want %d", tt.r, tt.seed, got, tt.want)
		}
	}
}

// 10,000 replications of each of three neighbouring seeds: all within range, no
// two alike, and their halves are filled alike. Of 30,000 seeds those in the upper
// half have standard deviation 87; the tolerance is 5 of these.
func TestReplicationsDiffer(t *testing.T) {
	const n = 10_000
	seen, upper := map[uint64]bool{}, 0
	for seed := range uint64(3) {
		for r := range n {
			s := Replication(seed, r)
			if s > 1<<53-1 {
				t.Fatalf("replication %d of seed %d has seed %d, above 2^53-1", r, seed, s)
			}
			if seen[s] {
				t.Fatalf("seed %d comes twice", s)
			}
			seen[s] = true
			upper += int(s >> 52)
		}
	}
	if math.Abs(float64(upper-3*n/2)) > 5*87 {
		t.Errorf("%d of %d seeds are in the upper half", upper, 3*n)
	}
}

// No two streams of a seed are one: a number is given once.
func TestStreamsDiffer(t *testing.T) {
	names := []Name{
		Arrivals, Faults, Permanents, Jitter, NetworkThere, NetworkBack, Service, RetryAfter,
		Guards, Callers, Think, Tokens, Crashes, ReadThere, ReadBack, replications,
	}
	for i, name := range names {
		if name != Name(i+1) {
			t.Errorf("stream %d has number %d", i+1, name)
		}
	}
}

// 10,000 branches of each of three stages: no two alike, and none a replication.
func TestBranchesDiffer(t *testing.T) {
	const n = 10_000
	seen := map[uint64]bool{}
	for r := range n {
		seen[Replication(5, r)] = true
	}
	for stage := range 3 {
		for i := range n {
			s := Branch(5, stage, i)
			if seen[s] || s > maxSeed {
				t.Fatalf("stage %d, branch %d: seed %d is there already, or too large", stage, i, s)
			}
			seen[s] = true
		}
	}
}
