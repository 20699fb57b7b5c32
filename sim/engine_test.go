package sim

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// tally is what came of a run, and when its last success was learned of.
type tally struct {
	attempts, successes, rejected, failed, timedOut, notSent, abandoned, dropped int
	gaveUp                                                                       GaveUp
	last                                                                         time.Duration
}

func tallyOf(r Result) tally {
	return tally{r.Attempts, r.Successes, r.Rejected, r.Failed, r.TimedOut, r.NotSent, r.Abandoned, r.Dropped, r.GaveUp, r.Completion.Max()}
}

// What an attempt, its job and its place in the limiter meet, moment by moment.
func TestEngineOnPaper(t *testing.T) {
	const ms = time.Millisecond
	const throttled = alone + "limiter=token-bucket&rate=1&burst=1&base=1s&throttle=aws-adaptive&process=3&"
	for _, tt := range []struct {
		shows, query string
		want         tally
	}{
		// The station.
		{"both jobs stop when their clients' news comes", "clients=2&latency=100ms&service=1s&timeout=500ms&attempts=1&abandoned=noticed",
			tally{attempts: 2, timedOut: 2, dropped: 2, gaveUp: GaveUp{Attempts: 2}}},
		{"the job stopped at 600 ms would have ended at 1.1 s; the retry that got its number at 800 ms does not end then", "latency=100ms&service=1s&timeout=500ms&base=200ms&attempts=2&abandoned=noticed",
			tally{attempts: 2, timedOut: 2, dropped: 2, gaveUp: GaveUp{Attempts: 1}}},
		// A is served 0-400 ms as job 0, B 400-800 as job 1, C waits from 450 as job 0, D from 900 as job 1:
		// what was set for B at 1 s does not meet D.
		{"a queue timeout does not meet the next job of that number", "clients=4&servers=1&queue=1&queue-timeout=1s&service=400ms&base=450ms",
			tally{attempts: 7, successes: 4, failed: 3, last: 1600 * ms}},
		{"a server that is free exactly when the wait is over serves", "clients=2&servers=1&queue=1&queue-timeout=1s&service=1s",
			tally{attempts: 2, successes: 2, last: 2 * time.Second}},
		{"who waits slows down the server too: 1.1 s alone, 1.2 s with one behind, 1.1 s", "clients=3&servers=1&queue=2&service=1s&slope=100ms",
			tally{attempts: 3, successes: 3, last: 3400 * ms}},
		{"a service that takes only its slope", "slope=100ms", tally{attempts: 1, successes: 1, last: 100 * ms}},
		{"a brownout is over at its end", "latency=1s&service=100ms&brownout=0.5&brownout-to=1s", tally{attempts: 1, successes: 1, last: 2100 * ms}},
		{"the client has gone before its attempt arrives; it is served all the same", "latency=600ms&timeout=500ms&service=100ms&attempts=1",
			tally{attempts: 1, timedOut: 1, abandoned: 1, gaveUp: GaveUp{Attempts: 1}}},
		// Limiters.
		{"one at a time, and nobody takes any time", "clients=2&limiter=concurrency&concurrency=1", tally{attempts: 2, successes: 2}},
		{"who finds no server leaves the limiter: refused at 0 and 600 ms, served from 1.2 s", "clients=2&limiter=concurrency&concurrency=2&servers=1&queue=0&service=1s&base=600ms",
			tally{attempts: 4, successes: 2, failed: 2, last: 2200 * ms}},
		{"who has waited too long leaves it as well: back at 800 ms, served from 1 s", "clients=2&limiter=concurrency&concurrency=2&servers=1&queue=1&queue-timeout=500ms&service=1s&base=300ms",
			tally{attempts: 3, successes: 2, dropped: 1, last: 2 * time.Second}},
		{"and who had gone before", "limiter=concurrency&concurrency=1&latency=600ms&timeout=500ms&service=1s&base=1s&attempts=2&abandoned=noticed",
			tally{attempts: 2, timedOut: 2, dropped: 2, gaveUp: GaveUp{Attempts: 1}}},
		{"held for 500 ms by the bucket, then there is no server", "clients=2&limiter=leaky-bucket&rate=2&burst=3&servers=1&queue=0&service=1s&attempts=1",
			tally{attempts: 2, successes: 1, dropped: 1, gaveUp: GaveUp{Attempts: 1}, last: time.Second}},
		{"read at 300 ms, told at 600, given up at 500: the write comes at 900 all the same", "limiter=optimistic-lock&latency=300ms&timeout=500ms&base=1s&attempts=2",
			tally{attempts: 2, timedOut: 2, abandoned: 2, gaveUp: GaveUp{Attempts: 1}}},
		{"a limiter that cannot tell says nothing, and the client keeps to its delay", "clients=2&limiter=concurrency&concurrency=1&service=1s&base=600ms&retry-after=exact&honour=honour",
			tally{attempts: 4, successes: 2, rejected: 2, last: 2200 * ms}},
		{"nor does it in whole seconds", "clients=2&limiter=concurrency&concurrency=1&service=1s&base=600ms&retry-after=seconds&honour=honour",
			tally{attempts: 4, successes: 2, rejected: 2, last: 2200 * ms}},
		{"at 1.5 s a window of 3 s has 1.5 s left, 2 in whole seconds: heard at 3, sent at 5, done at 8", "clients=2&latency=1500ms&limiter=fixed-window&rate=0.334&window=3s&retry-after=window&honour=honour&base=100ms",
			tally{attempts: 3, successes: 2, rejected: 1, last: 8 * time.Second}},
		{"two limits, and who is refused by one takes nothing of the other: at 0 there is one place, at 400 ms no token, at 1 s both", "clients=3&limiter=token-bucket&rate=1&burst=2&inside=1&service=100ms&base=200ms&cap=200ms",
			tally{attempts: 9, successes: 3, rejected: 6, last: 1100 * ms}},
		{"whoever the bucket holds is inside: one until 1 s, the next from 1.2 to 2 s", "clients=3&limiter=leaky-bucket&rate=1&burst=3&inside=1&base=600ms&cap=600ms",
			tally{attempts: 5, successes: 3, rejected: 2, last: 2 * time.Second}},
		{"who finds no server leaves both limits", "clients=2&limiter=token-bucket&rate=1&burst=5&inside=2&servers=1&queue=0&service=1s&base=600ms&cap=600ms",
			tally{attempts: 4, successes: 2, failed: 2, last: 2200 * ms}},
		{"900 points a minute, five an attempt, 100 inside: the others are told a minute", "clients=200&limiter=fixed-window&rate=15&window=1m&cost=5&inside=100&service=1s&retry-after=constant&retry-after-time=1m&honour=honour",
			tally{attempts: 300, successes: 200, rejected: 100, last: 61 * time.Second}},
		{"two points for an attempt: the third is told when there are two", "clients=3&limiter=token-bucket&rate=1&burst=4&cost=2&retry-after=exact&honour=honour&base=100ms",
			tally{attempts: 4, successes: 3, rejected: 1, last: 2 * time.Second}},
		{"an adaptive limit grows with each service time: 1, 2 and 4 are let in", "clients=7&limiter=aimd&concurrency=1&aimd-most=4&service=1s&base=1s&cap=1s",
			tally{attempts: 17, successes: 7, rejected: 10, last: 3 * time.Second}},
		{"and shrinks with each that is slow: from 4 to 1 at 1 s", "clients=8&limiter=aimd&concurrency=4&aimd-target=500ms&aimd-factor=0.5&service=1s&base=1s&cap=1s",
			tally{attempts: 18, successes: 8, rejected: 10, last: 5 * time.Second}},
		{"or finds no server: one is let in at 600 ms, two from 1 s on", "clients=2&limiter=aimd&concurrency=2&aimd-factor=0.5&servers=1&queue=0&service=1s&base=600ms&cap=600ms",
			tally{attempts: 4, successes: 2, rejected: 1, failed: 1, last: 2200 * ms}},
		{"or waits for too long: two are dropped at 500 ms, and nobody is let in at 1 s while the first is there", "clients=3&limiter=aimd&concurrency=4&aimd-factor=0.5&servers=1&queue=5&queue-timeout=500ms&service=1200ms&base=500ms&cap=500ms&attempts=2",
			tally{attempts: 5, successes: 1, rejected: 2, dropped: 2, gaveUp: GaveUp{Attempts: 2}, last: 1200 * ms}},
		// Faults and policy.
		{"what fails for good does so in an outage too", "permanent=1&outage=refuse&outage-to=10s", tally{attempts: 1, failed: 1, gaveUp: GaveUp{Permanent: 1}}},
		{"with offset 1 the first delay is twice the base", "strategies=exponential&base=100ms&offset=1&outage=refuse&outage-to=150ms", tally{attempts: 2, successes: 1, failed: 1, last: 200 * ms}},
		{"the horizon lies within a bin: the third attempt, at 960 ms, is beyond it", "fail=1&base=480ms&horizon=950ms", tally{attempts: 2, failed: 2}},
		// Guards.
		{"one token a second pays for a retry a second", "fail=1&base=1s&attempts=5&budget=ratio&budget-tokens=2&budget-ratio=0&budget-floor=1", tally{attempts: 5, failed: 5, gaveUp: GaveUp{Attempts: 1}}},
		{"failures 2 s apart are never two in a second", "base=2s&outage=refuse&outage-to=5s&breaker=ratio&breaker-min=2&breaker-window=1s&breaker-ratio=0.5", tally{attempts: 4, successes: 1, failed: 3, last: 6 * time.Second}},
		{"and an adaptive throttle has forgotten them", "base=2s&attempts=15&fail=1&throttle=sre&throttle-window=1s", tally{attempts: 15, failed: 15, gaveUp: GaveUp{Attempts: 1}}},
		{"the rejection at 0 turns the throttle on at 0.5/s: half a token at 1 s, a whole one at 2 s", throttled + "clients=2", tally{attempts: 3, successes: 2, rejected: 1, last: 2 * time.Second}},
		{"a budget that has enough does not undo the wait", throttled + "clients=2&budget=ratio", tally{attempts: 3, successes: 2, rejected: 1, last: 2 * time.Second}},
		// Crashes.
		{"held by the throttle until 2 s, down until 3.5 s", throttled + "clients=2&crash=1500ms&restart=2s", tally{attempts: 3, successes: 2, rejected: 1, last: 3500 * ms}},
		{"the token given back at 1.5 s makes 0.75, the bucket is full at 3.5 s", throttled + "clients=2&crash=1500ms&restart=2s&crash-state=lost", tally{attempts: 3, successes: 2, rejected: 1, last: 3500 * ms}},
		// The second has its token at 4 s. Of the others only the third crashes, whose token was due at 2 s: it
		// asks anew at 1.6 s, has one at 4 s too, is rejected, has half of one at 5 s and comes back at 6 s.
		{"what the throttle said before the crash is void", throttled + "clients=3&crash=1500ms&restart=100ms&crash-share=0.5&crash-state=lost&seed=17", tally{attempts: 5, successes: 3, rejected: 2, last: 6 * time.Second}},
		{"a wait that was on its way is lost with its answer: timed out at 2.5 s, back at 3.5, told to wait 5 s at 5.5", "clients=2&latency=1s&limiter=token-bucket&rate=1&burst=1&base=1s&retry-after=constant&honour=honour&crash=1500ms&restart=1s",
			tally{attempts: 5, successes: 2, rejected: 2, timedOut: 2, abandoned: 1, last: 12500 * ms}},
		{"who forgot at 500 ms has a deadline of 1.5 s from 1.5 s on: refused at 2.1, back at 2.7", "latency=300ms&base=600ms&deadline=1500ms&outage=refuse&outage-to=1900ms&crash=500ms&restart=1s&crash-state=lost",
			tally{attempts: 3, successes: 1, failed: 2, last: 3300 * ms}},
		{"its next request, from 12.1 s, has one of its own: refused at 12.7, back at 13.3", "latency=300ms&base=600ms&deadline=1500ms&outage=refuse&outage-from=12s&outage-to=13s&crash=500ms&restart=1s&crash-state=lost&population=closed&think=10s&think-dist=constant&duration=13s",
			tally{attempts: 4, successes: 2, failed: 1, abandoned: 1, last: 2100 * ms}},
	} {
		if got := tallyOf(simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+tt.query)))[0]); got != tt.want {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.shows, got, tt.want)
		}
	}
}

