package guard_test

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// quick opens above half of at least 4 calls of the last 10s, for 5s, and closes
// after two probes.
var quick = guard.Params{
	BreakerRatio: 0.5, BreakerWindow: 10 * sec, BreakerMin: 4, BreakerOpen: 5 * sec, BreakerProbes: 2,
}

// call is a try that is admitted and done at one moment.
func call(shows string, at time.Duration, o retry.Outcome) []step {
	return []step{
		{shows: shows + ", sent", at: at, what: admits, try: first},
		{shows: shows + ", done", at: at, what: done, try: sentAt(at, first), outcome: o},
	}
}

func calls(lists ...[]step) (all []step) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// trip opens a quick breaker at that time.
func trip(at time.Duration) []step {
	failure := call("trip", at, retry.Unavailable)
	return calls(failure, failure, failure, failure)
}

func one(shows string, at time.Duration, what action, u float64) []step {
	return []step{{shows: shows, at: at, what: what, try: first, u: u}}
}

// ended is a try sent at sent that is done at at.
func ended(shows string, sent, at time.Duration, o retry.Outcome) []step {
	return []step{{shows: shows, at: at, what: done, try: sentAt(sent, first), outcome: o}}
}

func TestRatioBreaker(t *testing.T) {
	for _, tt := range []struct {
		shows string
		steps []step
	}{
		{"opens strictly above the ratio", calls(
			call("1 of 1", 0, bad), call("1 of 2", 0, good), call("2 of 3", 0, bad),
			call("2 of 4 is the ratio", 0, good), one("not above", 0, admits, 0),
			call("3 of 5 is above", 0, bad), one("open", 0, refuses, 0),
		)},
		{"needs the least number of calls", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad), one("three failures of three", 0, admits, 0),
			call("4", 0, bad), one("open", 0, refuses, 0),
		)},
		{"counts rejected, unavailable and timed out", calls(
			call("1", 0, retry.Rejected), call("2", 0, retry.Unavailable), call("3", 0, retry.TimedOut),
			call("a success is a call as well, the fourth", 0, good), one("open", 0, refuses, 0),
		)},
		{"takes a permanent failure for an answer", calls(
			call("1", 0, retry.Failed), call("2", 0, retry.Failed), call("3", 0, retry.Failed),
			call("4", 0, bad), call("5", 0, bad), call("3 of 6", 0, bad), one("not above", 0, admits, 0),
			call("4 of 7", 0, bad), one("open", 0, refuses, 0),
		)},
		{"does not count what was not sent", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad), call("nothing", 0, retry.NotSent),
			one("three", 0, admits, 0), call("4", 0, bad), one("open", 0, refuses, 0),
		)},
		{"retries are calls like any other", []step{
			{what: admits, try: again(bad)}, {what: done, try: again(bad), outcome: bad},
			{what: admits, try: again(bad)}, {what: done, try: again(bad), outcome: bad},
			{what: admits, try: again(bad)}, {what: done, try: again(bad), outcome: bad},
			{what: admits, try: again(bad)}, {what: done, try: again(bad), outcome: bad},
			{what: refuses, try: again(bad)}, {what: refuses, try: first},
		}},
		{"forgets what is older than the window", calls(
			call("1", 0, bad), call("2", 999*ms, bad), call("3", 1*sec, bad),
			call("4", 10*sec, good), call("1 of 3: the first second is forgotten", 10*sec, good),
			call("1 of 4", 10*sec, good), call("1 of 4", 11*sec, bad), one("closed", 11*sec, admits, 0),
		)},
		{"remembers what is not", calls(
			call("1", 0, bad), call("2", 0, bad), call("3", 0, bad),
			call("3 of 4, just within", 10*sec-1, good), one("open", 10*sec-1, refuses, 0),
		)},
		{"is open for its time, and not a nanosecond longer", calls(
			trip(sec), one("at once", sec, refuses, 0), one("just before", 6*sec-1, refuses, 0), one("then", 6*sec, admits, 0),
		)},
		{"lets so many probes through", calls(
			trip(0), one("probe 1", 5*sec, admits, 0), one("probe 2", 5*sec, admits, 0), one("no third", 5*sec, refuses, 0),
			ended("one is back", 5*sec, 6*sec, good), one("that makes no room for another", 6*sec, refuses, 0),
			ended("both are back", 5*sec, 7*sec, good), one("closed", 7*sec, admits, 0),
		)},
		{"closes with an empty window", calls(
			trip(0), call("probe 1", 5*sec, good), call("probe 2", 5*sec, retry.Failed),
			call("1", 5*sec, bad), call("2", 5*sec, bad), call("3", 5*sec, bad), one("closed", 5*sec, admits, 0),
			call("4", 5*sec, bad), one("open", 5*sec, refuses, 0),
		)},
		{"opens again at a probe's failure", calls(
			trip(0), call("probe 1", 5*sec, good), call("probe 2", 6*sec, retry.TimedOut),
			one("open", 6*sec, refuses, 0), one("for the whole time", 11*sec-1, refuses, 0), one("then", 11*sec, admits, 0),
			one("with both probes anew", 11*sec, admits, 0), one("but no more", 11*sec, refuses, 0),
			ended("one", 11*sec, 12*sec, good), one("is not enough", 12*sec, refuses, 0),
			ended("the other", 11*sec, 12*sec, good), one("closed", 12*sec, admits, 0),
		)},
		{"gives the place of a probe that was not sent to another", calls(
			trip(0), one("probe 1", 5*sec, admits, 0), call("probe 2, not sent", 5*sec, retry.NotSent),
			one("probe 2", 5*sec, admits, 0), one("no third", 5*sec, refuses, 0),
			ended("one", 5*sec, 6*sec, good), one("what was not sent did not pass", 6*sec, refuses, 0),
			ended("two", 5*sec, 6*sec, good), one("closed", 6*sec, admits, 0),
		)},
		{"takes nothing from before the probes for one of them", calls(
			one("sent in good time", 0, admits, 0), one("another", 0, admits, 0), one("another", 0, admits, 0), trip(sec),
			ended("a late success while open", 0, 2*sec, good), one("open", 2*sec, refuses, 0),
			one("probe 1", 6*sec, admits, 0), one("probe 2", 6*sec, admits, 0),
			ended("a late failure", 0, 7*sec, retry.TimedOut), ended("a late success", 0, 7*sec, good),
			one("half open", 7*sec, refuses, 0),
			ended("probe 1", 6*sec, 7*sec, good), one("half open", 7*sec, refuses, 0),
			ended("probe 2", 6*sec, 7*sec, good), one("closed", 7*sec, admits, 0),
		)},
		{"takes no probe of an earlier round for one of this", calls(
			trip(0), one("probe 1", 5*sec, admits, 0), call("probe 2", 5*sec, bad),
			one("round 2, probe 1", 10*sec, admits, 0), ended("probe 1 of round 1", 5*sec, 10*sec, bad),
			one("half open", 10*sec, admits, 0),
		)},
		{"counts nothing from before it closed", calls(
			one("1", 0, admits, 0), one("2", 0, admits, 0), one("3", 0, admits, 0), one("4", 0, admits, 0), trip(sec),
			call("probe 1", 6*sec, good), call("probe 2", 6*sec, good),
			ended("1", 0, 7*sec, bad), ended("2", 0, 7*sec, bad), ended("3", 0, 7*sec, bad), ended("4", 0, 7*sec, bad),
			one("closed", 7*sec, admits, 0),
		)},
		{"is open no longer for what was sent at the moment it opened", calls(
			one("sent", 0, admits, 0), trip(0), ended("a late failure", 0, 2*sec, bad), one("then", 5*sec, admits, 0),
		)},
		{"takes a time that goes back for the latest", calls(
			trip(sec), ended("the latest is 7s", 0, 7*sec, bad), one("probe 1", 2*sec, admits, 0),
			one("probe 2", sec, admits, 0), one("no third", 20*sec, refuses, 0),
		)},
		{"takes a time that goes back for the start of the probes", calls(
			trip(sec), one("then", 6*sec, admits, 0), one("still half open", 0, admits, 0), one("no third", 0, refuses, 0),
		)},
	} {
		t.Run(tt.shows, func(t *testing.T) { walk(t, guard.NewRatioBreaker(quick), tt.steps) })
	}
}

