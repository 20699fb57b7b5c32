package sim

import (
	"errors"
	"math"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// alone is a client whose every moment can be worked out on paper: no limiter,
// and no network unless a test adds one.
const alone = "clients=1&spread=0s&limiter=none&latency=0s&strategies=fixed&attempts=20&bin=100ms&"

// Runs of one feature each, worked out on paper.
func TestFeaturesOnPaper(t *testing.T) {
	type want struct {
		attempts, successes, rejected, failed, timedOut, notSent, abandoned, dropped int
		gaveUp                                                                       GaveUp
		last                                                                         time.Duration
	}
	const ms = time.Millisecond
	for _, tt := range []struct {
		shows, query string
		want         want
	}{
		{
			"sent at 0 and 1.5 s, each served 1 s after it arrives, each given up after 500 ms: both are served for nobody",
			alone + "latency=100ms&service=1s&timeout=500ms&base=1s&attempts=2",
			want{attempts: 2, timedOut: 2, abandoned: 2, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"the same, and the service notices: it stops",
			alone + "latency=100ms&service=1s&timeout=500ms&base=1s&attempts=2&abandoned=noticed",
			want{attempts: 2, timedOut: 2, dropped: 2, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"it arrives at 0.6 s, after the timeout, and is served at 0.8; the news comes at 1.1, too late to stop it",
			alone + "latency=600ms&timeout=500ms&service=200ms&attempts=1&abandoned=noticed",
			want{attempts: 1, timedOut: 1, abandoned: 1, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"held until 1 and 2 s by the bucket; the news of 0.5 s finds both there, and they never enter",
			alone + "clients=3&limiter=leaky-bucket&rate=1&burst=3&timeout=500ms&attempts=1&abandoned=noticed",
			want{attempts: 3, successes: 1, timedOut: 2, dropped: 2, gaveUp: GaveUp{Attempts: 2}},
		},
		{
			"an answer that comes exactly at the timeout is heard",
			alone + "latency=100ms&service=300ms&timeout=500ms",
			want{attempts: 1, successes: 1, last: 500 * ms},
		},
		{
			"an answer a nanosecond later is not",
			alone + "latency=100ms&service=300.000001ms&timeout=500ms&attempts=1",
			want{attempts: 1, timedOut: 1, abandoned: 1, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"the network alone takes longer than the timeout",
			alone + "latency=600ms&timeout=500ms&attempts=1",
			want{attempts: 1, timedOut: 1, abandoned: 1, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"timeouts are not retried when the policy says so",
			alone + "latency=600ms&timeout=500ms&retry-on=rejected",
			want{attempts: 1, timedOut: 1, abandoned: 1, gaveUp: GaveUp{NotRetried: 1}},
		},
		{
			"one server, one place: the third is refused at 0 and 0.5 s, finds the place at 1 s, when the first leaves, and is done at 3 s",
			alone + "clients=3&servers=1&queue=1&service=1s&base=500ms&cap=500ms",
			want{attempts: 5, successes: 3, failed: 2, last: 3 * time.Second},
		},
		{
			"two wait for one server: the second is served from 1 s to 2 s, the third has waited 1.5 s at 1.5 s",
			alone + "clients=3&servers=1&queue=2&service=1s&queue-timeout=1500ms&attempts=1",
			want{attempts: 3, successes: 2, dropped: 1, gaveUp: GaveUp{Attempts: 1}, last: 2 * time.Second},
		},
		{
			"three in a service that takes 1 s and 100 ms for each that is there: 1.1, 1.2, 1.3 s",
			alone + "clients=3&service=1s&slope=100ms",
			want{attempts: 3, successes: 3, last: 1300 * ms},
		},
		{
			"refused at 0, 400 and 800 ms; the outage ends before 1.2 s begins",
			alone + "base=400ms&outage=refuse&outage-to=1200ms",
			want{attempts: 4, successes: 1, failed: 3, last: 1200 * ms},
		},
		{
			"two attempts hang for 300 ms each, the third comes when the outage has ended",
			alone + "base=200ms&timeout=300ms&outage=hang&outage-to=1s",
			want{attempts: 3, successes: 1, failed: 2, timedOut: 2, last: time.Second},
		},
		{
			"at half the speed 100 ms of work take 200 ms",
			alone + "service=100ms&brownout=0.5&brownout-to=1s",
			want{attempts: 1, successes: 1, last: 200 * ms},
		},
		{
			"a failure for good is retried when the policy retries everything",
			alone + "permanent=1&attempts=3&retry-on=failed&base=100ms",
			want{attempts: 3, failed: 3, gaveUp: GaveUp{Attempts: 1}},
		},
		{
			"told to come back in a second, the second client does, to the moment",
			alone + "clients=2&limiter=token-bucket&rate=1&burst=1&retry-after=exact&honour=honour&base=100ms",
			want{attempts: 3, successes: 2, rejected: 1, last: time.Second},
		},
		{
			"0.4 of a token is missing for 800 ms, in whole seconds 1",
			alone + "clients=2&limiter=token-bucket&rate=1.25&burst=1&retry-after=seconds&honour=honour&base=100ms",
			want{attempts: 3, successes: 2, rejected: 1, last: time.Second},
		},
		{
			"the window ends at 2 s; it holds one",
			alone + "clients=2&limiter=fixed-window&rate=0.5&window=2s&retry-after=window&honour=honour&base=100ms",
			want{attempts: 3, successes: 2, rejected: 1, last: 2 * time.Second},
		},
		{
			"a constant of 3 s, above the limit of 2: the second client gives up",
			alone + "clients=2&limiter=token-bucket&rate=1&burst=1&retry-after=constant&retry-after-time=3s&honour=honour&honour-limit=2s&honour-over=give-up",
			want{attempts: 2, successes: 1, rejected: 1, gaveUp: GaveUp{RetryAfter: 1}},
		},
		{
			"the same, obeyed as far as the limit: the second client comes after 2 s",
			alone + "clients=2&limiter=token-bucket&rate=1&burst=1&retry-after=constant&retry-after-time=3s&honour=honour&honour-limit=2s&honour-over=clamp",
			want{attempts: 3, successes: 2, rejected: 1, last: 2 * time.Second},
		},
		{
			"ten clients share a bucket of five tokens: four retries, since a retry needs more than one",
			alone + "clients=10&fail=1&budget=ratio&budget-tokens=5&budget-ratio=0&process=10&base=100ms",
			want{attempts: 14, failed: 14, notSent: 10, gaveUp: GaveUp{Budget: 10}},
		},
		{
			"alone, each has four",
			alone + "clients=10&fail=1&budget=ratio&budget-tokens=5&budget-ratio=0&process=1&base=100ms",
			want{attempts: 50, failed: 50, notSent: 10, gaveUp: GaveUp{Budget: 10}},
		},
		{
			"ten fail together under a half: 9, 8, 7 and 6 are under way beside the 0 to 2 retries that wait, which allows three",
			alone + "latency=10ms&clients=10&process=10&fail=1&attempts=2&budget=concurrent&budget-ratio=0.5&budget-min=0&base=100ms",
			want{attempts: 13, failed: 13, notSent: 7, gaveUp: GaveUp{Attempts: 3, Budget: 7}},
		},
		{
			"a breaker that opens at the second failure refuses the third to fifth attempt, 1 s apart; the probe at 5 s closes it",
			alone + "base=1s&outage=refuse&outage-to=2s&breaker=ratio&breaker-min=2&breaker-ratio=0.5&breaker-open=4s&breaker-window=0s&breaker-probes=1",
			want{attempts: 3, successes: 1, failed: 2, notSent: 3, last: 5 * time.Second},
		},
		{
			"a bucket of one token a second lets one go at once; the others go at 1, 2 and 3 s",
			alone + "clients=4&process=4&throttle=bucket&throttle-rate=1&throttle-burst=1",
			want{attempts: 4, successes: 4, last: 3 * time.Second},
		},
		{
			"retries take a token too: failed at 0 and asked anew at 500 ms, it goes at 2 s, as the other at 1 s",
			alone + "clients=2&process=2&throttle=bucket&throttle-rate=1&throttle-burst=1&base=500ms&outage=refuse&outage-to=800ms",
			want{attempts: 3, successes: 2, failed: 1, last: 2 * time.Second},
		},
		{
			"two read the same version, one writes; the other reads again: 3 calls, as published",
			alone + "clients=2&limiter=optimistic-lock&latency=10ms&strategies=immediate",
			want{attempts: 3, successes: 2, rejected: 1, last: 80 * ms},
		},
		{
			"one at a time is let in, and leaves after a second",
			alone + "clients=2&limiter=concurrency&concurrency=1&service=1s&base=600ms&cap=600ms",
			want{attempts: 4, successes: 2, rejected: 2, last: 2200 * ms},
		},
		{
			"a leaky bucket of three places passes one on each second",
			alone + "clients=4&limiter=leaky-bucket&rate=1&burst=3&attempts=1",
			want{attempts: 4, successes: 3, rejected: 1, gaveUp: GaveUp{Attempts: 1}, last: 2 * time.Second},
		},
		{
			"linear delays of 1 and 2 s; down from 2.5 to 3.5 s the client keeps its third attempt, and waits 3 s and 4 s after it",
			alone + "strategies=linear&base=1s&cap=1m&outage=refuse&outage-to=10s&crash=2500ms&restart=1s",
			want{attempts: 5, successes: 1, failed: 4, last: 10500 * ms},
		},
		{
			"a client that forgets begins anew at 3.5 s: 1, 2, 3 and 4 s",
			alone + "strategies=linear&base=1s&cap=1m&outage=refuse&outage-to=10s&crash=2500ms&restart=1s&crash-state=lost",
			want{attempts: 7, successes: 1, failed: 6, last: 13500 * ms},
		},
		{
			"the answer comes while the client is down: after the restart it asks again, a second later",
			alone + "latency=1s&base=1s&crash=1500ms&restart=1s",
			want{attempts: 2, successes: 1, timedOut: 1, abandoned: 1, last: 5500 * ms},
		},
		{
			"requests at 0, 1, 2 and 3 s; the duration ends before 4",
			alone + "population=closed&think=1s&think-dist=constant&duration=4s",
			want{attempts: 4, successes: 4, last: 0},
		},
	} {
		s := scenariotest.Parse(t, scenariotest.LastWins(tt.query))
		r := simulate(t, s)[0]
		got := want{r.Attempts, r.Successes, r.Rejected, r.Failed, r.TimedOut, r.NotSent, r.Abandoned, r.Dropped, r.GaveUp, r.Completion.Max()}
		if len(r.Parts) == 0 && tt.want.last == 0 && r.Successes > 0 {
			got.last = r.Completion.Max()
		}
		if tt.want.gaveUp.Total() > 0 && tt.want.last == 0 {
			got.last = 0
		}
		if got != tt.want {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.shows, got, tt.want)
		}
	}
}

// The arrivals of an open population follow the rate: as many as its integral, in
// every stretch. Tolerance: 4 standard deviations of a Poisson count.
func TestOpenPopulationFollowsTheRate(t *testing.T) {
	s := scenariotest.Parse(t, "clients=50&population=open&offered=200&duration=100s&ramp=3&spike=2&spike-from=20s&spike-to=30s&limiter=none&strategies=full&bin=1s")
	begun := simulate(t, s)[0].Columns.Begun
	rate := func(second float64) float64 {
		r := 200 * (1 + 2*second/100)
		if second >= 20 && second < 30 {
			r *= 2
		}
		return r
	}
	for from := 0; from < 100; from += 10 {
		want := 0.0
		for second := from; second < from+10; second++ {
			want += rate(float64(second) + 0.5)
		}
		got := float64(sum(begun[from : from+10]))
		if math.Abs(got-want) > 4*math.Sqrt(want) {
			t.Errorf("from %d s: %v begun in ten seconds, want about %v", from, got, want)
		}
	}
	if total := TotalRequests(s); total != sum(begun) {
		t.Errorf("%d requests announced, %d begun", total, sum(begun))
	}
}

// A ramp down to nothing ends; a rate of nothing throughout is no request.
func TestOpenPopulationThatStops(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&offered=100&duration=10s&ramp=0&strategies=full")
	r := simulate(t, s)[0]
	if math.Abs(float64(r.Requests)-500) > 4*math.Sqrt(500) {
		t.Errorf("%d requests, want about 500", r.Requests)
	}
	s = scenariotest.Parse(t, "population=open&offered=100&duration=10s&spike=0&spike-to=10s&strategies=full")
	if r := simulate(t, s)[0]; r.Requests != 0 || r.Attempts != 0 || r.Amplification != 0 {
		t.Errorf("nobody calls: %+v", r)
	}
}

// Of every hundred clients each part of a mix has its per cent, and each part
// behaves as a fleet of its own would under the same draws.
func TestMixedFleet(t *testing.T) {
	s := scenariotest.Parse(t, "clients=200&spread=5s&rate=1000&burst=1000&fail=0.5&base=1s&strategies=immediate@25/fixed@75")
	r := simulate(t, s)[0]
	if len(r.Parts) != 2 || r.Parts[0].Clients != 50 || r.Parts[1].Clients != 150 {
		t.Fatalf("parts %+v", r.Parts)
	}
	// Immediate retries take 20 ms each, fixed ones a second and 20 ms.
	if slow := r.Parts[0].Completion.Max(); slow > time.Second {
		t.Errorf("the immediate part took %v", slow)
	}
	if slow := r.Parts[1].Completion.Max(); slow < time.Second {
		t.Errorf("the fixed part took %v", slow)
	}
}

// After an outage everybody comes back; it is over when all are through.
func TestRecovery(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, alone+"base=400ms&outage=refuse&outage-to=1s"))[0]
	// The client comes back at 1.2 s.
	if !r.HasTrigger || !r.Recovered || r.Recovery != 200*time.Millisecond {
		t.Errorf("recovered %v after %v", r.Recovered, r.Recovery)
	}
	storm := "clients=100&population=open&offered=200&duration=40s&limiter=none&servers=30&service=100ms&queue=1000000&timeout=1s" +
		"&brownout=0.3&brownout-from=5s&brownout-to=10s&attempts=2&bin=500ms&horizon=40s&strategies=immediate"
	if r := simulate(t, scenariotest.Parse(t, storm))[0]; r.Recovered {
		t.Errorf("a retry storm is over after %v", r.Recovery)
	}
	if r := simulate(t, scenariotest.Parse(t, storm+"&budget=ratio"))[0]; !r.Recovered || r.Recovery == 0 {
		t.Errorf("with a budget it is not over: %v %v", r.Recovered, r.Recovery)
	}
	if r := simulate(t, scenario.Default())[0]; r.HasTrigger {
		t.Error("without a trigger there is nothing to recover from")
	}
}

// A run that uses up its attempts says how far it came, and that it is partial.
func TestPartialResult(t *testing.T) {
	s := scenariotest.Parse(t, "clients=100&spread=0s&rate=10&burst=10&strategies=fixed,full&base=100ms&attempts=1000&bin=100ms")
	whole := simulate(t, s)
	run, err := NewRun(s, 3000)
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		_, more, err = run.Advance(t.Context())
	}
	var over *LimitError
	if !errors.As(err, &over) || over.At == 0 {
		t.Fatalf("got %v", err)
	}
	for i, r := range run.Results() {
		n := len(r.Columns.Attempts)
		if !r.Partial || n != run.Bins() || n == 0 || n >= len(whole[i].Columns.Attempts) {
			t.Errorf("%s: partial %v, %d bins of %d", r.Strategy, r.Partial, n, run.Bins())
		}
		for bin := range n {
			if r.Columns.Attempts[bin] != whole[i].Columns.Attempts[bin] {
				t.Errorf("%s: bin %d differs from the whole run", r.Strategy, bin)
			}
		}
	}
	// Known before: nothing runs.
	if _, err := NewRun(s, 199); !errors.As(err, &over) || over.At != 0 {
		t.Errorf("200 requests for 199 attempts: %v", err)
	}
	crowd := scenariotest.Parse(t, "clients=1000000&latency=0s&budget=ratio&process=1000&strategies=immediate,fixed,linear,exponential,full")
	if _, err := NewRun(crowd, math.MaxInt64); !errors.As(err, &over) || !over.Requests {
		t.Errorf("five million requests: %v", err)
	}
}

// What budgets, and the breaker of retries, allow when they are asked as retries are decided:
// all clients of one process fail at once, and hear of it at 20 ms.
func TestRetriesArePaidForWhenTheyAreDecided(t *testing.T) {
	const crowd = "clients=1000&process=1000&spread=0s&limiter=none&fail=1&strategies=fixed&base=1s&cap=1s&attempts=2&bin=20ms&"
	for _, tt := range []struct {
		shows, query string
		retries      int
	}{
		{"500 tokens are 100 retries at 5", "budget=aws", 100},
		{"and 35 at 14", "budget=aws-2026", 35},
		{"ten tokens are above five four times", "budget=grpc&budget-tokens=10", 4},
		{"200 tokens are 199 retries, for there must be more than one", "budget=ratio&budget-tokens=200&budget-ratio=0", 199},
		{"one token is none", "budget=ratio&budget-tokens=1&budget-ratio=1", 0},
		{"up to 100 failures are a tenth of the first tries", "breaker=retries&breaker-ratio=0.1", 100},
	} {
		r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(crowd+tt.query)))[0]
		refused := 1000 - tt.retries
		if r.Attempts != 1000+tt.retries || r.NotSent != refused || r.GaveUp.Budget+r.GaveUp.Breaker != refused || r.GaveUp.Attempts != tt.retries {
			t.Errorf("%s: %d attempts, %d not sent, gave up %+v", tt.shows, r.Attempts, r.NotSent, r.GaveUp)
		}
		// Whoever is refused gives up at that moment, and waits for nothing.
		if open := r.Columns.Open; open[1] != tt.retries {
			t.Errorf("%s: %d are under way after all have heard", tt.shows, open[1])
		}
	}
	// 500 tokens are 100 retries, of which the limiter admits 100 a second; the other 800 of
	// 1,000 whom it rejects at first give up at once.
	r := simulate(t, scenariotest.Parse(t, "clients=1000&process=1000&spread=0s&rate=100&burst=100&budget=aws&strategies=lib:aws-sdk-go-v2-standard&attempts=3&retry-on=rejected"))[0]
	if r.Successes < 198 || r.Successes > 202 || r.GaveUp.Budget < 798 || r.GaveUp.Budget > 802 {
		t.Errorf("%d succeed, %+v", r.Successes, r.GaveUp)
	}
	// Tokens 9, 8, 7 and 6 of 10 are above the half.
	r = simulate(t, scenariotest.Parse(t, "clients=1000&process=1000&spread=0s&limiter=none&fail=1&budget=grpc&strategies=fixed&base=1s&attempts=4"))[0]
	if r.Attempts != 1004 {
		t.Errorf("%d attempts", r.Attempts)
	}
}

