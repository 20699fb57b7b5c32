package guard

import (
	"time"

	"backofflab/retry"
)

var countBreakerKind = Kind{
	Key: "count", Name: "Failures of the last calls",
	Rule:    "Too large a share of failures among the last calls opens it; open, it sends nothing for a time; then a few probes decide whether it closes.",
	Source:  "resilience4j, COUNT_BASED",
	New:     func(p Params) retry.Guard { return NewCountBreaker(p) },
	Dated:   true,
	Verdict: retry.GiveUpBreaker,
}

// NewCountBreaker returns a closed breaker that opens when of the last BreakerCalls calls
// BreakerRatio or more have failed, however long ago they were. There must be at least
// BreakerMin calls, or BreakerCalls where that is less, and one failure.
//
// Source: resilience4j 2.3.0, a sliding window of type COUNT_BASED, which compares so: of
// 100 calls by default, 100 at least, half of them.
func NewCountBreaker(p Params) *Breaker {
	return newBreaker(p, &countRule{calls: p.BreakerCalls, min: min(p.BreakerMin, p.BreakerCalls), ratio: steps(p.BreakerRatio, 1e6)})
}

type countRule struct {
	calls, min int
	ratio      int64  // millionths
	last       []bool // calls that failed: a ring, once there are so many
	at         int    // of the oldest
	failures   int64
}

func (r *countRule) tooMany(_ time.Duration, failed bool) bool {
	if len(r.last) < r.calls {
		r.last = append(r.last, failed)
	} else {
		if r.last[r.at] {
			r.failures--
		}
		r.last[r.at] = failed
		r.at = (r.at + 1) % r.calls
	}
	if failed {
		r.failures++
	}
	return len(r.last) >= r.min && r.failures > 0 && r.failures*1e6 >= r.ratio*int64(len(r.last))
}

func (r *countRule) reset() { r.last, r.at, r.failures = r.last[:0], 0, 0 }
