package api

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

const (
	liveQuery   = "clients=40&rate=10"
	pinnedQuery = "clients=40&rate=5"
	pinnedWith  = "&with=clients=40;rate=5"
)

func linkOf(t testing.TB, raw string) link.Link {
	t.Helper()
	l, err := link.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestComparePage(t *testing.T) {
	lab := startLab(t)
	_, pinned := simulated(t, pinnedQuery)
	for _, path := range []string{"/compare?", "/?"} { // the page itself writes the canonical address
		a := lab.get(t, path+liveQuery+pinnedWith)
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="done"`) {
			t.Fatalf("%s: %d", path, a.status)
		}
		for _, r := range pinned {
			for _, d := range []string{chart.EdgePath(r.Columns.Attempts), chart.StepPath(r.Columns.Completed)} {
				if !strings.Contains(a.body, `d="`+d+`"`) {
					t.Errorf("%s: %s has no ghost %.40s", path, r.Strategy, d)
				}
			}
		}
		for _, part := range []string{
			`data-query="clients=40&amp;rate=10&amp;with=clients=40;rate=5"`, `<b>Pinned:</b> 40 clients, 5/s, 6 strategies`, `Rate: 5/s`,
			`href="/compare?clients=40&amp;rate=5&amp;with=clients=40;rate=10"`, `href="/?clients=40&amp;rate=5"`, `href="/?clients=40&amp;rate=10"`,
			`name="with" value="clients=40;rate=5"`, `action="/compare"`, `id="compared"`, `Rate 10/s instead of 5/s.`,
			`href="/compare?preset=stress&amp;with=clients=40;rate=5"`, `class="reset-all" href="/"`,
			`id="pin" href="/compare?clients=40&amp;rate=10&amp;with=clients=40;rate=10"`,
		} {
			if !strings.Contains(a.body, part) {
				t.Errorf("%s: the page lacks %s", path, part)
			}
		}
	}
}

func TestCompareWithoutAPin(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/compare", "/compare?clients=40", "/compare?clients=40&with="} {
		a := lab.get(t, path)
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="done"`) || strings.Contains(a.body, "<b>Pinned:") || strings.Contains(a.body, `class="ghost"`) {
			t.Errorf("%s: %d, or something is pinned", path, a.status)
		}
	}
	a := lab.get(t, "/compare?with=v=1")
	if !strings.Contains(a.body, "Both runs are the same") || !strings.Contains(a.body, "Nothing differs.") {
		t.Error("a run beside itself is not said to be the same")
	}
}

// A preset that is followed while something is pinned stays marked as the one on show.
func TestPresetBesideAPin(t *testing.T) {
	a := startLab(t).get(t, "/compare?preset=baseline&with=rate=5")
	if n := strings.Count(a.body, "aria-current"); n != 1 {
		t.Errorf("%d presets are marked as shown", n)
	}
}

func TestHostilePins(t *testing.T) {
	lab := startLab(t)
	for _, with := range []string{
		"rate=NaN", "nonsense", "with=rate=5", "clients=1e9", strings.Repeat("a", 5000), "%00", "%ff",
		url.QueryEscape(`"><script>alert(1)</script>`), "rate=5&with=rate=6", "clients=5;clients=6", ";;;", "preset=none",
	} {
		a := lab.get(t, "/compare?with="+with)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `data-state="error"`) {
			t.Errorf("with=%.40s: %d", with, a.status)
		}
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("with=%.40s: the page runs it", with)
		}
	}
}

// Each of the two has the budget of a page for itself.
func TestComparePageLeavesALargeRunToTheStream(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.PageAttempts = 1000 })
	for query, streams := range map[string]bool{
		"clients=5&with=clients=5":     false,
		"clients=5&with=clients=2000":  true,
		"clients=2000&with=clients=5":  true,
		"clients=90&with=clients=90":   true, // 6 × 90 fit, their retries do not
		"clients=10&with=clients=10":   false,
		"clients=3&with=v=1;clients=4": false,
	} {
		a := lab.get(t, "/compare?"+query)
		if a.status != http.StatusOK || strings.Contains(a.body, "These two runs are too large") != streams {
			t.Errorf("%s: %d, want it to stream: %v", query, a.status, streams)
		}
		if streams && !strings.Contains(a.body, "<b>Pinned:</b>") {
			t.Errorf("%s: the page does not say what is pinned", query)
		}
	}
}