// A retry that a breaker or throttle refuses when it is sent, or that its client forgets in a
// crash, gives back what it took.
func TestRetriesThatAreNotSentArePaidBack(t *testing.T) {
	const fails = "spread=0s&limiter=none&fail=1&strategies=fixed&base=1s&cap=1s&bin=20ms&"
	for _, tt := range []struct {
		shows, query string
		want         GaveUp
		attempts     int
	}{
		{
			"500 tokens are 100 retries, forgotten before they are sent: all 200 begin anew, and 100 retries are made",
			"clients=200&process=200&attempts=2&budget=aws&crash=500ms&restart=1500ms&crash-state=lost",
			GaveUp{Attempts: 100, Budget: 200 - 100}, 200 + 100 + 100,
		},
		{
			"clients that remember are not paid back",
			"clients=200&process=200&attempts=2&budget=aws&crash=500ms&restart=1500ms",
			GaveUp{Attempts: 100, Budget: 100}, 200 + 100,
		},
		{
			"ten of 100 may retry, but the breaker is open by then: they pay again, and once more",
			"clients=100&process=100&attempts=3&budget=ratio&budget-tokens=11&budget-ratio=0&breaker=ratio&breaker-open=1m",
			GaveUp{Attempts: 10, Budget: 90}, 100,
		},
	} {
		r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(fails+tt.query)))[0]
		if r.GaveUp != tt.want || r.Attempts != tt.attempts {
			t.Errorf("%s: %d attempts, %+v", tt.shows, r.Attempts, r.GaveUp)
		}
	}
}