// The time it is open is that of the first try that meets it open.
func TestRatioBreakerJitter(t *testing.T) {
	p := quick
	p.BreakerOpenJitter = 0.5
	for _, tt := range []struct {
		u    float64
		want time.Duration
	}{{0, 5 * sec}, {0.5, 6250 * ms}, {0.8, 7 * sec}} {
		walk(t, guard.NewRatioBreaker(p), calls(
			trip(0),
			one("the first draws", sec, refuses, tt.u),
			one("others do not", tt.want-1, refuses, 0),
			one("then", tt.want, admits, 0.99),
			ended("again", tt.want, tt.want, retry.Rejected),
			one("and draws again", tt.want, refuses, 0.2),
			one("for that long", tt.want+5500*ms-1, refuses, 0),
			one("then", tt.want+5500*ms, admits, 0.99),
		))
	}
	walk(t, guard.NewRatioBreaker(p), calls(
		trip(0), one("the first to ask comes late", 6*sec, refuses, 0.5), one("and has drawn", 6250*ms, admits, 0),
	))
	p.BreakerOpen, p.BreakerOpenJitter = math.MaxInt64, 10
	walk(t, guard.NewRatioBreaker(p), calls(trip(sec), one("for ever", 1000*time.Hour, refuses, 0.9)))
}

