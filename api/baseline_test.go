package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

const (
	liveQuery     = "clients=40&rate=10"
	baselineQuery = "clients=40&rate=5"
	baselineWith  = "&with=clients=40;rate=5"
)

func TestComparePage(t *testing.T) {
	lab := startLab(t)
	_, baseline := labtest.Simulated(t, baselineQuery)
	for _, path := range []string{"/compare?", "/?"} { // the page itself writes the canonical address
		a := lab.get(t, path+liveQuery+baselineWith)
		details := lab.get(t, "/details?"+liveQuery+baselineWith).body
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="done"`) {
			t.Fatalf("%s: %d", path, a.status)
		}
		for _, r := range baseline {
			for _, d := range []string{chart.EdgePath(r.Columns.Attempts), chart.StepPath(r.Columns.Completed)} {
				if !strings.Contains(a.body+details, `d="`+d+`"`) {
					t.Errorf("%s: %s has no baseline %.40s", path, r.Strategy, d)
				}
			}
		}
		for _, part := range []string{
			`data-query="clients=40&amp;rate=10&amp;with=clients=40;rate=5"`, `<b>Baseline:</b> 40 clients, 5/s, 4 strategies`, `Rate: 5/s`,
			`href="/compare?clients=40&amp;rate=5&amp;with=clients=40;rate=10"`, `href="/?clients=40&amp;rate=5"`, `href="/?clients=40&amp;rate=10"`,
			`name="with" value="clients=40;rate=5"`, `action="/compare"`, `id="compared"`, `Rate 10/s instead of 5/s.`,
			`class="reset-all" href="/"`,
			`id="pin" href="/compare?clients=40&amp;rate=10&amp;with=clients=40;rate=10"`,
		} {
			if !strings.Contains(a.body, part) {
				t.Errorf("%s: the page lacks %s", path, part)
			}
		}
	}
}

func TestCompareWithoutABaseline(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/compare", "/compare?clients=40", "/compare?clients=40&with="} {
		a := lab.get(t, path)
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="done"`) || strings.Contains(a.body, "<b>Baseline:") || strings.Contains(a.body, `class="ghost"`) {
			t.Errorf("%s: %d, or something is pinned", path, a.status)
		}
	}
	a := lab.get(t, "/compare?with=v=1")
	if !strings.Contains(a.body, "Nothing differs.") {
		t.Error("a run beside itself is not said to be the same")
	}
}

func TestHostileBaselines(t *testing.T) {
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
		if streams && !strings.Contains(a.body, "<b>Baseline:</b>") {
			t.Errorf("%s: the page does not say what is pinned", query)
		}
	}
}

// comparedRun is a run of a link beside its baseline, made without a server.
func comparedRun(t testing.TB, raw string) (begun, done chart.Run) {
	t.Helper()
	l := labtest.LinkOf(t, raw)
	_, found := labtest.Outcome(t, l.Scenario.Query())
	_, baseline := labtest.Outcome(t, l.With.Query())
	p := view.NewBaseline(*l.With, baseline, "")
	begun, done = view.Linked(l, view.EmptyRun(l.Scenario, found.Results[0].Bin)), view.LinkedRun(l, found)
	p.AddTo(&begun, l, nil)
	p.AddTo(&done, l, &found)
	return begun, done
}

func TestStreamedComparison(t *testing.T) {
	lab := startLab(t)
	for i, query := range []string{
		liveQuery + baselineWith,
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
		var last labtest.Shown
		last.Show(t, all)
		axes, err := chart.AxesOf(t.Context(), done.Frame)
		if err != nil {
			t.Fatal(err)
		}
		sameAxis(t, last.Axes.Load, axes.Load)
		sameAxis(t, last.Axes.Completion, axes.Completion)
		// Who comes back for the rest finds the same.
		v.ask(100+i, query, 3)
		rest := v.until("done")
		if rest[0].Charts != nil || !reflect.DeepEqual(rest[len(rest)-1].Fragments, fragments) {
			t.Errorf("%s: a resumed comparison ends differently", query)
		}
	}
}

// A slider that moves does not repeat the baseline.
func TestBaselineIsMadeOnce(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	v.ask(1, liveQuery+baselineWith, 0)
	v.until("done")
	release := hold(t, lab.baselineClass.Slots) // whoever wanted to run it now would wait
	defer release()
	for i := range 5 {
		v.ask(2+i, strings.Replace(liveQuery, "rate=10", "rate=1"+string(rune('1'+i)), 1)+baselineWith, 0)
		v.until("done")
	}
	if !lab.pool.KeepsBaseline(labtest.LinkOf(t, baselineQuery).Scenario, lab.baselineClass) {
		t.Error("the baseline is not kept")
	}
}

// A baseline that cannot be made is named in words, and the other one is shown.
func TestBaselineThatFails(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts = 100 })
	v := lab.dial(t)
	v.ask(1, "clients=10&with=clients=200", 0)
	all := v.until("done")
	for _, m := range []labtest.Message{all[0], all[len(all)-1]} {
		if note := m.Fragments["note"]; !strings.Contains(note, "The baseline is not shown: the run needs more than 100 attempts") {
			t.Errorf("%s: the note says %q", m.Type, note)
		}
		if !strings.Contains(m.Fragments["pin-words"], "200 clients") {
			t.Errorf("%s: nothing says what is pinned", m.Type)
		}
	}
	if strings.Contains(*all[0].Charts, `class="ghost"`) {
		t.Error("a baseline that failed is drawn")
	}
}

