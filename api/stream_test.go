package api

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

func TestStreamIsThePageByteForByte(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	queries := []string{"", small, stress, "clients=1&strategies=full", "clients=200&fail=0.5&bin=10ms&horizon=3s"}
	for _, p := range scenario.Presets() {
		queries = append(queries, p.Query)
	}
	for run, query := range queries {
		v.ask(run, query, 0)
		all := v.until("done")
		var got shown
		got.show(t, all)
		want := wholePaths(t, query)
		if got.bins != want.bins || !reflect.DeepEqual(got.load, want.load) || !reflect.DeepEqual(got.completion, want.completion) || got.spread != want.spread {
			t.Errorf("%s: streamed paths differ from whole ones", query)
		}
		for _, m := range all {
			if m.Run != uint64(run) {
				t.Errorf("%s: a message of run %d", query, m.Run)
			}
		}
	}
}

func TestStreamSpeaksTheProtocol(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	v.ask(7, "seed=42&clients=40", 0)
	all := v.until("done")
	hello, axis, done := all[0], all[1], all[len(all)-1]
	if hello.Type != "hello" || hello.Protocol != 1 || hello.Query != "clients=40&seed=42" || hello.BinMS != 250 || hello.From != 0 {
		t.Errorf("hello is %+v", hello)
	}
	if len(hello.Series) != 6 || hello.Series[2] != (series{"exponential", "No jitter"}) {
		t.Errorf("series are %v", hello.Series)
	}
	scenario, results := simulated(t, hello.Query)
	charts, err := chart.Skeleton(t.Context(), emptyRun(scenario))
	if err != nil || hello.Charts == nil || *hello.Charts != charts {
		t.Errorf("charts are not the skeleton, %v", err)
	}
	if axis.Type != "axis" || all[2].Type != "frame" && all[2].Type != "snapshot" {
		t.Errorf("hello is followed by %s and %s", axis.Type, all[2].Type)
	}
	for _, m := range all[1 : len(all)-1] {
		if m.Type != "axis" && m.Type != "frame" && m.Type != "snapshot" {
			t.Errorf("%s between hello and done", m.Type)
		}
	}
	if done.Bins != len(results[0].Columns.Attempts) || done.Query != hello.Query {
		t.Errorf("done has %d bins of %q", done.Bins, done.Query)
	}
	for i, r := range results {
		if !reflect.DeepEqual(done.Results[i], outcomeOf(r)) {
			t.Errorf("done has %+v, want %+v", done.Results[i], outcomeOf(r))
		}
	}
	run := runOf(scenario, findings{results: results})
	fragments, err := chart.Fragments(t.Context(), run)
	if err != nil || !reflect.DeepEqual(done.Fragments, fragments) {
		t.Errorf("fragments differ, %v", err)
	}
	var last shown
	last.show(t, all)
	axes, err := chart.AxesOf(t.Context(), run.Frame)
	if err != nil {
		t.Fatal(err)
	}
	sameAxis(t, last.axes.Load, axes.Load)
	sameAxis(t, last.axes.Completion, axes.Completion)
}

func sameAxis(t *testing.T, got json.RawMessage, want chart.AxisFragment) {
	t.Helper()
	var axis chart.AxisFragment
	if err := json.Unmarshal(got, &axis); err != nil || axis != want {
		t.Errorf("the last axes are not those of the whole run, %v", err)
	}
}

// A feed that looks after each bin sends frames, and each of them is small.
func TestFramesOfSixStrategiesAreSmall(t *testing.T) {
	queries := []string{"", stress, "clients=50000&spread=0s&horizon=5s&attempts=5&strategies=immediate,fixed,exponential,full,equal,decorrelated"}
	for _, preset := range scenario.Presets() {
		queries = append(queries, preset.Query)
	}
	for _, query := range queries {
		bins := 0
		for _, m := range watched(t, query, 1) {
			if m.Type == "snapshot" {
				t.Errorf("%s: a snapshot at bin %d", query, m.Bin)
			}
			if m.Type != "frame" {
				continue
			}
			bins += m.Bins
			if m.size > frameBytes {
				t.Errorf("%s: bin %d: a frame of %d bytes for %d bins", query, m.Bin, m.size, m.Bins)
			}
		}
		if want := wholePaths(t, query).bins; bins != want {
			t.Errorf("%s: frames of %d bins, want %d", query, bins, want)
		}
	}
}