func TestRatioBreakerOfAllHistory(t *testing.T) {
	p := quick
	p.BreakerWindow = 0
	walk(t, guard.NewRatioBreaker(p), calls(
		call("1", 0, retry.Rejected), call("2", 0, retry.Rejected), call("3", 0, retry.Rejected),
		call("years later", 100_000*time.Hour, retry.Success), one("open", 100_000*time.Hour, refuses, 0),
	))
}

// Millionths are told apart: 1 failure in 1,000,000 calls is not above 0.000001.
func TestRatioBreakerResolution(t *testing.T) {
	p := quick
	p.BreakerRatio, p.BreakerMin = 0.000001, 1_000_000
	b := guard.NewRatioBreaker(p)
	b.Done(0, first, retry.Rejected)
	for range 999_999 {
		b.Done(0, first, retry.Success)
	}
	if _, ok := b.Admit(0, first, 0); !ok {
		t.Error("it opened at its ratio")
	}
	b.Done(0, first, retry.Rejected)
	if _, ok := b.Admit(0, first, 0); ok {
		t.Error("it did not open above its ratio")
	}
}

func TestRetryBreaker(t *testing.T) {
	retried := again(retry.Unavailable)
	walk(t, guard.NewRetryBreaker(published()), calls(
		[]step{
			{shows: "nothing has failed", what: admits, try: retried},
			{shows: "first try", what: admits, try: first},
			{shows: "fails", what: done, try: first, outcome: retry.Unavailable},
			{shows: "1 of 1", what: refuses, try: retried},
		},
		manyFirsts(8),
		[]step{
			{shows: "1 of 9", what: refuses, try: retried},
			{shows: "not sent after all", what: admits, try: first},
			{shows: "not sent after all", what: done, try: first, outcome: retry.NotSent},
			{shows: "still 1 of 9", what: refuses, try: retried},
			{shows: "first try 10", what: admits, try: first},
			{shows: "1 of 10 is not above", what: admits, try: retried},
			{shows: "a retry is no call", what: admits, try: retried},
			{shows: "a retry that is not sent is no failure", what: done, try: retried, outcome: retry.NotSent},
			{shows: "nor a call less", what: admits, try: retried},
			{shows: "a success is no failure", what: done, try: retried, outcome: retry.Success},
			{shows: "1 of 10", what: admits, try: retried},
			{shows: "a retry's failure counts", what: done, try: retried, outcome: retry.TimedOut},
			{shows: "2 of 10", what: refuses, try: retried},
			{shows: "first tries go on", what: admits, try: first},
		},
		manyFirsts(9),
		[]step{
			{shows: "2 of 20", at: 1000 * time.Hour, what: admits, try: retried},
			{shows: "a permanent failure counts", what: done, try: first, outcome: retry.Failed},
			{shows: "3 of 20, for ever", at: 9000 * time.Hour, what: refuses, try: retried},
		},
	))
}

func manyFirsts(n int) (steps []step) {
	for range n {
		steps = append(steps, step{what: admits, try: first})
	}
	return steps
}
