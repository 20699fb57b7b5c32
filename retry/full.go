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

// Delay returns the share u of e(k).
func (s Full) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	return s.above(s.rung(k), u), 0
}

// above is U(floor, e), and the floor where e is below it.
func (s *Full) above(e time.Duration, u float64) time.Duration {
	return s.Floor + uniform(max(e, s.Floor)-s.Floor, u)
}

func (s Full) delayAll(turns Turns, rungs *ladder) {
	draws, delays := turns.Draws[:len(turns.Attempts)], turns.Delays[:len(turns.Attempts)]
	for i, k := range turns.Attempts {
		delays[i] = s.above(rungs.of(&s.Params, int(k)), draws[i])
	}
}