// Both time out at 500 ms, the news takes 100 ms more: then the server stops the
// first, takes the second, which has waited since 100 ms, and stops that.
func TestNewsOfATimeoutTravels(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"clients=2&servers=1&queue=1&latency=100ms&service=1s&timeout=500ms&attempts=1&abandoned=noticed")))[0]
	if r.QueueWait.Count() != 2 || r.QueueWait.Min() != 0 || r.QueueWait.Max() != 500*time.Millisecond {
		t.Errorf("%d waited, at most %v", r.QueueWait.Count(), r.QueueWait.Max())
	}
}

// Where there are draws, the very ones that the engine must have used say when
// everything happens.
func TestDrawsOnPaper(t *testing.T) {
	at := func(name rng.Name, client, serial uint32) float64 { return rng.New(1, name).Float64(client, serial) }

	// The second of two, whichever that is, is told to wait 2 s, and adds up to half of it.
	second := uint32(0)
	if ties := uint64(rng.New(1, rng.Ties)); des.Draw(ties, 1, 1) > des.Draw(ties, 0, 1) {
		second = 1
	}
	r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"clients=2&limiter=token-bucket&rate=1&burst=1&retry-after=constant&retry-after-time=2s&honour=honour-jitter&honour-jitter=0.5")))[0]
	want := 2*time.Second + time.Duration(at(rng.RetryAfter, second, 1)*float64(time.Second))
	if got := r.Completion.Max(); (got - want).Abs() > 1 {
		t.Errorf("a Retry-After with jitter: done at %v, want %v", got, want)
	}

	// The failures at 0 and 1 s open the breaker for 4 s and up to 4 s more; attempt 3, at 2 s, draws how many.
	r = simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"base=1s&outage=refuse&outage-to=2s&breaker=ratio&breaker-min=2&breaker-open=4s&breaker-open-jitter=1&breaker-window=0s&breaker-probes=1")))[0]
	want = time.Duration(math.Ceil(5+4*at(rng.Guards, 0, 3))) * time.Second
	if got := r.Completion.Max(); got != want {
		t.Errorf("a breaker with jitter: done at %v, want %v", got, want)
	}

	// Who has no answer at 1 s forgets, and asks anew at 1.1 s, with draws of its own; old answers mean nothing to it.
	s := scenariotest.Parse(t, scenariotest.LastWins(alone+"clients=300&network=exponential&latency=1s&crash=1s&restart=100ms&crash-state=lost"))
	kind, _ := rng.LookupDistribution("exponential")
	network := kind.New(rng.Params{Mean: time.Second})
	var done metrics.Histogram
	for id := range uint32(300) {
		trip := func(serial uint32) time.Duration {
			return network.At(at(rng.NetworkThere, id, serial)) + network.At(at(rng.NetworkBack, id, serial))
		}
		took := trip(1)
		if took >= time.Second {
			took = 1100*time.Millisecond + trip(1<<loopShift|1)
		}
		done.Add(took)
	}
	got := simulate(t, s)[0].Completion
	for percent := range 101 {
		if q := float64(percent) / 100; got.Quantile(q) != done.Quantile(q) {
			t.Errorf("after a crash %d %% are done at %v, want %v", percent, got.Quantile(q), done.Quantile(q))
		}
	}
}