// However fast bins come, between two looks there are few messages, and the whole
// is the same.
func TestManyBinsAtOnceAreFewMessages(t *testing.T) {
	for _, query := range []string{stress, "clients=200&fail=0.5&bin=10ms&horizon=3s"} {
		want := wholePaths(t, query)
		for _, every := range []int{1, 3, frameLag, frameLag + 1, 40, 100_000} {
			all := watched(t, query, every)
			var got shown
			got.show(t, all)
			if got.bins != want.bins || !reflect.DeepEqual(got.load, want.load) || !reflect.DeepEqual(got.completion, want.completion) || got.spread != want.spread {
				t.Errorf("%s, %d at a time: streamed paths differ from whole ones", query, every)
			}
			marks := 0
			for _, m := range all {
				if m.Type == "frame" || m.Type == "snapshot" {
					marks++
				}
			}
			if looks := want.bins/every + 1; every >= 40 && marks > looks+8 {
				t.Errorf("%s, %d at a time: %d messages of bins after %d looks", query, every, marks, looks)
			}
		}
	}
}

// watched are the messages to a viewer who looks after so many bins.
func watched(t *testing.T, query string, every int) []message {
	t.Helper()
	scenario := scenarioOf(t, query)
	run, err := sim.NewRun(scenario, 20_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var all []message
	out := outlet(func(data []byte) error {
		m := message{size: len(data), Bins: 1}
		all = append(all, m)
		return json.Unmarshal(data, &all[len(all)-1])
	})
	f := &feed{
		ctx: t.Context(), out: out, run: 1000, ticker: time.NewTicker(time.Hour),
		flight: &flight{scenario: scenario, log: newRunLog(len(scenario.Strategies)), owner: newTestFlights(t), viewers: 2},
		totals: make([]int, len(scenario.Strategies)), frame: frameOf(scenario),
	}
	look := func() {
		for more := true; more; {
			if err := f.advance(); err != nil {
				t.Fatal(err)
			}
			more = f.news() != nil && f.next < f.seen.bins
		}
	}
	for bin := 1; ; bin++ {
		frame, more, err := run.Advance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		if f.flight.log.add(frame, 0); bin%every == 0 {
			look()
		}
	}
	look()
	return all
}

// The largest frame of a single bin that six strategies can need: a million
// clients, ten million attempts in one bin, the last bins there are.
func TestLargestFrame(t *testing.T) {
	const clients, attempts, bin = 1_000_000, 9_999_999, scenario.MaxBins - 1
	m := frameMessage{kind: "frame", run: 9999, bin: bin, bins: 1, load: make([][]byte, 6), completion: make([][]byte, 6)}
	m.spread = chart.AppendRange(nil, clients/2, clients)
	for i := range m.load {
		m.load[i] = chart.AppendBar(nil, attempts)
		m.completion[i] = chart.AppendStep(nil, clients)
	}
	if size := len(m.append(nil)); size > frameBytes {
		t.Errorf("a bin takes %d bytes", size)
	}
	m.bins, m.spread = 0, chart.AppendMove(nil, bin, 0)
	for i := range m.load {
		m.load[i] = chart.AppendMove(nil, bin, 0)
		m.completion[i] = chart.AppendMove(nil, bin, clients)
	}
	if size := len(m.append(nil)); size > frameBytes {
		t.Errorf("the moves of a chunk take %d bytes", size)
	}
}

func TestStreamGoesOnWhereItBroke(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	want := wholePaths(t, small)
	for _, from := range []int{1, 31, 32, 33, want.bins - 1, want.bins, want.bins + 1, maxFrom} {
		v.ask(from, small, from)
		all := v.until("done")
		if all[0].Charts != nil || all[0].From != from {
			t.Errorf("from %d: hello says from %d, with charts: %v", from, all[0].From, all[0].Charts != nil)
		}
		if all[1].Type != "axis" {
			t.Errorf("from %d: hello is followed by %s", from, all[1].Type)
		}
		got := prefix(t, small, min(from, want.bins))
		got.show(t, all)
		if done := all[len(all)-1]; done.Bins != want.bins {
			t.Errorf("from %d: done has %d bins, want %d", from, done.Bins, want.bins)
		}
		if !reflect.DeepEqual(got.load, want.load) || !reflect.DeepEqual(got.completion, want.completion) || got.spread != want.spread {
			t.Errorf("from %d: the whole differs", from)
		}
	}
}

// prefix is what a viewer has after that many bins.
func prefix(t *testing.T, query string, bins int) shown {
	t.Helper()
	_, results := simulated(t, query)
	s := shown{bins: bins}
	var completed [][]int
	for _, r := range results {
		s.load = append(s.load, chart.BarPath(r.Columns.Attempts[:bins]))
		s.completion = append(s.completion, chart.StepPath(r.Columns.Completed[:bins]))
		completed = append(completed, r.Columns.Completed[:bins])
	}
	s.spread = chart.RangePath(completed)
	return s
}

func TestTheLatestRequestWins(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(1, storm, 0)
	v.until("frame")
	first := lab.anyFlight(t)
	for run := 2; run < 30; run++ {
		v.ask(run, storm, 0)
	}
	v.ask(99, small, 0)
	var last uint64
	for {
		m := v.next()
		if m.Type == "hello" {
			if m.Run <= last {
				t.Errorf("hello of run %d after run %d", m.Run, last)
			}
			last = m.Run
		} else if last > 0 && m.Run != last {
			t.Fatalf("a %s of run %d after the hello of run %d", m.Type, m.Run, last)
		} else if last == 0 && m.Run != 1 {
			t.Fatalf("a %s of run %d before its hello", m.Type, m.Run)
		}
		if m.Type == "done" {
			break
		}
	}
	if last != 99 {
		t.Errorf("the last run is %d", last)
	}
	<-first.log.finished
	if _, err := first.log.outcome(); !errors.Is(err, context.Canceled) {
		t.Errorf("the run before ended with %v", err)
	}
	eventually(t, "all runs before are gone", func() bool { return lab.underWay() == 0 })
}

// anyFlight returns a run that is under way.
func (l *lab) anyFlight(t *testing.T) *flight {
	t.Helper()
	l.flights.mu.Lock()
	defer l.flights.mu.Unlock()
	for _, r := range l.flights.byKey {
		return r
	}
	t.Fatal("no run is under way")
	return nil
}

func TestErrorsEndTheRunNotTheSession(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 2000 })
	v := lab.dial(t)
	v.ask(1, "rate=NaN&clients=-1&nonsense=1", 0)
	m := v.next()
	if m.Type != "error" || m.Run != 1 || m.Title == "" || len(m.Fields) != 3 {
		t.Errorf("got %+v", m)
	}
	v.ask(2, stress, 0) // over the budget before it begins
	for m = v.next(); m.Type != "error"; m = v.next() {
	}
	if m.Run != 2 || !strings.Contains(m.Detail, "2,000") || m.Fields == nil {
		t.Errorf("got %+v", m)
	}
	v.ask(4, "clients=5", 0)
	v.until("done")
}