// comparedRun is a run of a link beside its pinned run, made without a server.
func comparedRun(t testing.TB, raw string) (begun, done chart.Run) {
	t.Helper()
	l := linkOf(t, raw)
	_, results := simulated(t, l.Scenario.Query())
	_, pinned := simulated(t, l.With.Query())
	p := &pin{scenario: *l.With, found: findings{results: pinned}}
	begun, done = linked(l, emptyRun(l.Scenario)), linkedRun(l, findings{results: results})
	p.onto(&begun, l, nil)
	p.onto(&done, l, results)
	return begun, done
}

func TestStreamedComparison(t *testing.T) {
	lab := startLab(t)
	for i, query := range []string{
		liveQuery + pinnedWith,
		liveQuery + "&with=clients=90;rate=5;bin=500ms",                            // other bins, and a longer run
		"clients=30&strategies=full,fixed&with=clients=30;strategies=full,linear",  // a strategy on either side alone
		"population=open&duration=5s&with=population=closed;duration=8s;clients=9", // totals that nobody knows
	} {
		v := lab.dial(t)
		v.ask(i, query, 0)
		all := v.until("done")
		begun, done := comparedRun(t, query)
		if charts, err := chart.Skeleton(t.Context(), begun); err != nil || *all[0].Charts != charts {
			t.Errorf("%s: the panels are not those of a comparison, %v", query, err)
		}
		if opening, err := chart.Opening(t.Context(), begun); err != nil || !reflect.DeepEqual(all[0].Fragments, opening) {
			t.Errorf("%s: the opening differs, %v", query, err)
		}
		fragments, err := chart.Fragments(t.Context(), done)
		if err != nil || !reflect.DeepEqual(all[len(all)-1].Fragments, fragments) {
			t.Errorf("%s: the fragments differ, %v", query, err)
		}
		var last shown
		last.show(t, all)
		axes, err := chart.AxesOf(t.Context(), done.Frame)
		if err != nil {
			t.Fatal(err)
		}
		sameAxis(t, last.axes.Load, axes.Load)
		sameAxis(t, last.axes.Completion, axes.Completion)
		// Who comes back for the rest finds the same.
		v.ask(100+i, query, 3)
		rest := v.until("done")
		if rest[0].Charts != nil || !reflect.DeepEqual(rest[len(rest)-1].Fragments, fragments) {
			t.Errorf("%s: a resumed comparison ends differently", query)
		}
	}
}

// A slider that moves does not repeat the pinned run.
func TestPinnedRunIsMadeOnce(t *testing.T) {
	lab := startLab(t)
	key := keyOf(linkOf(t, pinnedQuery).Scenario, lab.pins)
	v := lab.dial(t)
	v.ask(1, liveQuery+pinnedWith, 0)
	v.until("done")
	release := lab.pins.slots.hold(t) // whoever wanted to run it now would wait
	defer release()
	for i := range 5 {
		v.ask(2+i, strings.Replace(liveQuery, "rate=10", "rate=1"+string(rune('1'+i)), 1)+pinnedWith, 0)
		v.until("done")
	}
	if _, there := lab.flights.kept.byKey[key]; !there {
		t.Error("the pinned run is not kept")
	}
}

// Many who want one pinned run at once share it, and find it afterwards.
func TestPinnedRunIsShared(t *testing.T) {
	f, turns := newTestFlights(t), newSlots(1, 0)
	release := turns.hold(t)
	c, s := class{"test", 1_000_000, turns, false}, scenarioOf(t, small)
	first := f.joinKept(s, c)
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			r := f.joinKept(s, c)
			defer r.leave()
			if found, err := r.results(t.Context()); err != nil || len(found.results) != 3 {
				t.Error(err)
			}
		})
	}
	release()
	group.Wait()
	want, err := first.results(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first.leave()
	eventually(t, "the run is kept", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.kept.byKey) == 1 && len(f.byKey) == 0
	})
	turns.hold(t)
	later := f.joinKept(s, c)
	defer later.leave()
	if found, err := later.results(t.Context()); err != nil || &found.results[0] != &want.results[0] {
		t.Errorf("a kept run is repeated, %v", err)
	}
}