// What belongs to a request is drawn once for it, and for the next one again.
func TestDrawsOfARequest(t *testing.T) {
	closed := alone + "population=closed&think=1s&duration=1000s&bin=10s&"
	r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(closed+"permanent=0.5&attempts=5&retry-on=failed&base=1ms")))[0]
	if lost := r.GaveUp.Attempts; lost < r.Requests/4 || lost > r.Requests*3/4 || r.Attempts != r.Successes+5*lost {
		t.Errorf("of %d requests %d fail for good, in %d attempts", r.Requests, lost, r.Attempts)
	}
	// Exponential think times make a Poisson process: index of dispersion 1, standard deviation sqrt(2/100).
	if index := dispersion(r.Columns.Begun); math.Abs(index-1) > 0.5 {
		t.Errorf("the think times have an index of dispersion of %v", index)
	}
	// A first attempt is no retry, whatever the number of its request.
	if r = simulate(t, scenariotest.Parse(t, scenariotest.LastWins(closed)))[0]; len(r.Waves) != 0 {
		t.Errorf("waves without retries: %+v", r.Waves)
	}
	if r = simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"clients=5&fail=1&attempts=2")))[0]; len(r.Waves) != 1 || r.Waves[0].Retries != 5 {
		t.Errorf("five retries at once: %+v", r.Waves)
	}
	// The client that is turned away needs as many tokens each time it comes.
	s := scenariotest.Parse(t, scenariotest.LastWins(alone+"limiter=llm&rate=0.1&burst=1&tokens=1000&tokens-per-minute=5000&tokens-dist=exponential&rejected-count=no&clients=2&base=1s"))
	e, d := behindDoor(t, s)
	allowed := allow(1000)
	if err := e.advance(t.Context(), s.End(), allowed); err != nil || len(d.costs) != 2 || e.recorder.Count(metrics.Rejected) == 0 {
		t.Errorf("two requests cost %v (%v)", d.costs, err)
	}
	// One that is drawn larger than what a minute holds is taken to need all of it.
	s = scenariotest.Parse(t, scenariotest.LastWins(alone+"limiter=llm&rate=1000&burst=1000&tokens=1000&tokens-per-minute=1000&tokens-dist=exponential&rejected-count=no&clients=20&base=30s&cap=30s&attempts=1000&bin=1s"))
	if r := simulate(t, s)[0]; r.Successes != 20 {
		t.Errorf("%d of 20 are ever admitted", r.Successes)
	}
}

