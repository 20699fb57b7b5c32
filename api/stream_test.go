package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

func TestStreamIsThePageByteForByte(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	queries := []string{"", labtest.Small, labtest.Stress, "clients=1&strategies=full", "clients=200&fail=0.5&bin=10ms&horizon=3s", labtest.Long, "retry-after=constant&retry-after-time=10m&honour=honour&clients=20&spread=0s&rate=1&burst=1&attempts=10&strategies=exponential"}
	for _, p := range scenario.Presets() {
		queries = append(queries, p.Query)
	}
	for run, query := range queries {
		v.ask(run, query, 0)
		all := v.until("done")
		var got labtest.Shown
		got.Show(t, all)
		want := labtest.WholePaths(t, query)
		if got.Bins != want.Bins || got.BinMS != want.BinMS || !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) || got.Spread != want.Spread {
			t.Errorf("%s: streamed paths differ from whole ones", query)
		}
		for _, m := range all {
			if m.Run != uint64(run) {
				t.Errorf("%s: a message of run %d", query, m.Run)
			}
		}
	}
}

// A viewer that has panels gets what changes in them, where those of the run have the same
// structure, and others where they have not.
func TestStreamKeepsPanels(t *testing.T) {
	v := startLab(t).dial(t)
	v.ask(1, "clients=40", 0)
	first := v.until("done")[0]
	_, structure, _ := strings.Cut(*first.Charts, `data-panels="`)
	structure, _, _ = strings.Cut(structure, `"`)
	for run, asked := range []struct {
		query, panels string
		kept          bool
	}{
		{"clients=50&rate=20", structure, true},
		{"clients=50&rate=20", "another", false},
		{"clients=50&rate=20", "", false},
		{"clients=50&strategies=full", structure, false},
		{"clients=50&limiter=none", structure, false},
		{"clients=50&with=clients=40", structure, false},
		{"clients=50&runs=3", structure, false},
	} {
		v.text(fmt.Sprintf(`{"type":"run","run":%d,"query":%q,"panels":%q}`, run, asked.query, asked.panels))
		hello := v.until("done")[0]
		if asked.kept != (hello.Panels != nil) || asked.kept == (hello.Charts != nil) {
			t.Errorf("%+v: hello has panels %v, charts: %v", asked, hello.Panels, hello.Charts != nil)
		}
		if asked.kept && (hello.Panels.Data["data-rate"] != "20" || hello.Panels.Pale != "5" || hello.Fragments["load-cap-0"] != "" || hello.Fragments["hero"] == "") {
			t.Errorf("panels are told %+v and %v", hello.Panels, hello.Fragments)
		}
	}
}

// A viewer that draws the load alone gets the same of it as one that draws all of the same run,
// and nothing else of the bins.
func TestStreamOfTheLoadAlone(t *testing.T) {
	v := startLab(t).dial(t)
	v.ask(1, "clients=300&rate=20", 0)
	var whole, got labtest.Shown
	whole.Show(t, v.until("done"))
	v.text(`{"type":"run","run":2,"query":"clients=300&rate=20","only":"load"}`)
	messages := v.until("done")
	got.Show(t, messages)
	if got.Bins != whole.Bins || !reflect.DeepEqual(got.Load, whole.Load) || len(whole.Completion) == 0 {
		t.Errorf("the load is another: %d bins of %d", got.Bins, whole.Bins)
	}
	for _, m := range messages {
		if m.Type != "axis" && (m.Completion != nil || m.Range != "") {
			t.Errorf("a %s has more than the load", m.Type)
		}
	}
}

