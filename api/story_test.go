package api

import (
	"encoding/json"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// The first page of a small run has its advice, that of a larger one leaves it to be
// asked for, and both get the same.
func TestAdvice(t *testing.T) {
	lab := startLab(t)
	for query, inline := range map[string]bool{"preset=retry-after&strategies=full": true, "preset=retry-after": false} {
		page := lab.get(t, "/?"+query)
		ran := lab.simulated()
		advice := lab.get(t, "/fragment/advice?"+query)
		if again := lab.simulated() - ran; again > 0 {
			t.Errorf("%s: what the page shows is simulated again: %d fleets", query, again)
		}
		if advice.status != http.StatusOK || !strings.HasPrefix(advice.header.Get("Content-Type"), "text/html") ||
			!strings.Contains(advice.body, "If clients obey Retry-After") || !strings.Contains(advice.body, `data-query="clients=1000`) {
			t.Errorf("%s: %d %s", query, advice.status, advice.body)
		}
		if got := strings.Contains(page.body, `<div class="advice" id="advice">`+advice.body+`</div>`); got != inline {
			t.Errorf("%s: the page has it: %v", query, got)
		}
		if got := strings.Contains(page.body, `<div class="advice" id="advice"></div>`); got == inline {
			t.Errorf("%s: the page leaves it out: %v", query, got)
		}
	}
}

func TestAdviceOfWhatCannotBe(t *testing.T) {
	lab := startLab(t)
	if a := lab.get(t, "/fragment/advice?rate=NaN"); a.status != http.StatusBadRequest || a.problem(t).Fields[0].Field != "rate" {
		t.Errorf("a bad scenario: %d", a.status)
	}
	if a := lab.get(t, "/fragment/advice?"+labtest.Storm); a.status != http.StatusOK || a.body != "" {
		t.Errorf("a run that is too large: %d %q", a.status, a.body)
	}
	busy := startLab(t, func(c *Config) { c.RunWait = 20 * time.Millisecond })
	release := hold(t, busy.pageClass.Slots)
	defer release()
	if a := busy.get(t, "/fragment/advice"); a.status != http.StatusServiceUnavailable {
		t.Errorf("a busy lab: %d", a.status)
	}
}

// A run that is streamed ends with its story, its bands, and scales that hold them.
func TestStreamEndsWithBands(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	query := "clients=60&strategies=full,equal&bin=100ms&runs=12"
	v.ask(1, query, 0)
	all := v.until("done")
	scenario, results := labtest.Simulated(t, query)
	spreads, err := experiment.Replicate(t.Context(), scenario, 20_000_000, 0)
	if err != nil {
		t.Fatal(err)
	}
	run := view.LinkedRun(link.Link{Scenario: scenario}, experiment.Replicated(scenario.Seed, results, spreads))
	fragments, err := chart.Fragments(t.Context(), run)
	if err != nil || !reflect.DeepEqual(all[len(all)-1].Fragments, fragments) {
		t.Errorf("fragments differ, %v", err)
	}
	for _, id := range []string{"story", "band-load-0", "median-load-1", "load-marks-0"} {
		if fragments[id] == "" {
			t.Errorf("no fragment %s", id)
		}
	}
	peak, reach := 0, 0
	for _, spread := range spreads {
		reach = max(reach, len(spread.Attempts))
		for _, b := range spread.Attempts {
			peak = max(peak, int(b.High))
		}
	}
	alone := 0
	for _, r := range results {
		alone = max(alone, r.Peak)
	}
	if peak <= alone || reach <= len(results[0].Columns.Attempts) {
		t.Fatalf("the bands, %d high and %d bins long, do not go beyond the run: %d and %d", peak, reach, alone, len(results[0].Columns.Attempts))
	}
	if run.Frame.Peak != peak || run.Frame.Reach != reach {
		t.Errorf("the frame holds %d attempts and %d bins, want %d and %d", run.Frame.Peak, run.Frame.Reach, peak, reach)
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

func TestRunCompares(t *testing.T) {
	lab := startLab(t)
	var got struct {
		Comparisons []wire.Comparison `json:"comparisons"`
	}
	query := "clients=60&strategies=full,equal,decorrelated&runs=10"
	if err := json.Unmarshal([]byte(lab.get(t, "/api/v1/run?"+query).body), &got); err != nil {
		t.Fatal(err)
	}
	want := -1 // no trigger, so no recovery
	for _, f := range experiment.Figures() {
		if f.Has(experiment.Compared) {
			want++
		}
	}
	if len(got.Comparisons) != want {
		t.Fatalf("%d figures are compared, want %d", len(got.Comparisons), want)
	}
	for _, c := range got.Comparisons {
		if len(c.Differences) != 2 || c.Best == "" {
			t.Errorf("%+v", c)
		}
		for _, d := range c.Differences {
			if d.Strategy == c.Best || d.Runs != 10 || d.Mean < 0 || math.Abs(d.Low+d.High-2*d.Mean) > 1e-9*(1+math.Abs(d.Mean)) {
				t.Errorf("%s: %+v", c.Figure, d)
			}
		}
	}
	if body := lab.get(t, "/api/v1/run?"+labtest.Small).body; !strings.HasSuffix(body, `"replications":[],"comparisons":[]}`+"\n") {
		t.Errorf("a single run ends with …%s", body[len(body)-60:])
	}
}

// Many runs are offered where they are done soon, and where there is something to compare.
func TestRunsAreOffered(t *testing.T) {
	lab := startLab(t)
	for query, want := range map[string]bool{labtest.Small: true, "clients=40&strategies=full": false, labtest.Small + "&runs=3": false, "preset=retry-storm": true, "preset=retry-storm&offered=400": false} {
		if got := strings.Contains(lab.get(t, "/fragment/part/numbers?"+query).body, "Repeat it 20 times"); got != want {
			t.Errorf("%s: offered: %v", query, got)
		}
	}
}