// A run that needs more attempts than it may have ends with what there is.
func TestStoppedRunIsPartial(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts, c.RunAttempts, c.PageAttempts = 2000, 2000, 2000 })
	const query = "clients=100&rate=1&strategies=fixed,full&attempts=100"
	v := lab.dial(t)
	v.ask(3, query, 0)
	all := v.until("done")
	var got shown
	got.show(t, all)
	done := all[len(all)-1]
	if done.Bins == 0 || got.bins != done.Bins || !strings.Contains(done.Fragments["note"], "partial") {
		t.Errorf("%d bins are shown of %d, and said is %q", got.bins, done.Bins, done.Fragments["note"])
	}
	for _, r := range done.Results {
		if !r.Partial || r.Requests != 100 {
			t.Errorf("%+v is not partial", r)
		}
	}
	if body := lab.get(t, "/api/v1/run?"+query).body; strings.Count(body, `"partial":true`) != 2 {
		t.Errorf("the run as JSON is not partial: %.300s", body)
	}
	if body := lab.get(t, "/?"+query).body; !strings.Contains(body, "so it streams") {
		t.Error("the page waits for a run that is too large")
	}
}

func TestFarBehindIsOneSnapshot(t *testing.T) {
	lab := startLab(t)
	query := "clients=50&rate=1&bin=10ms&strategies=fixed,full"
	want := wholePaths(t, query)
	// The run is over before the viewer reads anything.
	var all []message
	out := outlet(func(data []byte) error {
		m := message{size: len(data), Bins: 1}
		all = append(all, m)
		return json.Unmarshal(data, &all[len(all)-1])
	})
	f, err := lab.openFeed(context.Background(), out, request{run: 3, query: query})
	if err != nil {
		t.Fatal(err)
	}
	<-f.flight.log.finished
	for f.news() != nil {
		<-f.news()
		if err := f.advance(); err != nil {
			t.Fatal(err)
		}
	}
	var kinds []string
	for _, m := range all {
		kinds = append(kinds, m.Type)
	}
	if got := strings.Join(kinds, " "); got != "hello axis snapshot done" || want.bins <= frameLag {
		t.Errorf("got %s for %d bins", got, want.bins)
	}
	var got shown
	got.show(t, all)
	if !reflect.DeepEqual(got.load, want.load) || got.spread != want.spread {
		t.Error("the snapshot differs from the whole")
	}
}

func TestManyViewersOfOneRun(t *testing.T) {
	lab := startLab(t)
	want := wholePaths(t, stress)
	var group sync.WaitGroup
	for range 20 {
		v := lab.dial(t)
		group.Go(func() {
			v.ask(1, stress, 0)
			var all []message
			for {
				m, err := v.receive()
				if err != nil {
					t.Error(err)
					return
				}
				if all = append(all, m); m.Type == "done" {
					break
				}
			}
			var got shown
			got.show(t, all)
			if !reflect.DeepEqual(got.load, want.load) || !reflect.DeepEqual(got.completion, want.completion) {
				t.Error("a viewer missed something")
			}
		})
	}
	group.Wait()
}
