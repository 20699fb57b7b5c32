package retry

import "time"

var fullKind = Kind{
	Key: "full", Name: "Full jitter",
	Formula: "U(0, e(k))",
	Source:  "AWS Architecture Blog, 2015",
	New:     func(p Params) Strategy { return Full{p} },
}

// Full is full jitter: U(0, e(k)), anything between nothing and the whole
// exponential delay.
//
// With base 100ms, factor 2, cap 1s and u = 0.5 the first delays are 50ms,
// 100ms, 200ms, 400ms, 500ms.
//
// With a floor it is U(floor, max(floor, e(k))): the floor itself where e(k) is shorter.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; the floor is that of
// tenacity's wait_random_exponential(min=), tenacity/wait.py.
type Full struct{ Params }

// Delay returns the floor and the share u of what e(k) is above it.
func (s Full) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	return s.Floor + uniform(s.width(k), u), 0
}

func (s Full) width(k int) time.Duration { return max(s.rung(k), s.Floor) - s.Floor }
