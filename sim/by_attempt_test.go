package sim

import (
	"context"
	"reflect"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

func madeIn(b ByAttempt) (n int) {
	for _, c := range b {
		n += c.Made
	}
	return n
}

func broughtIn(b ByAttempt) (n int) {
	for _, c := range b {
		n += c.Succeeded
	}
	return n
}

// What can be counted on paper, on the fast path and where requests have a state.
func TestByAttemptOnPaper(t *testing.T) {
	const ten = "clients=10&spread=0s&latency=0s&base=1s&cap=1s&strategies=fixed&"
	for _, tt := range []struct {
		shows, query string
		want         ByAttempt
	}{
		{"a bucket of 4 that gains one a second: each of the others asks every second", ten + "rate=1&burst=4&attempts=4",
			ByAttempt{{10, 4}, {6, 1}, {5, 1}, {4, 1}}},
		{"the same with a budget that refuses nothing", ten + "rate=1&burst=4&attempts=4&budget=ratio&budget-ratio=1&budget-tokens=1000",
			ByAttempt{{10, 4}, {6, 1}, {5, 1}, {4, 1}}},
		{"nobody retries", ten + "rate=1&burst=4&attempts=1", ByAttempt{{10, 4}}},
		{"the run stops between the second attempts and the third", ten + "rate=1&burst=4&attempts=4&horizon=1500ms&bin=500ms",
			ByAttempt{{10, 4}, {6, 1}}},
		{"it stops before the first answers", "clients=10&spread=0s&latency=100ms&rate=1&burst=4&horizon=150ms&bin=10ms&strategies=fixed",
			ByAttempt{{10, 0}}},
		{"a permanent failure ends it", ten + "limiter=none&permanent=1", ByAttempt{{10, 0}}},
	} {
		r := simulate(t, scenariotest.Parse(t, tt.query))[0]
		if len(r.ByAttempt)+len(tt.want) > 0 && !reflect.DeepEqual(r.ByAttempt, tt.want) {
			t.Errorf("%s: %v, want %v", tt.shows, r.ByAttempt, tt.want)
		}
	}
}

// Of a run that is stopped midway no attempt is missing, wherever it is stopped.
func TestByAttemptOfAPartialRun(t *testing.T) {
	for _, more := range []string{"", "&budget=ratio&process=100", "&strategies=fixed@50/full@50", "&latency=0s", "&servers=2&service=100ms&queue=3"} {
		s := scenariotest.Parse(t, "clients=100&spread=1s&rate=10&burst=10&strategies=full&base=100ms&attempts=50&bin=100ms"+more)
		for most := int64(300); most < 330; most++ {
			run, err := NewRun(s, most)
			for more := true; more && err == nil; {
				_, more, err = run.Advance(t.Context())
			}
			if r := run.Results()[0]; madeIn(r.ByAttempt) != r.Attempts || broughtIn(r.ByAttempt) != r.Successes {
				t.Errorf("%s: after %d of %d attempts %v", s.Query(), most, r.Attempts, r.ByAttempt)
			}
		}
	}
}

// checks is a context that is done after it was asked so many times.
type checks struct {
	context.Context
	left int
}

func (c *checks) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Nor of one that is stopped because it takes long, on whichever path.
func TestByAttemptOfALateRun(t *testing.T) {
	for _, more := range []string{"", "&latency=0s", "&budget=ratio&process=100", "&budget=ratio&process=100&latency=0s"} {
		s := scenariotest.Parse(t, "clients=20000&spread=100ms&rate=1000&burst=1&strategies=full&attempts=50"+more)
		stopped := 0
		for left := 2; left < 40; left += 2 {
			run, err := NewRun(s, 10_000_000)
			for more, ctx := true, (&checks{t.Context(), left}); more && err == nil; {
				_, more, err = run.Advance(ctx)
			}
			run.Stop()
			if err != nil {
				stopped++
			}
			if r := run.Results()[0]; madeIn(r.ByAttempt) != r.Attempts {
				t.Errorf("%s: after %d checks (%v) %d of %d attempts", s.Query(), left, err, madeIn(r.ByAttempt), r.Attempts)
			}
		}
		if stopped < 5 {
			t.Errorf("%s: only %d runs were stopped", s.Query(), stopped)
		}
	}
}

// Attempts beyond the last number that is kept apart are counted under it, on both paths.
func TestByAttemptBeyondItsLast(t *testing.T) {
	e := &engine{room: new(room), fitted: fitted{parts: make([]Part, 1), shares: make([]scenario.Share, 1)}}
	e.queue.Reset(1, 0, 0)
	slow := Part{}
	for number := range uint32(MaxByAttempt + 7) {
		slow.reached(number + 1)
	}
	slow.succeeded(MaxByAttempt + 7)
	e.parts[0].lasted(MaxByAttempt + 7)
	e.parts[0].succeeded(MaxByAttempt + 7)
	e.total()
	if fast := e.parts[0].ByAttempt; !reflect.DeepEqual(fast, slow.ByAttempt) || fast[MaxByAttempt-1] != (AttemptCount{8, 1}) {
		t.Errorf("%v, want %v", fast[MaxByAttempt-2:], slow.ByAttempt[MaxByAttempt-2:])
	}
}
