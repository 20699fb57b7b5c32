package guard

import (
	"time"

	"backofflab/retry"
)

var ratioBreakerKind = Kind{
	Key: "ratio", Name: "Failure ratio",
	Rule:    "Too large a share of failures opens it; open, it sends nothing for a time; then a few probes decide whether it closes.",
	Source:  "Polly v8's circuit breaker; the pattern is Michael Nygard's, Release It!, 2007",
	New:     func(p Params) retry.Guard { return NewRatioBreaker(p) },
	Dated:   true,
	Verdict: retry.GiveUpBreaker,
}

// NewRatioBreaker returns a closed breaker that opens when more than BreakerRatio of the
// calls in BreakerWindow have failed, of which there must be at least BreakerMin.
//
// Source: the defaults and the strict comparison are Polly v8's.
func NewRatioBreaker(p Params) *Breaker {
	return newBreaker(p, &ratioRule{min: int64(p.BreakerMin), ratio: steps(p.BreakerRatio, 1e6), length: p.BreakerWindow, window: newWindow(p.BreakerWindow)})
}

type ratioRule struct {
	min, ratio int64 // calls; millionths
	length     time.Duration
	window     window // some: failures
}

func (r *ratioRule) tooMany(now time.Duration, failed bool) bool {
	call := tally{all: 1}
	if failed {
		call.some = 1
	}
	sum := r.window.add(now, call)
	return sum.all >= r.min && sum.some*1e6 > r.ratio*sum.all
}

func (r *ratioRule) reset() { r.window = newWindow(r.length) }
