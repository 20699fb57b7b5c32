package fit

import (
	"math"
	"slices"
	"time"
)

// digits are the leading digits of values that people set.
var digits = []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8}

// rounds are values that people set, from a microsecond to a week, in ns: of few digits, and
// of times that are whole minutes or hours.
var rounds = func() []float64 {
	var all []float64
	for unit := 1e3; unit <= 1e14; unit *= 10 {
		for _, d := range digits {
			all = append(all, d*unit)
		}
	}
	for _, m := range []time.Duration{1, 2, 3, 4, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 480, 600, 720, 1440} {
		all = append(all, float64(m*time.Minute))
	}
	for _, ms := range []time.Duration{120, 125, 128, 256, 512, 700, 900, 1200, 32000, 64000} {
		all = append(all, float64(ms*time.Millisecond))
	}
	slices.Sort(all)
	return slices.Compact(all)
}()

// isRound says whether people set such a value.
func isRound(x float64) bool {
	_, found := slices.BinarySearch(rounds, x)
	return found
}

// isUsual says whether it is 1, 2 or 5 of a unit, or a whole number of minutes.
func isUsual(x float64) bool {
	for unit := 1e3; unit <= 1e14; unit *= 10 {
		if x == unit || x == 2*unit || x == 5*unit {
			return true
		}
	}
	return math.Mod(x, float64(time.Minute)) == 0
}

// between are up to n round values of a range: the first ones, if it has more.
func between(lo, hi float64, n int) []float64 {
	at, _ := slices.BinarySearch(rounds, lo)
	var all []float64
	for ; at < len(rounds) && rounds[at] <= hi && len(all) < n; at++ {
		all = append(all, rounds[at])
	}
	return all
}

// above are the values to try of a parameter that is an upper bound of n delays, or makes
// one: somewhat above the longest of them, by as much as n draws usually stay below their
// bound (the largest of n uniform draws is n/(n+1) of it on average); round values above; the
// middle of what is possible. Where the delays were coarse, also what is within one step.
func above(s span, n int, step float64) []float64 {
	lo := max(s.lo, step/16)
	tried := append(between(lo, s.hi, 4), lo*(1+0.3/float64(n+1)), lo*(1+1/float64(n)), lo*(1+2.5/float64(n)))
	if !math.IsInf(s.hi, 1) {
		tried = append(tried, (s.lo+s.hi)/2, s.hi)
	}
	if step > lo/20 { // a whole step is no small thing
		tried = append(tried, lo+step/4, lo+step/2, lo+step)
		for unit := 1e3; unit <= 1e14; unit *= 10 {
			for _, x := range []float64{unit, 2 * unit, 5 * unit} {
				if x >= lo && x <= lo+3*step {
					tried = append(tried, x)
				}
			}
		}
	}
	return inRange(tried, s)
}

// below is above for a lower bound.
func below(s span, n int, step float64) []float64 {
	at, _ := slices.BinarySearch(rounds, s.hi)
	var tried []float64
	for i := min(at, len(rounds)-1); i >= max(0, at-4); i-- {
		tried = append(tried, rounds[i])
	}
	tried = append(tried, s.hi, s.hi*(1-0.3/float64(n+1)), s.hi*(1-1/float64(n+1)), s.hi*(1-2.5/float64(n+2)), (s.lo+s.hi)/2)
	if step > s.hi/20 {
		tried = append(tried, s.hi-step/4, s.hi-step/2)
	}
	return inRange(tried, s)
}

// inRange are the values within a range, whole nanoseconds, each once.
func inRange(tried []float64, s span) []float64 {
	var all []float64
	for _, x := range tried {
		if x = math.Round(x); x >= 1 && x >= math.Floor(s.lo) && x <= math.Ceil(s.hi) && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// rounded is a searched value as exact as anybody can say it: four digits, and no finer than
// a sixteenth of the step.
func rounded(d, step time.Duration) time.Duration {
	if isRound(float64(d)) {
		return d
	}
	return d.Round(unitOf(d))
}

// floorOf is the same of a floor, which must not be above the shortest delay that was seen.
func floorOf(d, step time.Duration) time.Duration {
	if r := rounded(d, step); r <= d {
		return r
	}
	return d.Truncate(unitOf(d))
}

// unitOf is the last of four digits.
func unitOf(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 10_000 {
		unit *= 10
	}
	return unit
}
