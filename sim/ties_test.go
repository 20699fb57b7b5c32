package sim

import (
	"math"
	"slices"
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
	"backofflab/sim/des"
)

// Six clients call at one moment, and one of them is admitted. Over seeds each is it equally
// often, in every mode.
func TestEveryClientWinsEquallyOften(t *testing.T) {
	const clients, seeds = 6, 1200
	const race = "clients=6&spread=0s&rate=0.01&burst=1&strategies=fixed&base=10s&cap=10s&attempts=2&bin=1s&"
	for _, tt := range []struct {
		mode  Mode
		query string
	}{
		{LimiterBatched, ""},
		{Batched, "outage=refuse&outage-from=100s&outage-to=101s"},
		{Foreseen, "latency=0s"},
		{PerAttempt, "latency=0s&outage=refuse&outage-from=100s&outage-to=101s"},
		{PerAttempt, "deadline=1m&service=1s&servers=1&queue=0&rate=1000&burst=1000"},
		{PerRequest, "population=closed&think=1h&think-dist=constant"},
		{PerRequest, "limiter=optimistic-lock"},
		{PerRequest, "service=1s&servers=1&queue=0&rate=1000&burst=1000&discipline=lifo"},
		{PerAnswer, "budget=aws&process=6"},
		{PerEvent, "budget=aws&process=6&latency=0s"},
		{PerEvent, "population=closed&think=1h&think-dist=constant&throttle=sre&process=2"},
		{PerEvent, "crash=1h&latency=0s"},
		{PerEvent, "crash=1h&crash-state=lost&latency=0s"},
	} {
		s := scenariotest.Parse(t, scenariotest.LastWins(race+tt.query))
		e := begun(s, "fixed")
		if e.mode != tt.mode {
			t.Fatalf("%s: the mode is %v, want %v", tt.query, e.mode, tt.mode)
		}
		won := [clients]float64{}
		for seed := range uint64(seeds) {
			if seed > 0 {
				e.begin(seed)
			}
			if err := e.advance(t.Context(), 2*time.Second, allow(1000)); err != nil {
				t.Fatal(err)
			}
			winner := winnerOf(t, e)
			won[winner]++
		}
		sum := 0.0
		for _, n := range won {
			sum += (n - seeds/clients) * (n - seeds/clients) / (seeds / clients)
		}
		if sum > 25 { // chi-square with 5 degrees of freedom: one in 7,000 is above
			t.Errorf("%v, %s: they win %v times, chi-square %.1f", tt.mode, tt.query, won, sum)
		}
	}
}

// winnerOf is the only client that succeeded with its first attempt: on the fast path the one
// of which nothing more is to come.
func winnerOf(t *testing.T, e *engine) uint32 {
	t.Helper()
	var winners []uint32
	if e.mode.fast() {
		lost := map[uint32]bool{}
		for v, ok := e.queue.Take(math.MaxInt64); ok; v, ok = e.queue.Take(math.MaxInt64) {
			lost[v.Client] = true
		}
		for id := range uint32(e.scenario.Clients) {
			if !lost[id] {
				winners = append(winners, id)
			}
		}
	} else {
		for id, q := range e.requests {
			if q.attempt == 1 {
				winners = append(winners, uint32(id))
			}
		}
	}
	if len(winners) != 1 {
		t.Fatalf("%s: %v win", e.scenario.Query(), winners)
	}
	return winners[0]
}

// In an open population requests that were rejected come back together when the window
// opens: who is admitted then is not who began first.
func TestNoRequestWinsByItsNumber(t *testing.T) {
	const query = "population=open&clients=1000&offered=20&duration=900ms&limiter=fixed-window&rate=1&window=1s&retry-after=exact&honour=honour&strategies=fixed&attempts=2&bin=1s"
	s := scenariotest.Parse(t, query)
	places, n := 0.0, 0.0
	for seed := range uint64(400) {
		s.Seed = seed
		trace, err := TraceRun(t.Context(), s, "fixed", 10_000)
		if err != nil {
			t.Fatal(err)
		}
		var tied []Attempt
		for _, a := range trace.Attempts {
			if a.Number == 2 {
				tied = append(tied, a)
			}
		}
		slices.SortFunc(tied, func(a, b Attempt) int { return int(a.Begun - b.Begun) })
		at := slices.IndexFunc(tied, func(a Attempt) bool { return a.Outcome == 0 })
		if len(tied) < 2 || tied[0].Reached != tied[len(tied)-1].Reached || at < 0 {
			t.Fatalf("seed %d: %d come back, and %d is admitted", seed, len(tied), at)
		}
		places += (float64(at) + 0.5) / float64(len(tied))
		n++
	}
	// Uniform places have mean 1/2 and deviation 1/sqrt(12).
	if z := (places/n - 0.5) * math.Sqrt(12*n); math.Abs(z) > 4 {
		t.Errorf("the mean place of who is admitted is %.3f, %.1f standard errors from the middle", places/n, z)
	}
}

// What a beginner meets: a constant latency and an exact Retry-After, so that all come back
// at the very moment at which one is admitted. Client 0 had 820 of 919 successes.
func TestTiedClientsShareWhatThereIs(t *testing.T) {
	const query = "clients=100&population=closed&spread=0s&think=0s&think-dist=constant&rate=5&burst=1&retry-after=exact&honour=honour&strategies=exponential&attempts=1000&bin=1s&"
	r := simulate(t, scenariotest.Parse(t, query+"duration=3m"))[0]
	// Each has one in a hundred of the places, five a second: geometric, with a mean of 20 s
	// and a median of 13.9 s.
	if median := r.Completion.Quantile(0.5); r.Completion.Jain() < 0.3 || median < 8*time.Second || median > 18*time.Second {
		t.Errorf("fairness %.2f, median %v", r.Completion.Jain(), median)
	}
	// P(a wait of more than 300 s) = e^-15.
	if r := simulate(t, scenariotest.Parse(t, query+"duration=30m&deadline=5m"))[0]; r.GaveUp.Total() > 20 {
		t.Errorf("%d of %d gave up", r.GaveUp.Total(), r.Requests)
	}
}

// Every seed has an order of its own, and the order of one attempt is not that of the next.
func TestOrdersDifferBySeedAndAttempt(t *testing.T) {
	order := func(seed uint64, attempt uint32) [20]uint32 {
		var q des.Queue
		q.Reset(seed, 0, 0)
		for id := range uint32(20) {
			q.Push(des.Event{At: 1, Client: id, Attempt: attempt})
		}
		var all [20]uint32
		for i := range all {
			v, _ := q.Take(2)
			all[i] = v.Client
		}
		return all
	}
	seen := map[[20]uint32]bool{}
	for i := range uint32(50) {
		seen[order(1, i)], seen[order(uint64(i)+2, 1)] = true, true
	}
	if len(seen) != 100 {
		t.Errorf("of 100 orders %d are different", len(seen))
	}
}