// Decorrelated jitter draws up to three times the base at first, up to three times
// the delay before after that, and begins anew with every request.
func TestMemoryOfAStrategy(t *testing.T) {
	const query = "clients=50&spread=0s&latency=0s&limiter=none&fail=1&base=1s&cap=1m&strategies=decorrelated&"
	for _, tt := range []struct {
		shows, query string
		late         bool
	}{
		{"two delays may be longer than two of 3 s", "attempts=3&deadline=6s", true},
		{"the first is not, of no request", "attempts=2&deadline=3s&population=closed&think=1s&duration=60s", false},
		{"nor of one that was begun anew", "attempts=2&deadline=3s&crash=900ms&restart=1s&crash-state=lost", false},
	} {
		if r := simulate(t, scenariotest.Parse(t, query+tt.query))[0]; r.GaveUp.Deadline > 0 != tt.late {
			t.Errorf("%s: %d miss the deadline", tt.shows, r.GaveUp.Deadline)
		}
	}
}

// Whoever hears at once what will become of an attempt, and whoever waits for it
// step by step, as clients do that may crash, sees the same. Without a latency it
// is not so: who comes back within the moment is behind all that were there.
func TestStepByStepIsTheSame(t *testing.T) {
	checked := 0
	for seed := range uint64(300) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 4)))
		s.Crash, s.Budget, s.Breaker, s.Throttle = 0, "none", "off", "none"
		s.Hedge, s.HedgePercentile = 0, 0
		s.Network, s.Latency = "constant", max(s.Latency, time.Millisecond)
		s.Bin = 100 * time.Millisecond // which end before the crash
		if s.Validate() != nil {
			continue
		}
		checked++
		at := simulate(t, s)[0]
		s.Crash = scenario.Day // after the end of the run
		steps := simulate(t, s)[0]
		if !reflect.DeepEqual(tallyOf(at), tallyOf(steps)) || !sameColumns(at.Columns, steps.Columns) || !reflect.DeepEqual(at.Waves, steps.Waves) {
			t.Errorf("%s: at once %+v, step by step %+v", s.Query(), tallyOf(at), tallyOf(steps))
		}
	}
	if checked < 100 {
		t.Errorf("only %d scenarios were valid", checked)
	}
}