// Why requests end without a success: each reason is its own, and "permanent" is for what
// fails for good alone.
func TestReasonsToGiveUp(t *testing.T) {
	const outage = "clients=50&process=50&population=open&offered=50&duration=1m&limiter=none&outage=refuse&outage-from=20s&outage-to=40s" +
		"&strategies=exponential&base=100ms&cap=2s&attempts=3&bin=1s&retry-on=rejected,unavailable,timed-out"
	for query, check := range map[string]func(g GaveUp) bool{
		"clients=100&fail=0.5&limiter=none&retry-on=rejected&strategies=full": func(g GaveUp) bool {
			return g == GaveUp{NotRetried: g.Total()} && g.Total() > 30
		},
		outage + "&breaker=ratio": func(g GaveUp) bool {
			return g == GaveUp{Attempts: g.Attempts, Breaker: g.Breaker} && g.Breaker > 8*g.Attempts
		},
		outage + "&throttle=sre": func(g GaveUp) bool {
			return g == GaveUp{Attempts: g.Attempts, Throttle: g.Throttle} && g.Throttle > 0
		},
		"service=2s&timeout=1s&retry-on=rejected,unavailable&rate=1000&burst=1000&clients=100&strategies=full": func(g GaveUp) bool {
			return g == GaveUp{NotRetried: 100}
		},
		"clients=100&spread=0s&rate=20&burst=20&base=1s&breaker=retries&budget=ratio&process=100&strategies=exponential": func(g GaveUp) bool {
			// Of 80 failures the breaker lets 50 of 100 first tries pass, and the bucket of 10
			// tokens 9 of these.
			return g == GaveUp{Breaker: 30, Budget: 41}
		},
		"clients=100&permanent=1&strategies=full": func(g GaveUp) bool { return g == GaveUp{Permanent: 100} },
	} {
		r := simulate(t, scenariotest.Parse(t, query))[0]
		if !check(r.GaveUp) {
			t.Errorf("%s: %+v", query, r.GaveUp)
		}
		if r.Lost() != r.GaveUp.Total()+r.Unfinished || r.Avoidable() != r.Lost()-r.GaveUp.Permanent {
			t.Errorf("%s: %d lost, %d avoidable of %+v", query, r.Lost(), r.Avoidable(), r.GaveUp)
		}
	}
}