// A pinned run that cannot be made is named in words, and the other one is shown.
func TestPinThatFails(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts = 100 })
	v := lab.dial(t)
	v.ask(1, "clients=10&with=clients=200", 0)
	all := v.until("done")
	for _, m := range []message{all[0], all[len(all)-1]} {
		if note := m.Fragments["note"]; !strings.Contains(note, "The pinned run is not shown: the run needs more than 100 attempts") {
			t.Errorf("%s: the note says %q", m.Type, note)
		}
		if !strings.Contains(m.Fragments["pin-words"], "200 clients") {
			t.Errorf("%s: nothing says what is pinned", m.Type)
		}
	}
	if strings.Contains(*all[0].Charts, `class="ghost"`) {
		t.Error("a run that was not made has a ghost")
	}
}

// While the pinned run is under way a session hears its viewer, and whoever leaves
// leaves nothing behind.
func TestPinThatTakesLong(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = generous })
	release, begin := lab.pins.slots.hold(t), lab.streams.slots.hold(t)
	defer release()
	defer begin()
	v := lab.dial(t)
	v.ask(1, liveQuery+pinnedWith, 0)
	eventually(t, "both runs are wanted", func() bool { return lab.pinUnderWay() != nil })
	v.stop(1)
	if all := v.until("stopped"); len(all) != 1 {
		t.Errorf("%d messages before the stop", len(all)-1)
	}
	eventually(t, "nobody wants them any more", func() bool { return lab.underWay() == 0 })
	// The next request for the same pinned run goes on with the one under way.
	v.ask(2, liveQuery+pinnedWith, 0)
	eventually(t, "it is wanted again", func() bool { return lab.pinUnderWay() != nil })
	first := lab.pinUnderWay()
	v.ask(3, "clients=41"+pinnedWith, 0)
	eventually(t, "the next run is wanted", func() bool { return strings.Contains(strings.Join(lab.wanted(), " "), "clients=41") })
	if lab.pinUnderWay() != first {
		t.Error("a slider that moves begins the pinned run anew")
	}
	release()
	begin()
	all := v.until("done")
	all = slices.DeleteFunc(all, func(m message) bool { return m.Run == 2 }) // it may have been served in between
	if len(all) == 0 {
		all = v.until("done")
	}
	if !strings.Contains(*all[0].Charts, `class="ghost"`) {
		t.Errorf("run %d begins without a ghost", all[0].Run)
	}
}

// wanted are the keys of the runs under way.
func (l *lab) wanted() []string {
	l.flights.mu.Lock()
	defer l.flights.mu.Unlock()
	var keys []string
	for key := range l.flights.byKey {
		keys = append(keys, key)
	}
	return keys
}

// pinUnderWay is the pinned run under way; nil when there is none.
func (l *lab) pinUnderWay() *flight {
	l.flights.mu.Lock()
	defer l.flights.mu.Unlock()
	for key, r := range l.flights.byKey {
		if strings.HasPrefix(key, "pinned") {
			return r
		}
	}
	return nil
}

// A viewer that leaves while it waits gives the pinned run up.
func TestPinIsGivenUp(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = generous })
	release := lab.pins.slots.hold(t)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	p := lab.pinned(ctx, scenarioOf(t, small), lab.pins)
	if p.known() {
		t.Error("a run that has not begun is known")
	}
	cancel()
	<-p.ready
	if p.err == nil || lab.underWay() != 0 {
		t.Errorf("%v, %d runs", p.err, lab.underWay())
	}
	p.close()
}

// Whatever the page asks for besides a run takes the page's own query.
func TestBesidesTakeAComparison(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/api/v1/run", "/api/v1/policy", "/chart/load.svg", "/chart/completion.svg", "/chart/delays.svg", "/fragment/advice"} {
		with, without := lab.get(t, path+"?"+liveQuery+pinnedWith), lab.get(t, path+"?"+liveQuery)
		if with.status != http.StatusOK || with.body != without.body {
			t.Errorf("%s: %d, or another answer than of the scenario alone", path, with.status)
		}
	}
}
