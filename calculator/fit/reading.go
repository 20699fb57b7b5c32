package fit

import (
	"math"
	"time"
)

// Rounding is what became of the part of a delay that is smaller than the step.
type Rounding uint8

// The roundings.
const (
	Nearest Rounding = iota // to the nearest step
	Down                    // cut off
	Up                      // to the next step above
	Between                 // the difference of two times, both cut off
)

// String is the rounding in a sentence about values.
func (r Rounding) String() string {
	return [...]string{"rounded to the nearest", "cut off", "rounded up", "the difference of two times that were cut off"}[r]
}

// Reading is how a value that was seen is understood.
type Reading struct {
	Rounding Rounding
	Step     time.Duration // > 0
	Attempt  time.Duration // an attempt, which is part of the value, took at most so long
}

// window is from where to where a delay may have been, both included.
type window struct{ lo, hi time.Duration }

// unmeasured is how far off a value may be besides: numbers with decimals become whole
// nanoseconds on both sides.
const unmeasured = time.Microsecond

// around is the window of a value. Of a difference it is number i of n: the first time was cut
// by some part of a step, and the attempt took some part of what it may. The windows of all n
// overlap, so that no delay falls between them.
func (r Reading) around(value time.Duration, censored bool, i, n int) window {
	w := window{value, value}
	switch r.Rounding {
	case Nearest:
		w.lo, w.hi = value-r.Step/2, value+r.Step/2
	case Down: // less by as much above, or delays of whole steps would be in two windows
		w.hi += max(0, r.Step-1-2*unmeasured)
	case Up:
		w.lo -= max(0, r.Step-1-2*unmeasured)
	case Between:
		cut := r.Step * time.Duration(i) / time.Duration(max(1, n-1))
		took, all := r.Attempt*time.Duration(i), time.Duration(n)
		w.lo -= cut + (took+r.Attempt)/all
		w.hi += r.Step - cut - took/all
	}
	return w.grown(censored)
}

// whole is the window of a value whatever the shares are.
func (r Reading) whole(value time.Duration, censored bool) window {
	if r.Rounding != Between {
		return r.around(value, censored, 0, 1)
	}
	return window{value - r.Step - r.Attempt, value + r.Step}.grown(censored)
}

// part is which part of its n windows of a difference one step is.
func (r Reading) part(n int) float64 {
	return float64(r.Step) / (float64(r.Step) + float64(r.Attempt)/float64(n))
}

func (w window) grown(censored bool) window {
	w.lo, w.hi = max(0, w.lo-unmeasured), max(0, w.hi)+unmeasured
	if censored {
		w.hi = math.MaxInt64
	}
	return w
}

// attempts are the longest times that attempts may have taken, where nobody says.
var attempts = []time.Duration{0, 5 * time.Millisecond, 50 * time.Millisecond, 500 * time.Millisecond}

// readings are those in which delays may be understood. Which one is right is searched, as
// parameters are. What attempts take is at most a quarter of a usual delay: with more, every
// strategy would fit.
func readings(s *sample, o Options) []Reading {
	step := max(s.step, unmeasured)
	if !s.times {
		if step <= unmeasured {
			return []Reading{{Nearest, step, 0}}
		}
		return []Reading{{Nearest, step, 0}, {Down, step, 0}, {Up, step, 0}}
	}
	if o.Attempt > 0 {
		return []Reading{{Between, step, o.Attempt}}
	}
	var all []Reading
	for _, a := range attempts {
		if a <= s.median()/4 {
			all = append(all, Reading{Between, step, a})
		}
	}
	if len(all) == 0 {
		all = append(all, Reading{Between, step, 0})
	}
	return all
}