func TestStreamSpeaksTheProtocol(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	v.ask(7, "seed=42&clients=40", 0)
	all := v.until("done")
	hello, axis, done := all[0], all[1], all[len(all)-1]
	if hello.Type != "hello" || hello.Protocol != 2 || hello.Query != "clients=40&seed=42" || hello.BinMS != 250 || hello.From != 0 {
		t.Errorf("hello is %+v", hello)
	}
	if len(hello.Series) != 4 || hello.Series[0] != (wire.Series{Key: "exponential", Name: "No jitter", Short: "No jitter"}) {
		t.Errorf("series are %v", hello.Series)
	}
	scenario, results := labtest.Simulated(t, hello.Query)
	charts, err := chart.Skeleton(t.Context(), view.EmptyRun(scenario, results[0].Bin))
	if err != nil || hello.Charts == nil || *hello.Charts != charts {
		t.Errorf("charts are not the skeleton, %v", err)
	}
	if axis.Type != "axis" || all[2].Type != "frame" && all[2].Type != "snapshot" {
		t.Errorf("hello is followed by %s and %s", axis.Type, all[2].Type)
	}
	bins := 0
	for _, m := range all[1 : len(all)-1] {
		switch m.Type {
		case "figures": // where the verdict takes a while
			saidOfRows(t, m.Fragments, done.Fragments)
			if bins != done.Bins {
				t.Errorf("figures come after %d bins of %d", bins, done.Bins)
			}
		case "frame", "snapshot":
			bins += m.Bins
		case "axis":
		default:
			t.Errorf("%s between hello and done", m.Type)
		}
	}
	if done.Bins != len(results[0].Columns.Attempts) || done.Query != hello.Query {
		t.Errorf("done has %d bins of %q", done.Bins, done.Query)
	}
	for i, r := range results {
		if want, err := wire.Encode(wire.OutcomeOf(r)); err != nil || string(done.Results[i])+"\n" != string(want) {
			t.Errorf("done has %s, want %s (%v)", done.Results[i], want, err)
		}
	}
	_, found := labtest.Outcome(t, scenario.Query())
	run := view.LinkedRun(link.Link{Scenario: scenario}, found)
	fragments, err := chart.Fragments(t.Context(), run)
	if err != nil || !reflect.DeepEqual(done.Fragments, fragments) {
		t.Errorf("fragments differ, %v", err)
	}
	var last labtest.Shown
	last.Show(t, all)
	axes, err := chart.AxesOf(t.Context(), run.Frame)
	if err != nil {
		t.Fatal(err)
	}
	sameAxis(t, last.Axes.Load, axes.Load)
	sameAxis(t, last.Axes.Completion, axes.Completion)
}

// saidOfRows checks that figures say what the end of their run does, but who is ahead and where
// the findings are.
func saidOfRows(t *testing.T, figures, end map[string]string) {
	t.Helper()
	if figures["load-cap-0"] == "" || figures["load-marks-3"] == "" || figures["story"] != "" {
		t.Errorf("figures are %v", figures)
	}
	for id, html := range figures {
		want, _, _ := strings.Cut(strings.NewReplacer(` class="best"`, "", "best ", "").Replace(end[id]), `<svg class="no"`)
		if !strings.HasPrefix(html, want) || want == "" && html != "" {
			t.Errorf("figures have %s for %s, the end has %s", html, id, want)
		}
	}
}

func sameAxis(t *testing.T, got json.RawMessage, want chart.AxisFragment) {
	t.Helper()
	var axis chart.AxisFragment
	if err := json.Unmarshal(got, &axis); err != nil || axis != want {
		t.Errorf("the last axes are not those of the whole run, %v", err)
	}
}

func TestStreamGoesOnWhereItBroke(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	want := labtest.WholePaths(t, labtest.Small)
	for _, from := range []int{1, 31, 32, 33, want.Bins - 1, want.Bins, want.Bins + 1, 1<<31 - 1} {
		v.ask(from, labtest.Small, from)
		all := v.until("done")
		if all[0].Charts != nil || all[0].From != from {
			t.Errorf("from %d: hello says from %d, with charts: %v", from, all[0].From, all[0].Charts != nil)
		}
		if all[1].Type != "axis" {
			t.Errorf("from %d: hello is followed by %s", from, all[1].Type)
		}
		got := prefix(t, labtest.Small, min(from, want.Bins))
		got.Show(t, all)
		if done := all[len(all)-1]; done.Bins != want.Bins {
			t.Errorf("from %d: done has %d bins, want %d", from, done.Bins, want.Bins)
		}
		if !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) || got.Spread != want.Spread {
			t.Errorf("from %d: the whole differs", from)
		}
	}
}