// sameColumns compares columns. One run may go on longer than the other, with nothing
// but timers left that tell nobody anything.
func sameColumns(a, b metrics.Columns) bool {
	trim := func(c []int) []int {
		for len(c) > 0 && c[len(c)-1] == 0 {
			c = c[:len(c)-1]
		}
		return c
	}
	of := func(c metrics.Columns) [][]int {
		return [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.Queued, c.Begun, c.Open, c.TimedOut}
	}
	for i, column := range of(a) {
		if !slices.Equal(trim(column), trim(of(b)[i])) {
			return false
		}
	}
	return true
}

// witness is the guard of a process of one client, and sees that it is told of
// every attempt that it admits, once, and of no other.
type witness struct {
	retry.Guard
	t            *testing.T
	first        bool // of the guards: it is asked about every attempt
	under        retry.Try
	since        time.Duration // when under way; an attempt may be held until then
	busy         bool
	last         retry.Outcome
	drawn        map[float64]bool
	told, unsent int
}

func (w *witness) Admit(now time.Duration, try retry.Try, u float64) (time.Duration, bool) {
	if w.busy || w.drawn[u] {
		w.t.Errorf("asked about %+v at %v, with %+v under way, or with the draw of another", try, now, w.under)
	}
	w.drawn[u] = true
	if try.Attempt == 1 && try.Cause != retry.Success || try.Attempt > 1 && w.first && try.Cause != w.last {
		w.t.Errorf("%+v comes after %v", try, w.last)
	}
	wait, ok := w.Guard.Admit(now, try, u)
	w.last, w.busy, w.since, w.under = retry.NotSent, ok, now+wait, try
	w.under.At = now
	return wait, ok
}

