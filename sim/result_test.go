package sim

import (
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
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
	for _, query := range []string{
		"clients=1&spread=0s&limiter=none&latency=0s&bin=1s&fail=1&outage=refuse&outage-from=4s&outage-to=5500ms&base=1s&cap=1s&attempts=10",
		"clients=5&population=open&offered=10&duration=3s&limiter=none&latency=0s&bin=1s&fail=0.9&base=5s&outage=refuse&outage-from=4s&outage-to=9s",
	} {
		alone := simulate(t, scenariotest.Parse(t, query+"&strategies=immediate"))[0]
		beside := simulate(t, scenariotest.Parse(t, query+"&strategies=immediate,fixed"))
		if len(beside[0].Columns.Open) <= len(alone.Columns.Open) {
			t.Fatalf("%s: the other run is not longer", query)
		}
		if !alone.Recovered || alone.Recovery != beside[0].Recovery || alone.Recovered != beside[0].Recovered {
			t.Errorf("%s: %v %v alone, %v %v beside another", query, alone.Recovered, alone.Recovery, beside[0].Recovered, beside[0].Recovery)
		}
	}
}

// The last bin may be cut by the horizon, and counts all the same.
func TestRecoveryInTheLastBin(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, scenariotest.LastWins(alone+"bin=1s&base=400ms&outage=refuse&outage-to=5100ms&horizon=5500ms")))[0]
	if !r.Recovered || r.Recovery != 400*time.Millisecond {
		t.Errorf("recovered %v after %v", r.Recovered, r.Recovery)
	}
}

// It is over in the first bin at whose end no more are under way than before, and
// that must be while requests still begin.
func TestRecoverOnPaper(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&duration=10s&bin=1s&outage=refuse&outage-from=2s&outage-to=4s")
	for _, tt := range []struct {
		shows     string
		open      []int
		unfinish  int
		recovered bool
		after     time.Duration
	}{
		{"5 before, 9, 7 and 5 after it", []int{4, 5, 30, 40, 9, 7, 5, 4, 4, 4}, 4, true, 3 * time.Second},
		{"at once", []int{4, 5, 30, 40, 5, 7, 5, 4, 4, 4}, 4, true, time.Second},
		{"in the last bin in which requests begin", []int{4, 5, 30, 40, 9, 9, 9, 9, 9, 5, 0}, 0, true, 6 * time.Second},
		{"only when none do", []int{4, 5, 30, 40, 9, 9, 9, 9, 9, 9, 0}, 0, false, 0},
		{"the run was over before the outage", []int{4, 5, 0}, 0, true, time.Second},
		{"the same beside a longer one", []int{4, 5, 0, 0, 0, 0, 0}, 0, true, time.Second},
		{"it was cut before the end of the outage", []int{4, 5, 30}, 30, false, 0},
	} {
		r := Result{Bin: s.Bin, Columns: metrics.Columns{Open: tt.open}, Unfinished: tt.unfinish}
		if r.recover(s); !r.HasTrigger || r.Recovered != tt.recovered || r.Recovery != tt.after {
			t.Errorf("%s: %v after %v", tt.shows, r.Recovered, r.Recovery)
		}
	}
}
