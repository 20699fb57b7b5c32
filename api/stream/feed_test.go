package stream

import (
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// A feed that has sent a bin waits for the log to say that it is time for more.
func TestFeedWaitsForTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := runs.NewRunLog(1)
		f := &feed{
			ctx: t.Context(), out: func([]byte) error { return nil },
			shared: runs.Playback(scenario.Default(), l), more: ready, totals: []int{0}, bin: time.Second, frame: view.FrameOf(scenario.Default(), time.Second),
		}
		news := func() bool {
			select {
			case <-f.pending():
				return true
			default:
				return false
			}
		}
		for i := range 3 {
			l.Add(sim.Frame{Width: time.Second, Series: []metrics.Columns{{Attempts: []int{1}, Completed: []int{0}}}}, 0)
			if i == 0 {
				if err := f.sendNext(); err != nil || f.next != 1 {
					t.Fatal(f.next, err)
				}
				continue
			}
			if news() {
				t.Errorf("bin %d is sent right behind the first", i)
			}
		}
		time.Sleep(runs.FrameGap)
		synctest.Wait()
		if !news() {
			t.Error("bins are held back")
		}
		if err := f.sendNext(); err != nil || f.next != 3 || news() {
			t.Errorf("%d bins are sent, %v", f.next, err)
		}
	})
}

// A feed that looks after each bin sends frames, and each of them is small.
func TestFramesOfSixStrategiesAreSmall(t *testing.T) {
	queries := []string{"", labtest.Stress, "clients=50000&spread=0s&horizon=5s&attempts=5&strategies=immediate,fixed,exponential,full,equal,decorrelated"}
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
			if m.Size > frameBytes {
				t.Errorf("%s: bin %d: a frame of %d bytes for %d bins", query, m.Bin, m.Size, m.Bins)
			}
		}
		if want := labtest.WholePaths(t, query).Bins; bins != want {
			t.Errorf("%s: frames of %d bins, want %d", query, bins, want)
		}
	}
}

// However fast bins come, between two looks there are few messages, and the whole
// is the same.
func TestManyBinsAtOnceAreFewMessages(t *testing.T) {
	for _, query := range []string{labtest.Stress, "clients=200&fail=0.5&bin=10ms&horizon=3s"} {
		want := labtest.WholePaths(t, query)
		for _, every := range []int{1, 3, frameLag, frameLag + 1, 40, 100_000} {
			all := watched(t, query, every)
			var got labtest.Shown
			got.Show(t, all)
			if got.Bins != want.Bins || !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) || got.Spread != want.Spread {
				t.Errorf("%s, %d at a time: streamed paths differ from whole ones", query, every)
			}
			marks := 0
			for _, m := range all {
				if m.Type == "frame" || m.Type == "snapshot" {
					marks++
				}
			}
			if looks := want.Bins/every + 1; every >= 40 && marks > looks+8 {
				t.Errorf("%s, %d at a time: %d messages of bins after %d looks", query, every, marks, looks)
			}
		}
	}
}