// prefix is what a viewer has after that many bins.
func prefix(t *testing.T, query string, bins int) labtest.Shown {
	t.Helper()
	_, results := labtest.Simulated(t, query)
	s := labtest.Shown{Bins: bins}
	var completed [][]int
	for _, r := range results {
		s.Load = append(s.Load, chart.BarPath(r.Columns.Attempts[:bins]))
		s.Completion = append(s.Completion, chart.StepPath(r.Columns.Completed[:bins]))
		completed = append(completed, r.Columns.Completed[:bins])
	}
	s.Spread = chart.RangePath(completed)
	return s
}

func TestTheLatestRequestWins(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(1, labtest.Storm, 0)
	v.until("frame")
	first := lab.anyRun(t)
	for run := 2; run < 30; run++ {
		v.ask(run, labtest.Storm, 0)
	}
	v.ask(99, labtest.Small, 0)
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
	<-first.Done()
	if _, err := first.Result(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("the run before ended with %v", err)
	}
	labtest.Eventually(t, "all runs before are gone", func() bool { return lab.pool.UnderWay() == 0 })
}

// anyRun returns a run that is under way.
func (l *lab) anyRun(t *testing.T) *runs.Shared {
	t.Helper()
	for r := range l.pool.Running() {
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
	v.ask(2, labtest.Stress, 0) // over the budget before it begins
	for m = v.next(); m.Type != "error"; m = v.next() {
	}
	if m.Run != 2 || !strings.Contains(m.Detail, "2\u202f000") || m.Fields == nil {
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
	v.askAnyway(3, query)
	all := v.until("done")
	var got labtest.Shown
	got.Show(t, all)
	done := all[len(all)-1]
	if done.Bins == 0 || got.Bins != done.Bins || !strings.Contains(done.Fragments["note"], "reached the limit on attempts") {
		t.Errorf("%d bins are shown of %d, and said is %q", got.Bins, done.Bins, done.Fragments["note"])
	}
	for _, r := range done.Results {
		var told struct {
			Partial  bool
			Requests int
		}
		if err := json.Unmarshal(r, &told); err != nil || !told.Partial || told.Requests != 100 {
			t.Errorf("%s is not partial (%v)", r, err)
		}
	}
	if body := lab.get(t, "/api/v1/run?"+query).body; strings.Count(body, `"partial":true`) != 3 { // the answer, and both results
		t.Errorf("the run as JSON is not partial: %.300s", body)
	}
}

func TestManyViewersOfOneRun(t *testing.T) {
	lab := startLab(t)
	want := labtest.WholePaths(t, labtest.Stress)
	var group sync.WaitGroup
	for range 20 {
		v := lab.dial(t)
		group.Go(func() {
			v.ask(1, labtest.Stress, 0)
			var all []labtest.Message
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
			var got labtest.Shown
			got.Show(t, all)
			if !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) {
				t.Error("a viewer missed something")
			}
		})
	}
	group.Wait()
}

// Whoever lost the connection while bins were narrower gets all of them as they are now;
// whoever has them so wide only what is missing.
func TestStreamGoesOnWhereBinsBecameWider(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	want := labtest.WholePaths(t, labtest.Long)
	for i, has := range []struct {
		ms    float64
		from  int
		again bool
	}{
		{250, 100, true}, {500, 3000, true}, {1000, 2000, false}, {1000, want.Bins, false}, {5000, 2, true}, {0.5, 2, true},
	} {
		v.text(fmt.Sprintf(`{"type":"run","run":%d,"query":%q,"from":%d,"bin_ms":%v}`, i, labtest.Long, has.from, has.ms))
		all := v.until("done")
		hellos := 0
		for _, m := range all {
			if m.Type == "hello" {
				hellos++
			}
		}
		if all[0].From != has.from || all[0].Charts != nil || all[0].BinMS != has.ms || hellos > 1 != has.again {
			t.Errorf("%+v: %d hellos, the first from %d, bins of %v ms", has, hellos, all[0].From, all[0].BinMS)
		}
		got := labtest.Shown{Bins: has.from}
		if !has.again {
			got = prefix(t, labtest.Long, has.from)
		}
		got.BinMS = has.ms
		got.Show(t, all)
		if got.Bins != want.Bins || got.BinMS != want.BinMS || !reflect.DeepEqual(got.Load, want.Load) || !reflect.DeepEqual(got.Completion, want.Completion) || got.Spread != want.Spread {
			t.Errorf("%+v: the whole differs", has)
		}
	}
}