// A constant Retry-After is on whatever is answered 503, and no other hint is.
func TestRetryAfterOfAnswers503(t *testing.T) {
	const outage = "clients=100&spread=0s&limiter=none&outage=refuse&outage-to=1m&honour=honour&strategies=exponential&attempts=20&"
	for _, tt := range []struct {
		shows, query string
		last         time.Duration
	}{
		{"an outage, heard of at 20 ms", outage + "retry-after=constant&retry-after-time=2m", 2*time.Minute + 40*time.Millisecond},
		{"a transient failure", alone + "seed=2&fail=0.5&retry-after=constant&retry-after-time=7s&honour=honour&base=1s", 7 * time.Second},
		{"no place in the queue", alone + "clients=2&servers=1&queue=0&service=1s&retry-after=constant&retry-after-time=7s&honour=honour", 8 * time.Second},
		{"nor one for the last, who comes first", alone + "clients=2&servers=1&queue=0&service=1s&discipline=lifo&retry-after=constant&retry-after-time=7s&honour=honour", 8 * time.Second},
		{"too long a wait", alone + "clients=2&servers=1&queue=1&queue-timeout=500ms&service=1s&retry-after=constant&retry-after-time=7s&honour=honour", 8500 * time.Millisecond},
		{"no place after the bucket", alone + "clients=2&limiter=leaky-bucket&rate=2&burst=3&servers=1&queue=0&service=1s&retry-after=constant&retry-after-time=7s&honour=honour", 8500 * time.Millisecond},
		{"the end of a window is the limiter's", alone + "clients=2&limiter=fixed-window&rate=1&window=10s&servers=1&queue=0&service=1s&retry-after=window&honour=honour&base=2s", 3 * time.Second},
	} {
		r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(tt.query)))[0]
		if r.Lost() > 0 || r.Completion.Max() != tt.last {
			t.Errorf("%s: %d lost, the last is done at %v, want %v", tt.shows, r.Lost(), r.Completion.Max(), tt.last)
		}
	}
	r := simulate(t, scenariotest.Parse(t, outage+"retry-after=constant&retry-after-time=2m"))[0]
	if r.Completion.Min() < 2*time.Minute {
		t.Errorf("the first is done at %v", r.Completion.Min())
	}
}