// watched are the messages to a viewer who looks after so many bins.
func watched(t *testing.T, query string, every int) []labtest.Message {
	t.Helper()
	scenario := labtest.ScenarioOf(t, query)
	run, err := sim.NewRun(scenario, 20_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var all []labtest.Message
	out := outlet(func(data []byte) error {
		m := labtest.Message{Size: len(data), Bins: 1}
		all = append(all, m)
		return json.Unmarshal(data, &all[len(all)-1])
	})
	f := &feed{
		ctx: t.Context(), out: out, run: 1000, ticker: time.NewTicker(time.Hour),
		shared: runs.Playback(scenario, runs.NewRunLog(len(scenario.Strategies))),
		link:   link.Link{Scenario: scenario}, bin: scenario.Widths()[0],
		totals: make([]int, len(scenario.Strategies)), frame: view.FrameOf(scenario, scenario.Widths()[0]),
	}
	look := func() {
		for more := true; more; {
			if err := f.sendNext(); err != nil {
				t.Fatal(err)
			}
			more = f.pending() != nil && f.next < f.seen.Bins
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
		if f.shared.Log.Add(frame, 0); bin%every == 0 {
			look()
		}
	}
	look()
	return all
}

// Bins become wider while a viewer watches: it begins anew as often as it sees that, and
// ends with the whole.
func TestBinsBecomeWiderWhileSomebodyWatches(t *testing.T) {
	want := labtest.WholePaths(t, labtest.Long)
	for every, times := range map[int]int{1: 2, 40: 2, 5000: 2, 100_000: 1} {
		all, hellos := watched(t, labtest.Long, every), 0
		for _, m := range all {
			if m.Type == "hello" {
				hellos++
			}
		}
		var got labtest.Shown
		got.Show(t, all)
		if hellos != times || !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) || got.Spread != want.Spread || got.BinMS != want.BinMS {
			t.Errorf("looked at after %d bins: %d times anew, bins of %v ms", every, hellos, got.BinMS)
		}
	}
}

// The largest frame of a single bin that six strategies can need: a million
// clients, ten million attempts in one bin, the last bins there are.
func TestLargestFrame(t *testing.T) {
	const clients, attempts, bin = 1_000_000, 9_999_999, scenario.MaxBins - 1
	m := wire.FrameMessage{Kind: "frame", Run: 9999, Bin: bin, Bins: 1, Load: make([][]byte, 6), Completion: make([][]byte, 6)}
	m.Spread = chart.AppendRange(nil, clients/2, clients)
	for i := range m.Load {
		m.Load[i] = chart.AppendBar(nil, attempts)
		m.Completion[i] = chart.AppendStep(nil, clients)
	}
	if size := len(m.Append(nil)); size > frameBytes {
		t.Errorf("a bin takes %d bytes", size)
	}
	m.Bins, m.Spread = 0, chart.AppendMove(nil, bin, 0)
	for i := range m.Load {
		m.Load[i] = chart.AppendMove(nil, bin, 0)
		m.Completion[i] = chart.AppendMove(nil, bin, clients)
	}
	if size := len(m.Append(nil)); size > frameBytes {
		t.Errorf("the moves of a chunk take %d bytes", size)
	}
}

// A run that waits for its turn tells it once. What is not known is null.
func TestProgressThatDoesNotChangeIsToldOnce(t *testing.T) {
	waiting := New(Config{}, pool(t), runs.Class{Name: "test", Attempts: 1 << 40, Slots: turnsTaken(t), Partial: false}, runs.Class{}, slog.New(slog.DiscardHandler))
	var sent []string
	out := outlet(func(m []byte) error { sent = append(sent, string(m)); return nil })
	f, err := waiting.openFeed(t.Context(), out, request{run: 3, query: labtest.Small})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for range 3 {
		if err := f.sendProgress(); err != nil {
			t.Fatal(err)
		}
	}
	if len(sent) != 2 || sent[1] != `{"type":"progress","run":3,"share":0,"percent":"0 %","left_ms":null,"words":"0 %"}`+"\n" {
		t.Errorf("%q", sent[1:])
	}
	f.shared.Log.Begin()
	f.shared.Log.Proceed(0.5)
	if err := f.sendProgress(); err != nil {
		t.Fatal(err)
	}
	var m labtest.Message
	if err := json.Unmarshal([]byte(sent[2]), &m); err != nil || *m.Share != 0.5 {
		t.Errorf("%q, %v", sent[2], err)
	}
}

func TestFarBehindIsOneSnapshot(t *testing.T) {
	far := New(Config{}, pool(t), runs.Class{Name: "test", Attempts: 1 << 40, Slots: runs.NewTurns(1, 0), Partial: false}, runs.Class{}, slog.New(slog.DiscardHandler))
	query := "clients=50&rate=1&bin=10ms&strategies=fixed,full"
	want := labtest.WholePaths(t, query)
	// The run is over before the viewer reads anything.
	var all []labtest.Message
	out := outlet(func(data []byte) error {
		m := labtest.Message{Size: len(data), Bins: 1}
		all = append(all, m)
		return json.Unmarshal(data, &all[len(all)-1])
	})
	f, err := far.openFeed(context.Background(), out, request{run: 3, query: query})
	if err != nil {
		t.Fatal(err)
	}
	<-f.shared.Done()
	for f.pending() != nil {
		<-f.pending()
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
	}
	var kinds []string
	for _, m := range all {
		kinds = append(kinds, m.Type)
	}
	if got := strings.Join(kinds, " "); got != "hello axis snapshot done" || want.Bins <= frameLag {
		t.Errorf("got %s for %d bins", got, want.Bins)
	}
	var got labtest.Shown
	got.Show(t, all)
	if !reflect.DeepEqual(got.Load, want.Load) || got.Spread != want.Spread {
		t.Error("the snapshot differs from the whole")
	}
}