func (w *witness) Done(now time.Duration, try retry.Try, o retry.Outcome) {
	if !w.busy || try != w.under || now < w.since && o != retry.NotSent {
		w.t.Errorf("told at %v of %+v, with %+v under way until %v", now, try, w.under, w.since)
	}
	w.Guard.Done(now, try, o)
	w.busy, w.last = false, o
	w.told++
	if o == retry.NotSent {
		w.unsent++
	}
}

func TestGuardsAreToldOnce(t *testing.T) {
	const query = "clients=60&process=1&population=closed&think=300ms&duration=20s&spread=1s&network=exponential&latency=200ms&rate=30&burst=5" +
		"&service=100ms&servers=20&queue=5&timeout=600ms&fail=0.3&strategies=full&base=200ms&cap=1s&attempts=6&breaker-min=3&budget-tokens=3&"
	for _, guards := range []string{"breaker=ratio&throttle=sre&budget=aws", "breaker=retries&throttle=aws-adaptive&budget=grpc", "throttle=sre&budget=ratio", "breaker=retries&throttle=bucket&throttle-rate=1&throttle-burst=1&budget=grpc", "breaker=consecutive&breaker-failures=2&throttle=sre", "throttle=sre&budget=concurrent&budget-min=1"} {
		for _, crash := range []string{"", "&crash=8s&restart=100ms", "&crash=8s&restart=100ms&crash-state=lost", "&crash=8s&restart=3s&crash-state=lost&crash-share=0.5"} {
			s := scenariotest.Parse(t, query+guards+crash)
			e := begun(s, "full")
			e.dated = true // a witness looks at when it admitted what it is told of
			e.begin(s.Seed)
			var all []*witness
			for id := range uint32(s.Clients) {
				p := e.processes.of(id)[0]
				for when, guards := range [][]guarding{p.sending, p.deciding} {
					for i, g := range guards {
						w := &witness{Guard: g.Guard, t: t, first: i == 0 && when == 0, drawn: map[float64]bool{}}
						guards[i].Guard = w
						all = append(all, w)
					}
				}
			}
			allowed := allow(1_000_000)
			if err := e.advance(t.Context(), s.End(), allowed); err != nil {
				t.Fatal(err)
			}
			told, unsent := 0, 0
			for _, w := range all {
				if told, unsent = told+w.told, unsent+w.unsent; w.busy {
					t.Errorf("%s: never told of %+v", s.Query(), w.under)
				}
			}
			// What a guard refuses, those before it are told was not sent.
			if told == 0 || unsent == 0 {
				t.Errorf("%s: told of %d, of which %d were not sent", s.Query(), told, unsent)
			}
		}
	}
}

// door is a limiter that writes down what attempts are charged, and counts who is
// in the service: let in and not released.
type door struct {
	limit.Limiter
	t      *testing.T
	inside int
	costs  map[int]int
}

// behindDoor is the engine of a scenario's first fleet at the beginning of its run.
func behindDoor(t *testing.T, s scenario.Scenario) (*engine, *door) {
	d := &door{t: t, costs: map[int]int{}}
	r := scenario.Resolve(s)
	limiter := r.Limiter.New
	r.Limiter.New = func(p limit.Params) limit.Limiter {
		d.Limiter = limiter(p)
		return d
	}
	e := newEngine(r, r.Fleets[0], false)
	e.begin(s.Seed)
	return e, d
}

