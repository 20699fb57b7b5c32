package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/sim"
)

// traceOfLink asks for a trace and reads it as a browser does.
func traceOfLink(t *testing.T, lab *lab, query string) wire.TraceAnswer {
	t.Helper()
	a := lab.get(t, "/api/v1/trace?"+query)
	if a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, a.status, a.body)
	}
	var answer wire.TraceAnswer
	if err := json.Unmarshal([]byte(a.body), &answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func TestTraceAddsUpToTheRun(t *testing.T) {
	lab := startLab(t)
	for _, query := range []string{
		"clients=50&rate=5&burst=5",
		"clients=20&rate=2&attempts=3",
		"clients=20&population=closed&duration=10s&think=1s&rate=5",
		"clients=20&population=open&offered=20&duration=10s&rate=5&timeout=50ms&service=100ms&servers=1",
	} {
		scenario, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		results, err := sim.Simulate(t.Context(), scenario, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for i, key := range scenario.Strategies {
			answer, want := traceOfLink(t, lab, query+"&strategy="+key), results[i]
			count, shown := map[any]int{}, map[string]int{}
			requests, over := map[any]bool{}, 0
			for _, a := range answer.Attempts {
				count[a[5]]++
				shown[answer.Outcomes[a[5].(string)]]++
				requests[a[7]] = true
				if a[6] == 1.0 {
					over++
				}
			}
			if answer.Strategy != key || answer.Clients != scenario.Clients || answer.Once != (scenario.Population.String() == "once") {
				t.Errorf("%s: %s with %d clients, once %v", query, answer.Strategy, answer.Clients, answer.Once)
			}
			if count["success"] != want.Successes || len(requests) != want.Requests || over != want.Successes+want.GaveUp.Total() || count["timed-out"] != want.TimedOut {
				t.Errorf("%s, %s: %v of %d requests, %d over; the run has %d of %d, %d gave up, %d timed out", query, key, count, len(requests), over,
					want.Successes, want.Requests, want.GaveUp.Total(), want.TimedOut)
			}
			if shown["done"] != want.Successes || shown["late"] != want.TimedOut || shown["refused"] != want.Rejected+want.Failed {
				t.Errorf("%s, %s: a picture shows %v; the run has %d done, %d too late, %d refused", query, key, shown,
					want.Successes, want.TimedOut, want.Rejected+want.Failed)
			}
			if answer.Room == nil || answer.Room.Unit != "tokens" || float64(answer.Room.Most) != answer.Room.Levels[0][1] {
				t.Errorf("%s: the bucket is %v", query, answer.Room)
			}
		}
	}
}

func TestTraceDefaults(t *testing.T) {
	lab := startLab(t)
	first, named := lab.get(t, "/api/v1/trace?strategies=full,fixed"), lab.get(t, "/api/v1/trace?strategies=full,fixed&strategy=fixed")
	if first.status != http.StatusOK || first.body != named.body {
		t.Errorf("without a name it is not the scenario's first: %d, %d bytes against %d", first.status, len(first.body), len(named.body))
	}
	if again := lab.get(t, "/api/v1/trace?strategies=full,fixed"); again.body != first.body {
		t.Error("the same link has another answer")
	}
}

// The API has data alone: what the page makes of them, in what colour and in which
// words, may change without another version of the API.
func TestTraceIsDataAlone(t *testing.T) {
	body := startLab(t).get(t, "/api/v1/trace?clients=20").body
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		t.Fatal(err)
	}
	got, want := slices.Sorted(maps.Keys(fields)), []string{"attempts", "clients", "name", "once", "outcomes", "room", "strategy"}
	if !slices.Equal(got, want) {
		t.Errorf("the answer has %q, want %q", got, want)
	}
}

func TestTraceRoom(t *testing.T) {
	lab := startLab(t)
	for query, unit := range map[string]string{
		"limiter=none": "", "limiter=optimistic-lock": "", "limiter=fixed-window": "requests", "limiter=leaky-bucket": "places",
	} {
		answer := traceOfLink(t, lab, "clients=20&attempts=3&"+query)
		if (answer.Room == nil) != (unit == "") || answer.Room != nil && answer.Room.Unit != unit {
			t.Errorf("%s has room %v, want it in %q", query, answer.Room, unit)
		}
	}
}

func TestTraceRefusals(t *testing.T) {
	lab := startLab(t)
	for _, c := range []struct {
		query               string
		status              int
		field, value, limit string
	}{
		{"clients=401", http.StatusUnprocessableEntity, "clients", "401", "up to 400 clients"},
		{"clients=1000&rate=7", http.StatusUnprocessableEntity, "clients", "1000", "up to 400 clients"},
		{"clients=400&rate=0.1&base=10ms&cap=10ms&attempts=1000&strategies=fixed", http.StatusUnprocessableEntity, "clients", "400", "40\u202f000 attempts"},
		{"population=open&offered=1000&duration=2m", http.StatusUnprocessableEntity, "duration", "2m0s", "40\u202f000 attempts"},
		{"strategy=immediate", http.StatusBadRequest, "strategy", `"immediate"`, "one of the scenario"},
		{"strategy=", http.StatusBadRequest, "strategy", `""`, "one of the scenario"},
		{"strategy=full&strategy=full", http.StatusBadRequest, "strategy", "full", ""},
		{"strategy=%3Cscript%3E", http.StatusBadRequest, "strategy", `"<script>"`, "one of the scenario"},
		{"rate=NaN", http.StatusBadRequest, "rate", "NaN", ""},
	} {
		a := lab.get(t, "/api/v1/trace?"+c.query)
		var p problem.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != c.status {
			t.Errorf("%s: %d %s", c.query, a.status, a.body)
			continue
		}
		if len(p.Fields) != 1 || p.Fields[0].Field != c.field || p.Fields[0].Value != c.value || !strings.Contains(p.Fields[0].Message, c.limit) {
			t.Errorf("%s: %+v", c.query, p.Fields)
		}
	}
}

func TestTraceWaitsForItsTurn(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = 100 * time.Millisecond })
	release := hold(t, lab.traceClass.Slots)
	defer release()
	if a := lab.get(t, "/api/v1/trace"); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("with no slot free the answer is %d", a.status)
	}
}
