package guard_test

import (
	"testing"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// rows is quick, and opens at the third failure in a row, or at half of the last five.
func rows() guard.Params {
	p := quick
	p.BreakerFailures, p.BreakerCalls = 3, 5
	return p
}

const good, bad = retry.Success, retry.Unavailable

func TestConsecutiveBreaker(t *testing.T) {
	for _, tt := range []struct {
		shows string
		steps []step
	}{
		{"opens at the third failure in a row", calls(
			call("1", 0, bad), call("2", sec, retry.TimedOut), one("two", sec, admits, 0),
			call("3", 2*sec, retry.Rejected), one("open", 2*sec, refuses, 0),
		)},
		{"a success begins anew", calls(
			call("1", 0, bad), call("2", 0, bad), call("answered", 0, good),
			call("1", 0, bad), call("2", 0, bad), one("two", 0, admits, 0), call("3", 0, bad), one("open", 0, refuses, 0),
		)},
		{"a permanent failure is an answer, too", calls(
			call("1", 0, bad), call("2", 0, bad), call("answered", 0, retry.Failed), call("1", 0, bad), one("one", 0, admits, 0),
		)},
		{"what was not sent is neither", calls(
			call("1", 0, bad), call("2", 0, bad), call("nothing", 0, retry.NotSent), call("3", 0, bad), one("open", 0, refuses, 0),
		)},
		{"time is no matter", calls(
			call("1", 0, bad), call("2", 3600*sec, bad), call("3", 7200*sec, bad), one("open", 7200*sec, refuses, 0),
		)},
		{"closes with nothing counted", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad),
			call("probe 1", 5*sec, good), call("probe 2", 5*sec, good),
			call("1", 5*sec, bad), call("2", 5*sec, bad), one("closed", 5*sec, admits, 0),
			call("3", 5*sec, bad), one("open", 5*sec, refuses, 0),
		)},
	} {
		t.Run(tt.shows, func(t *testing.T) { walk(t, guard.NewConsecutiveBreaker(rows()), tt.steps) })
	}
}

func TestCountBreaker(t *testing.T) {
	for _, tt := range []struct {
		shows string
		steps []step
	}{
		{"opens at the ratio, not only above it", calls(
			call("1 of 1", 0, bad), call("1 of 2", 0, good), call("1 of 3", 0, good), one("too few", 0, admits, 0),
			call("2 of 4", 0, bad), one("open", 0, refuses, 0),
		)},
		{"looks at the last five, whenever they were", calls(
			call("1 of 1", 0, bad), call("1 of 2", 0, good), call("1 of 3", 0, good), call("1 of 4", 0, good),
			call("2 of 5", 3600*sec, bad), one("two of five", 3600*sec, admits, 0),
			call("2 of 5, the first is forgotten", 3600*sec, bad), one("two of five", 3600*sec, admits, 0),
			call("3 of 5", 3600*sec, bad), one("open", 3600*sec, refuses, 0),
		)},
		{"forgets round and round", calls(
			call("1", 0, bad), call("2", 0, good), call("3", 0, good), call("4", 0, good), call("5", 0, good),
			call("6", 0, good), call("7", 0, good), call("8", 0, good), call("9", 0, good), call("10", 0, good),
			call("1 of 5", 0, bad), call("2 of 5", 0, bad), one("two of five", 0, admits, 0), call("3 of 5", 0, bad), one("open", 0, refuses, 0),
		)},
		{"closes with nothing counted", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad), call("4", 0, bad),
			call("probe 1", 5*sec, good), call("probe 2", 5*sec, retry.Failed),
			call("1", 5*sec, bad), call("2", 5*sec, bad), call("3", 5*sec, bad), one("too few", 5*sec, admits, 0),
			call("4", 5*sec, bad), one("open", 5*sec, refuses, 0),
		)},
		{"closes without the failures that opened it", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad), call("4", 0, bad),
			call("probe 1", 5*sec, good), call("probe 2", 5*sec, good),
			call("1 of 1", 5*sec, bad), call("1 of 2", 5*sec, good), call("1 of 3", 5*sec, good), call("1 of 4", 5*sec, good), one("one of four", 5*sec, admits, 0),
		)},
		{"forgets its first call first, after it was closed, too", calls(
			call("1", 0, good), call("2", 0, good), call("3", 0, good), call("1 of 4", 0, bad), call("1 of 5", 0, good), call("2 of 5", 0, bad), call("3 of 5", 0, bad),
			call("probe 1", 5*sec, good), call("probe 2", 5*sec, good),
			call("1 of 1", 5*sec, bad), call("1 of 2", 5*sec, good), call("1 of 3", 5*sec, good), call("1 of 4", 5*sec, good), call("1 of 5", 5*sec, good),
			call("1 of 5, the first is forgotten", 5*sec, bad), call("2 of 5", 5*sec, bad), one("two of five", 5*sec, admits, 0),
			call("3 of 5", 5*sec, bad), one("open", 5*sec, refuses, 0),
		)},
	} {
		t.Run(tt.shows, func(t *testing.T) { walk(t, guard.NewCountBreaker(rows()), tt.steps) })
	}
}

// At ratio 0 a failure opens it, and calls without one do not. A least number of calls that
// is never reached counts as all that are counted.
func TestCountBreakerAtItsBounds(t *testing.T) {
	p := rows()
	p.BreakerRatio, p.BreakerMin = 0, 100
	walk(t, guard.NewCountBreaker(p), calls(
		call("1", 0, good), call("2", 0, good), call("3", 0, good), call("4", 0, good), call("5", 0, good), one("no failure", 0, admits, 0),
		call("1 of 5", 0, bad), one("open", 0, refuses, 0),
	))
	p.BreakerMin, p.BreakerRatio = 1, 1
	walk(t, guard.NewCountBreaker(p), calls(call("1 of 1", 0, bad), one("open", 0, refuses, 0)))
}

// Whatever opens a breaker, from then on all of them are one.
func TestBreakersOpenAlike(t *testing.T) {
	p := rows()
	p.BreakerOpenJitter, p.BreakerMin = 0.5, 3
	for key, b := range map[string]*guard.Breaker{
		"ratio": guard.NewRatioBreaker(p), "consecutive": guard.NewConsecutiveBreaker(p), "count": guard.NewCountBreaker(p),
	} {
		t.Run(key, func(t *testing.T) {
			walk(t, b, calls(
				call("1", sec, bad), call("2", sec, bad), call("3", sec, bad),
				one("open, and a half of a half longer", sec, refuses, 0.5), one("just before", 7250*ms-1, refuses, 0),
				one("probe 1", 7250*ms, admits, 0), one("probe 2", 7250*ms, admits, 0), one("no third", 7250*ms, refuses, 0),
				ended("a probe fails", 7250*ms, 8*sec, bad), one("open again", 8*sec, refuses, 0),
				one("probe 1", 13*sec, admits, 0), one("probe 2", 13*sec, admits, 0),
				ended("well", 13*sec, 14*sec, good), ended("well", 13*sec, 14*sec, good), one("closed", 14*sec, admits, 0),
			))
		})
	}
}
