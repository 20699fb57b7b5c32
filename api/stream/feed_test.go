package stream

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// A feed that has sent a bin waits for the log to say that it is time for more.
func TestFeedWaitsForTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := scenario.Default()
		one.Strategies = one.Strategies[:1]
		run := playback(one)
		f := played(t, streams(t, nil), run, discard)
		for i := range 3 {
			run.Log.Add(sim.Frame{Width: one.Widths()[0], Series: []metrics.Columns{{Attempts: []int{1}, Completed: []int{0}}}}, 0)
			if f.drain(t); f.at.next != 1 {
				t.Errorf("%d bins are sent after bin %d", f.at.next, i)
			}
		}
		time.Sleep(runs.FrameGap)
		if f.drain(t); f.at.next != 3 {
			t.Errorf("%d bins are sent", f.at.next)
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
func watched(t *testing.T, query string, every int) (all []labtest.Message) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		scenario := labtest.ScenarioOf(t, query)
		run, err := sim.NewRun(scenario, 20_000_000)
		if err != nil {
			t.Fatal(err)
		}
		shown := playback(scenario)
		f := played(t, streams(t, nil), shown, collect(&all))
		look := func() {
			time.Sleep(runs.FrameGap)
			f.drain(t)
		}
		for bin, more := 0, true; more; {
			var frame sim.Frame
			var err error
			if frame, more, err = run.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, one := range binByBin(frame, more) {
				shown.Log.Add(one, 0)
				if bin++; bin%every == 0 {
					look()
				}
			}
		}
		look()
	})
	return all
}

// binByBin cuts a frame into those of its bins, unless it has all bins again. Without a frame
// there are none.
func binByBin(frame sim.Frame, some bool) (frames []sim.Frame) {
	switch {
	case !some:
		return nil
	case frame.First == 0:
		return []sim.Frame{frame}
	}
	for bin := range frame.Series[0].Attempts {
		one := sim.Frame{Width: frame.Width, First: frame.First + bin, Progress: frame.Progress}
		for _, c := range frame.Series {
			one.Series = append(one.Series, c.Part(bin, bin+1))
		}
		frames = append(frames, one)
	}
	return frames
}

// collect is an outlet that keeps all messages.
func collect(all *[]labtest.Message) outlet {
	return whole(func(data []byte) error {
		*all = append(*all, labtest.Message{Size: len(data), Bins: 1})
		return json.Unmarshal(data, &(*all)[len(*all)-1])
	})
}

// The snapshot after which no bins follow says so, where that is known by then.
func TestLastBinsSayThatTheyAre(t *testing.T) {
	one := scenario.Default()
	one.Strategies = one.Strategies[:1]
	for _, over := range []bool{true, false} {
		var all []labtest.Message
		f := played(t, streams(t, nil), playback(one), collect(&all))
		counts := [][]int{make([]int, 2*frameLag)}
		f.show.seen = runs.Progress{Width: one.Widths()[0], Bins: 2 * frameLag, Attempts: counts, Completed: counts, Last: over}
		f.show.changed = make(chan struct{}) // there is nothing else in the log
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
		if last := all[len(all)-1]; last.Type != "snapshot" || last.Last != over {
			t.Errorf("a run that is over: %v; the last message is %+v", over, last)
		}
	}
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
	m := wire.FrameMessage{Bin: bin, Bins: 1, Load: make([][]byte, 6), Completion: make([][]byte, 6)}
	m.Spread = chart.AppendRange(nil, clients/2, clients)
	for i := range m.Load {
		m.Load[i] = chart.AppendBar(nil, attempts)
		m.Completion[i] = chart.AppendStep(nil, clients)
	}
	head := wire.AppendHead(nil, "frame", 9999)
	if size := len(m.Append(head)); size > frameBytes {
		t.Errorf("a bin takes %d bytes", size)
	}
	m.Bins, m.Spread = 0, chart.AppendMove(nil, bin, 0)
	for i := range m.Load {
		m.Load[i] = chart.AppendMove(nil, bin, 0)
		m.Completion[i] = chart.AppendMove(nil, bin, clients)
	}
	if size := len(m.Append(head)); size > frameBytes {
		t.Errorf("the moves of a chunk take %d bytes", size)
	}
}

// A run that waits for its turn tells it once. What is not known is null.
func TestProgressThatDoesNotChangeIsToldOnce(t *testing.T) {
	var sent []string
	out := whole(func(m []byte) error { sent = append(sent, string(m)); return nil })
	turns, _ := turnsTaken(t)
	f, err := streams(t, turns).openFeed(t.Context(), out, request{run: 3, query: labtest.Small})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for len(sent) == 0 {
		<-f.pending()
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
	}
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
	f.show.toldAt = time.Time{} // long ago
	if err := f.sendProgress(); err != nil {
		t.Fatal(err)
	}
	var m labtest.Message
	if err := json.Unmarshal([]byte(sent[2]), &m); err != nil || *m.Share != 0.5 {
		t.Errorf("%q, %v", sent[2], err)
	}
}

func TestFarBehindIsOneSnapshot(t *testing.T) {
	query := "clients=50&rate=1&bin=10ms&strategies=fixed,full"
	want := labtest.WholePaths(t, query)
	// The run is over before the viewer reads anything.
	var all []labtest.Message
	f, err := streams(t, runs.NewTurns(1, 0)).openFeed(t.Context(), collect(&all), request{run: 3, query: query})
	if err != nil {
		t.Fatal(err)
	}
	for f.shared == nil {
		<-f.pending()
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
	}
	<-f.shared.Done()
	f.end(t)
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