// While the baseline is under way a session hears its viewer, and whoever leaves
// leaves nothing behind.
func TestBaselineThatTakesLong(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = labtest.Generous })
	release, begin := hold(t, lab.baselineClass.Slots), hold(t, lab.streamClass.Slots)
	defer release()
	defer begin()
	v := lab.dial(t)
	v.ask(1, liveQuery+baselineWith, 0)
	labtest.Eventually(t, "both runs are wanted", func() bool { return lab.baselineUnderWay() != nil })
	v.stop(1)
	if all := v.until("stopped"); len(all) != 1 {
		t.Errorf("%d messages before the stop", len(all)-1)
	}
	labtest.Eventually(t, "nobody wants them any more", func() bool { return lab.pool.UnderWay() == 0 })
	// The next request for the same baseline goes on with the one under way.
	v.ask(2, liveQuery+baselineWith, 0)
	labtest.Eventually(t, "it is wanted again", func() bool { return lab.baselineUnderWay() != nil })
	first := lab.baselineUnderWay()
	v.ask(3, "clients=41"+baselineWith, 0)
	labtest.Eventually(t, "the next run is wanted", func() bool { return strings.Contains(strings.Join(lab.wanted(), " "), "clients=41") })
	if lab.baselineUnderWay() != first {
		t.Error("a slider that moves begins the baseline anew")
	}
	release()
	begin()
	all := v.until("done")
	all = slices.DeleteFunc(all, func(m labtest.Message) bool { return m.Run == 2 }) // it may have been served in between
	if len(all) == 0 {
		all = v.until("done")
	}
	if !strings.Contains(*all[0].Charts, `class="ghost"`) {
		t.Errorf("run %d begins without its baseline", all[0].Run)
	}
}

// wanted are the runs under way.
func (l *lab) wanted() []string {
	var all []string
	for r := range l.pool.Running() {
		all = append(all, r.Class+" "+r.Scenario.Query())
	}
	return all
}

// baselineUnderWay is the baseline under way; nil when there is none.
func (l *lab) baselineUnderWay() *runs.Shared {
	for r := range l.pool.Running() {
		if r.Class == "pinned" {
			return r
		}
	}
	return nil
}

// A viewer that leaves while it waits gives the baseline up.
func TestBaselineIsGivenUp(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = labtest.Generous })
	release := hold(t, lab.baselineClass.Slots)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	p := lab.pool.Baseline(ctx, labtest.ScenarioOf(t, labtest.Small), lab.baselineClass)
	if p.Known() {
		t.Error("a run that has not begun is known")
	}
	cancel()
	<-p.Ready
	if !errors.Is(p.Err, context.Canceled) {
		t.Errorf("it ended with %v", p.Err)
	}
	labtest.Eventually(t, "nobody wants its run", func() bool { return lab.pool.UnderWay() == 0 })
	p.Close()
}

// Whatever the page asks for besides a run takes the page's own query.
func TestOtherAddressesTakeAComparison(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/api/v1/run", "/api/v1/policy", "/chart/load.svg", "/chart/completion.svg", "/chart/delays.svg", "/fragment/advice"} {
		with, without := lab.get(t, path+"?"+liveQuery+baselineWith), lab.get(t, path+"?"+liveQuery)
		if with.status != http.StatusOK || with.body != without.body {
			t.Errorf("%s: %d, or another answer than of the scenario alone", path, with.status)
		}
	}
}

// A comparison is of both runs seed by seed; without a baseline there is none.
func TestCompareJSON(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/api/v1/compare?clients=50&rate=40&with=clients=50;rate=20")
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var shape struct {
		Query, With, Title string
		Runs               int
		Strategies         []struct {
			Strategy, With string
			Differences    []wire.PairedDifference
		}
	}
	if err := json.Unmarshal([]byte(a.body), &shape); err != nil {
		t.Fatal(err)
	}
	if shape.Query != "clients=50" || shape.With != "clients=50&rate=20" || shape.Runs != 20 || len(shape.Strategies) != 4 || shape.Title == "" {
		t.Errorf("%+v", shape)
	}
	for _, s := range shape.Strategies {
		for _, d := range s.Differences {
			if d.Figure == "completion_p95" && (d.Verdict != "better" || d.Mean >= 0 || d.Low > d.Mean || d.High < d.Mean || d.Now-d.Baseline-d.Mean > 1e-9) || s.Strategy != s.With {
				t.Errorf("%s: %+v", s.Strategy, d)
			}
		}
	}
	if a := lab.get(t, "/api/v1/compare?clients=50"); a.status != http.StatusBadRequest || !strings.Contains(a.body, `"field":"with"`) {
		t.Errorf("without a baseline: %d %s", a.status, a.body)
	}
	if a := lab.get(t, "/api/v1/compare?strategies=full&with=strategies=equal&clients=50"); a.status != http.StatusOK || !strings.Contains(a.body, `"strategy":"full","with":"equal"`) {
		t.Errorf("the only strategies: %d %s", a.status, a.body)
	}
}
