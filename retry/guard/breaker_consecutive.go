package guard

import (
	"time"

	"backofflab/retry"
)

var consecutiveBreakerKind = Kind{
	Key: "consecutive", Name: "Failures in a row",
	Rule:    "So many failures in a row open it; open, it sends nothing for a time; then a few probes decide whether it closes.",
	Source:  "cockatiel's ConsecutiveBreaker, Polly before v8, sony/gobreaker",
	New:     func(p Params) retry.Guard { return NewConsecutiveBreaker(p) },
	Dated:   true,
	Verdict: retry.GiveUpBreaker,
}

// NewConsecutiveBreaker returns a closed breaker that opens at the BreakerFailures-th failure
// in a row, in the order in which attempts end. A success or a permanent failure begins the
// count anew.
//
// Source: cockatiel v3, ConsecutiveBreaker; sony/gobreaker opens at the sixth by default.
func NewConsecutiveBreaker(p Params) *Breaker {
	return newBreaker(p, &consecutiveRule{most: p.BreakerFailures})
}

type consecutiveRule struct{ most, row int }

func (r *consecutiveRule) tooMany(_ time.Duration, failed bool) bool {
	if r.row++; !failed {
		r.row = 0
	}
	return r.row == r.most
}

func (r *consecutiveRule) reset() { r.row = 0 }
