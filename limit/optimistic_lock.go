package limit

import (
	"math"
	"time"
)

var optimisticLockKind = Kind{
	Key: "optimistic-lock", Name: "Optimistic lock",
	Unit:    "requests",
	Rule:    "A client reads a version, then writes; the write is rejected if another came between.",
	Lock:    true,
	New:     func(Params) Limiter { return None{} },
	AtOnce:  func(Params) int { return math.MaxInt },
	LongRun: unbounded,
	Bound:   func(Params, time.Duration) int { return math.MaxInt },
}

// Lock is one row under optimistic concurrency control. It limits by contention,
// not by rate: of all who have read the same version, the first to write
// succeeds.
//
// Source: OccServer of aws-samples/aws-arch-backoff-simulator (2015), where only
// writes count as calls and the row has no capacity to exceed.
type Lock struct{ version uint64 }

// NewLock returns a row at version 0.
func NewLock() *Lock { return new(Lock) }

// Read returns the version of the row.
func (l *Lock) Read() uint64 { return l.version }

// Write changes the row if it still has the version that was read, and reports
// whether it did.
func (l *Lock) Write(version uint64) bool {
	if version != l.version {
		return false
	}
	l.version++
	return true
}