func (d *door) AllowN(now time.Duration, n int) bool {
	d.costs[n]++
	ok := d.Limiter.AllowN(now, n)
	if ok {
		d.inside++
	}
	return ok
}

func (d *door) Release(now time.Duration) {
	if d.inside--; d.inside < 0 {
		d.t.Errorf("at %v one leaves who was not there", now)
	}
	d.Limiter.(limit.Releaser).Release(now)
}

// Whoever is let in leaves, once.
func TestWhoIsLetInLeaves(t *testing.T) {
	for seed := range uint64(200) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 5)))
		s.RefusalCost = 0 // who is told of a rejection is there, and was not let in
		if s.Limiter, s.Service = "concurrency", 50*time.Millisecond; s.Validate() != nil {
			continue
		}
		e, d := behindDoor(t, s)
		allowed := allow(1_000_000)
		if err := e.advance(t.Context(), s.End(), allowed); err != nil {
			t.Fatal(err)
		}
		e.service.LetOut(s.End() - 1)
		if there := e.service.Present(); d.inside != there {
			t.Errorf("%s: %d are inside, %d in the service", s.Query(), d.inside, there)
		}
	}
}

// A run may make exactly the attempts that it is allowed, sent or not.
func TestBudgetCountsAttemptsOnly(t *testing.T) {
	for _, query := range []string{
		"population=open&offered=10&duration=10s", "population=closed&think=1s&duration=10s", "budget=ratio",
		"fail=1&attempts=5&crash=24h", "fail=1&attempts=5&breaker=ratio&breaker-min=1",
	} {
		s := scenariotest.Parse(t, "clients=10&limiter=none&strategies=fixed&"+query)
		r := simulate(t, s)[0]
		_, enough := Simulate(t.Context(), s, int64(r.Attempts+r.NotSent))
		_, short := Simulate(t.Context(), s, int64(r.Attempts+r.NotSent-1))
		if over := (*LimitError)(nil); enough != nil || !errors.As(short, &over) {
			t.Errorf("%s: %d attempts, %d not sent: %v; one less: %v", query, r.Attempts, r.NotSent, enough, short)
		}
	}
}

// Requests of an open population come from clients at random, from none that is
// down, and only a client that crashed has lost what it knew.
func TestCallers(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&clients=1000&offered=200&duration=20s&latency=500ms&limiter=none&strategies=full&crash=5s&restart=5s&crash-share=0.2&crash-state=lost")
	e, allowed, calls, parts := begun(s, "immediate@30/full@70"), allow(100_000), make([]int, s.Clients), [2]Part{}
	if err := e.advance(t.Context(), s.End(), allowed); err != nil {
		t.Fatal(err)
	}
	for id, q := range e.requests {
		p := &parts[scenario.ShareOf(e.shares, q.client)]
		p.Requests, p.Attempts = p.Requests+1, p.Attempts+1+int(q.loop) // who has lost its state asked twice
		began := e.began(uint32(id))
		if calls[q.client]++; e.down(q.client, began) || q.lost && !e.down(q.client, s.Crash) {
			t.Errorf("request %d of client %d begins at %v, lost: %v", id, q.client, began, q.lost)
		}
	}
	// Four calls a client, Poisson: index of dispersion 1, standard deviation sqrt(2/1000).
	if index := dispersion(calls); math.Abs(index-1) > 0.2 || e.parts[0].Requests != parts[0].Requests || e.parts[1].Requests != parts[1].Requests || e.parts[0].Attempts != parts[0].Attempts || e.parts[1].Attempts != parts[1].Attempts {
		t.Errorf("the calls of the clients have an index of dispersion of %v; parts %+v, want %+v", index, e.parts, parts)
	}
}

// dispersion is variance / mean of some counts, not all of them zero.
func dispersion(counts []int) float64 {
	var sum, squares float64
	for _, n := range counts {
		sum += float64(n)
		squares += float64(n * n)
	}
	n := float64(len(counts))
	return (n*squares - sum*sum) / (n * sum)
}
