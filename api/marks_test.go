package api

import (
	"net/http"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// The marks of a run are its attempts: as many, with the ends they had, on the axis of
// the other charts.
func TestMarksAreTheRun(t *testing.T) {
	lab := startLab(t)
	for _, query := range []string{
		"", labtest.Small, "population=open&offered=30&duration=5s&strategies=full", "population=closed&clients=20&duration=5s&strategies=full,fixed",
		"timeout=1s&servers=2&service=200ms&queue=10&strategies=full&attempts=4", "clients=30&horizon=3s&strategies=exponential",
		"clients=40&crash=1s&crash-state=lost&strategies=full", "clients=40&budget=ratio&strategies=full",
	} {
		scenario, results := labtest.Simulated(t, query)
		run, err := lab.traceClass.TraceAll(t.Context(), scenario)
		if err != nil {
			t.Fatal(err)
		}
		m := view.MarksOf(link.Link{Scenario: scenario}, run)
		if want := view.RunOf(scenario, experiment.Outcome{Results: results}).Frame.Bins; m.Frame.Bins != want {
			t.Errorf("%s: %d bins, the other charts have %d", query, m.Frame.Bins, want)
		}
		for i, r := range results {
			p := m.Panels[i]
			through, rows := 0, map[int]bool{}
			for _, mark := range p.Marks {
				rows[mark.Row] = true
				if mark.End == chart.GotThrough {
					through++
				}
			}
			if len(p.Marks) != r.Attempts || through != r.Successes || len(rows) != p.Rows || p.Rows > r.Requests {
				t.Errorf("%s: %d marks in %d of %d rows, %d through; the run has %d attempts of %d requests, %d successes",
					query, len(p.Marks), len(rows), p.Rows, through, r.Attempts, r.Requests, r.Successes)
			}
		}
		if text := lab.get(t, "/fragment/marks?"+query).body; strings.Count(text, "<figure") != len(results) {
			t.Errorf("%s: %d panels", query, strings.Count(text, "<figure"))
		}
	}
}

func TestMarksFragment(t *testing.T) {
	lab := startLab(t)
	scenario, _ := labtest.Simulated(t, labtest.Small)
	got := lab.get(t, "/fragment/marks?"+labtest.Small)
	if got.status != http.StatusOK || got.header.Get("Cache-Control") != keepMarks || !strings.HasPrefix(got.body, "<section") {
		t.Errorf("fragment: %d, %q, %.80s", got.status, got.header.Get("Cache-Control"), got.body)
	}
	if !strings.Contains(got.body, `href="/api/v1/attempts.csv?`+strings.ReplaceAll(scenario.Query(), "&", "&amp;")+`"`) {
		t.Error("the fragment has no way to the data of its run")
	}
	page := lab.get(t, "/fragment/part/attempts?"+labtest.Small).body
	if !strings.Contains(page, `href="/chart/retries.svg?`) || strings.Contains(page, "marks-card") {
		t.Error("the page has the chart already, or no way to it")
	}
	// Its axis is as long as that of the charts that it comes to.
	for span, want := range map[string]string{"": ">2\u00a0s<", "10": ">2\u00a0s<", "x": ">2\u00a0s<", "NaN": ">2\u00a0s<", "-1": ">2\u00a0s<", "1e300": ">2\u00a0s<", "77": ">2\u00a0s<", "80": ">20\u00a0s<", "240": ">60\u00a0s<", "14400": ">60\u00a0min<", "36000": ">2\u00a0h<"} {
		if body := lab.get(t, "/fragment/marks?"+labtest.Small+"&span="+span).body; !strings.Contains(body, want) {
			t.Errorf("span %q: no label %s", span, want)
		}
	}
	// Too many are a card that says so; the picture and the data are errors.
	const large = "clients=500000&strategies=full"
	got = lab.get(t, "/fragment/marks?"+large)
	if got.status != http.StatusOK || !strings.Contains(got.body, "the limit is 400\u202f000") {
		t.Errorf("too many: %d, %.300s", got.status, got.body)
	}
	for _, path := range []string{"/chart/retries.svg", "/chart/retries.png", "/api/v1/attempts", "/api/v1/attempts.csv"} {
		if p := lab.get(t, path+"?"+large).problem(t); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Detail, "400\u202f000") {
			t.Errorf("%s of too many: %+v", path, p)
		}
		if p := lab.get(t, path+"?rate=x").problem(t); p.Status != http.StatusBadRequest || len(p.Fields) != 1 || p.Fields[0].Field != "rate" {
			t.Errorf("%s of a bad query: %+v", path, p)
		}
	}
	if p := lab.get(t, "/fragment/marks?rate=x").problem(t); p.Status != http.StatusBadRequest {
		t.Errorf("fragment of a bad query: %+v", p)
	}
}
