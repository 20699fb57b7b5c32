package sim

import (
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// The triggers of a scenario are one span, from the first beginning to the last
// end. What is switched off is none.
func TestTriggers(t *testing.T) {
	const s = time.Second
	for query, want := range map[string][2]time.Duration{
		"": {},
		"outage=refuse&outage-from=3s&outage-to=9s&service=1s&brownout=0.5&brownout-from=1s&brownout-to=5s": {1 * s, 9 * s},
		"service=1s&brownout=0.5&brownout-from=4s&brownout-to=5s&crash=2s&restart=1s":                       {2 * s, 5 * s},
		"population=open&spike=2&spike-from=2s&spike-to=4s":                                                 {2 * s, 4 * s},
		"population=open&spike=0.5&spike-from=2s&spike-to=4s":                                               {},
		"spike=2&spike-from=2s&spike-to=4s":                                                                 {},
		"outage-from=3s&outage-to=9s&crash=20s&restart=2s":                                                  {20 * s, 22 * s},
	} {
		from, to, ok := trigger(scenariotest.Parse(t, query))
		if (from != want[0] || to != want[1]) || ok != (want[1] > 0) {
			t.Errorf("%q: from %v to %v (%v), want %v", query, from, to, ok, want)
		}
	}
}

// Each part of a mix of three has its clients.
func TestMixOfThree(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, "clients=300&strategies=immediate@50/fixed@30/decorrelated@20"))[0]
	var clients []int
	for _, p := range r.Parts {
		clients = append(clients, p.Clients)
	}
	if !slices.Equal(clients, []int{150, 90, 60}) {
		t.Errorf("parts of %v clients", clients)
	}
	// Of the first ten clients no part is missing.
	parts, err := scenario.Shares("immediate@50/fixed@30/decorrelated@20")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for id := range uint32(10) {
		seen[scenario.ShareOf(parts, id)] = true
	}
	if len(seen) != 3 {
		t.Errorf("the first ten clients are of %d parts", len(seen))
	}
}

// A client of a closed population that would start when it is over does not.
func TestClosedPopulationEndsForLateStarters(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, "clients=100&population=closed&spread=10s&duration=1s&think=1h&limiter=none&strategies=full"))[0]
	// Each of a hundred starts within the first tenth of the spread: 10, standard deviation 3.
	if r.Requests > 22 || r.Requests == 0 {
		t.Errorf("%d of 100 clients begin within a tenth of the spread", r.Requests)
	}
}

// The share of the clients that crash, and no other, is down.
func TestShareThatCrashes(t *testing.T) {
	// Everybody asks again every second, and is refused; who is down from 2.5 s to 4.5 s misses two.
	r := simulate(t, scenariotest.Parse(t, "clients=400&spread=0s&limiter=none&latency=0s&strategies=fixed&base=1s&fail=1&attempts=6&crash=2500ms&restart=2s&crash-share=0.2&bin=500ms"))[0]
	if at := r.Columns.Attempts[6]; at < 400*7/10 || at > 400*9/10 {
		t.Errorf("%d of 400 ask while a fifth is down", at)
	}
	if back := r.Columns.Attempts[9]; back+r.Columns.Attempts[6] != 400 {
		t.Errorf("%d come back at the restart, %d were not down", back, r.Columns.Attempts[6])
	}
}

// Recovery, as every other figure, is the same alone and beside a longer run.
func TestRecoveryInCompany(t *testing.T) {
	const query = "clients=5&population=open&offered=10&duration=3s&limiter=none&latency=0s&bin=1s&fail=0.9&base=5s&outage=refuse&outage-from=4s&outage-to=9s"
	alone := simulate(t, scenariotest.Parse(t, query+"&strategies=immediate"))[0]
	beside := simulate(t, scenariotest.Parse(t, query+"&strategies=immediate,fixed"))
	if len(beside[0].Columns.Open) <= len(alone.Columns.Open) {
		t.Fatal("the other run is not longer")
	}
	if !alone.Recovered || alone.Recovery != beside[0].Recovery || alone.Recovered != beside[0].Recovered {
		t.Errorf("%v %v alone, %v %v beside another", alone.Recovered, alone.Recovery, beside[0].Recovered, beside[0].Recovery)
	}
}

// Nobody has recovered by being lost, and whoever fails for good is no loss.
func TestRecoveryOfTheLost(t *testing.T) {
	const query = "clients=20&spread=0s&limiter=none&latency=0s&base=1s&strategies=fixed&outage=refuse&outage-to=3500ms&permanent=0.5&"
	if r := simulate(t, scenariotest.Parse(t, query+"attempts=5"))[0]; !r.Recovered || r.Recovery != 500*time.Millisecond || r.GaveUp.Permanent == 0 {
		t.Errorf("all that could succeed did: %v %v, %+v", r.Recovered, r.Recovery, r.GaveUp)
	}
	if r := simulate(t, scenariotest.Parse(t, query+"attempts=4"))[0]; r.Recovered || r.Recovery != 0 {
		t.Errorf("all were given up: %v %v", r.Recovered, r.Recovery)
	}
}

// A run that was stopped midway does not know how it would have gone on.
func TestRecoveryOfAPartialRun(t *testing.T) {
	s := scenariotest.Parse(t, "clients=20&population=open&offered=20&duration=20s&limiter=none&latency=0s&base=1s&strategies=fixed&outage=refuse&outage-from=5s&outage-to=8s&bin=100ms")
	whole := simulate(t, s)[0]
	over := s.OutageTo + whole.Recovery
	if !whole.Recovered || whole.Recovery == 0 {
		t.Fatalf("the whole run: %v %v", whole.Recovered, whole.Recovery)
	}
	for allowed := int64(whole.Requests); allowed < int64(whole.Attempts); allowed += int64(whole.Attempts / 50) {
		run, err := NewRun(s, allowed)
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more && err == nil; {
			_, more, err = run.Advance(t.Context())
		}
		stopped, r := run.engines[0].now, run.Results()[0]
		if r.Recovered != (stopped > over) || r.Recovered && r.Recovery != whole.Recovery {
			t.Errorf("stopped at %v, over at %v: %v %v", stopped, over, r.Recovered, r.Recovery)
		}
	}
}

// The horizon may come right after.
func TestRecoveryBeforeTheHorizon(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"bin=1s&base=400ms&outage=refuse&outage-to=5100ms&horizon=5500ms")))[0]
	if !r.Recovered || r.Recovery != 100*time.Millisecond {
		t.Errorf("recovered %v after %v", r.Recovered, r.Recovery)
	}
}
