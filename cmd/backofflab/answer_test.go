package main

import (
	"encoding/json"
	"math"
	"testing"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/internal/labtest"
	"backofflab/sim"
)

// Every figure that is read of JSON is the one that was written: there is no second list of
// them that could be forgotten.
func TestFiguresOfJSONAreThoseOfTheRun(t *testing.T) {
	seen := map[string]bool{}
	for _, query := range []string{
		"", "preset=recovery", "clients=60&servers=4&discipline=by-priority", "clients=40&permanent=1", "clients=30&strategies=exponential@50/full@50,full", "preset=hedge", "preset=batch", "preset=chaos", "preset=layers",
		"clients=100&rate=2&budget=ratio&horizon=10s", "clients=60&servers=1&service=200ms&queue=50&queue-timeout=100ms&attempts=3",
		"population=open&offered=30&duration=20s&outage=refuse&outage-from=5s&outage-to=8s",
	} {
		s, found := labtest.Outcome(t, query)
		body, err := wire.Encode(wire.RunAnswerOf(s, found))
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := readAnswer(body)
		if err != nil {
			t.Fatal(err)
		}
		same := func(got result, want sim.Result, part bool) {
			for _, f := range runFigures() {
				if part && (!f.Has(experiment.OfParts) || f.At.Parts == 0 && f.JSON != "") {
					continue
				}
				x, y := got.value(f), figures.Of(f, want)
				if x.Ok != y.Ok || x.Ok && math.Abs(x.X-y.X) > 1e-9*math.Abs(y.X) {
					t.Errorf("%q, %s: %s%s is %v, want %v", query, want.Strategy, f.JSON, f.Name, x, y)
				}
				seen[f.JSON+f.Name] = seen[f.JSON+f.Name] || y.Ok && y.X != 0
			}
		}
		for i, r := range found.Results {
			same(a.Results[i], r, false)
			for j, part := range r.Parts {
				same(a.Results[i].parts[j], experiment.PartAsResult(part), true)
			}
		}
	}
	for name, there := range seen {
		if !there {
			t.Errorf("no run has a %s, so it is not looked at", name)
		}
	}
}

// A name of conditions is of one figure alone, and every figure has some.
func TestNamesOfFigures(t *testing.T) {
	for _, f := range runFigures() {
		for _, name := range namesOf(f) {
			if found, ok := figureNamed(name); !ok || found.JSON+found.Name+found.CSV != f.JSON+f.Name+f.CSV {
				t.Errorf("%s is %s%s, and should be %s%s", name, found.JSON, found.Name, f.JSON, f.Name)
			}
		}
	}
	for typed, want := range map[string]string{"P95": "completion_p95_ms", "gave-up": "gave_up", "Gave up": "gave_up", "success": "", "peak_per_s": "peak_per_s", "herd-index": "herd_index"} {
		if f, ok := figureNamed(typed); !ok || f.JSON != want {
			t.Errorf("%s is %q", typed, f.JSON)
		}
	}
}

func TestConditions(t *testing.T) {
	s := labtest.ScenarioOf(t, "strategies=full,exponential(base=2s)")
	for _, tt := range []struct {
		text    string
		name    string
		op      string
		limit   float64
		share   bool
		fleet   int
		refused bool
	}{
		{text: "p95<30s", name: "completion_p95", op: "<", limit: 30, fleet: -1},
		{text: "p95 <= 1m 30", name: "completion_p95", op: "<=", limit: 90, fleet: -1},
		{text: "completion_p95_ms>250", name: "completion_p95", op: ">", limit: 0.25, fleet: -1},
		{text: "p95≤30", name: "completion_p95", op: "<=", limit: 30, fleet: -1},
		{text: "lost=0", name: "lost", op: "=", fleet: -1},
		{text: "attempts==2.5k", name: "attempts", op: "=", limit: 2500, fleet: -1},
		{text: "lost<0.5 %", name: "lost", op: "<", limit: 0.5, share: true, fleet: -1},
		{text: "success>=99.9 %", name: "success_percent", op: ">=", limit: 99.9, fleet: -1},
		{text: "success>=99.9", name: "success_percent", op: ">=", limit: 99.9, fleet: -1},
		{text: "peak<600/min", name: "peak", op: "<", limit: 10, fleet: -1},
		{text: "peak_over_capacity<2.5x", name: "peak_over_capacity", op: "<", limit: 2.5, fleet: -1},
		{text: "amplification<3", name: "amplification", op: "<", limit: 3, fleet: -1},
		{text: "full:p95<1s", name: "completion_p95", op: "<", limit: 1, fleet: 0},
		{text: "exponential(base=2s):p95<1s", name: "completion_p95", op: "<", limit: 1, fleet: 1},
		{text: "", refused: true}, {text: "p95", refused: true}, {text: "<3", refused: true}, {text: "p95<", refused: true},
		{text: "p95<5 apples", refused: true}, {text: "lost<few", refused: true}, {text: "p95<NaN", refused: true}, {text: "p95<12%", refused: true},
		{text: "equal:p95<1s", refused: true}, {text: "p95=>3s", refused: true}, {text: "peak<1e999", refused: true},
	} {
		all, err := readConditions([]string{tt.text}, s)
		if tt.refused {
			if err == nil {
				t.Errorf("%q is read: %+v", tt.text, all)
			}
			continue
		}
		if err != nil || len(all) != 1 {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if c := all[0]; c.figure.Name != tt.name || c.op != tt.op || math.Abs(c.limit-tt.limit) > 1e-9 || c.share != tt.share || c.fleet != tt.fleet {
			t.Errorf("%q: %s %s %v %v %d", tt.text, c.figure.Name, c.op, c.limit, c.share, c.fleet)
		}
	}
	if all, err := readConditions([]string{"exponential(base=2s, cap=3s):p95<1s, lost=0", "p99<3s"}, labtest.ScenarioOf(t, "strategies=full")); err == nil || len(all) > 0 {
		t.Errorf("a strategy that is not there: %+v", all)
	}
}

func FuzzConditions(f *testing.F) {
	for _, seed := range []string{"p95<30s,gave_up=0", "full:p95<1s", "a(b=c,d):e>=f%", "((,<", "≤"} {
		f.Add(seed)
	}
	s := labtest.ScenarioOf(f, "strategies=full")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = readConditions([]string{text}, s)
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"query":"strategies=full","results":[{"strategy":"full","waves":[{"retries":3}],"later_wave":null,"bin_ms":250,"attempts_per_bin":[1,2]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, s, err := readAnswer(body)
		if err != nil || !json.Valid(body) {
			return
		}
		p := &program{out: discard{}, err: discard{}, width: 40}
		p.writeRun(a, s, true)
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
