package api

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"backofflab/api/wire"
)

// A retry policy by the names that programs give to it, in figures.
func TestBackoffJSON(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/api/v1/backoff?strategy=exponential&jitter=true&max_attempts=6&base_delay=0.1&max_delay_ms=1000&t=1s&within=1h")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("%d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	var answer wire.BackoffAnswer
	if err := json.Unmarshal([]byte(a.body), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Query != "strategies=full&cap=1s&attempts=6&t=1s&within=1h" || answer.Name != "Full jitter" || answer.Attempts != 6 || len(answer.Retries) != 5 {
		t.Fatalf("%+v", answer)
	}
	last := answer.Retries[4]
	if last.MinMS != 0 || last.MeanMS != 500 || last.P95MS != 950 || last.MaxMS != 1000 || last.TotalMeanMS != 1250 || last.TotalMaxMS != 2500 || len(last.Density.Shares) != 24 {
		t.Errorf("%+v", last)
	}
	if f := answer.Formula; *f.Retry != 4 || strings.ReplaceAll(*f.Value, "\u00a0", " ") != "random(0, 800 ms)" {
		t.Errorf("%+v", f)
	}
	if w := answer.Waiting; w.TMS != 1000 || w.Share < 0.5 || w.Share > 1 || len(w.Curve) < 40 {
		t.Errorf("%+v", w)
	}
	// 1.5 s on average in the first five, less what is drawn, then 500 ms each.
	if w := answer.Within; math.Abs(*w.Mean-7202) > 2 || w.TimeMS != 3_600_000 {
		t.Errorf("%v retries", *w.Mean)
	}
	if again := lab.get(t, "/api/v1/backoff?"+answer.Query); again.body != a.body {
		t.Error("the canonical query has another answer")
	}
}

func TestBackoffProblems(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/api/v1/backoff?max_attempts=many&within=0&colour=red")
	if a.status != http.StatusBadRequest || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	var problem struct {
		Fields []struct{ Field, Value, Message string }
	}
	if err := json.Unmarshal([]byte(a.body), &problem); err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, f := range problem.Fields {
		wrong = append(wrong, f.Field+"="+f.Value)
	}
	slices.Sort(wrong)
	if got := strings.Join(wrong, " "); got != "colour=red max_attempts=many within=0" {
		t.Errorf("wrong are %s", got)
	}
}

func TestCalculatorPage(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/calculator?strategies=full,fixed&attempts=4")
	for _, want := range []string{`data-query="strategies=fixed&amp;attempts=4"`, `href="/calculator?strategies=full&amp;attempts=4">Full jitter</a>`, `href="/?strategies=fixed&amp;attempts=4"`, `href="/export?strategies=fixed&amp;attempts=4"`, `href="/api/v1/backoff?strategies=fixed&amp;attempts=4"`} {
		if a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%d, lacks %s", a.status, want)
		}
	}
	fragment := lab.get(t, "/fragment/calculator?strategies=fixed&attempts=4")
	if start := strings.Index(fragment.body, "<h2"); !strings.Contains(lab.get(t, "/calculator?strategies=fixed&attempts=4").body, fragment.body[start:]) {
		t.Error("the fragment is none of the page")
	}
	for path, status := range map[string]int{"/calculator": http.StatusBadRequest, "/fragment/calculator": http.StatusOK} {
		if wrong := lab.get(t, path+"?cap=much"); wrong.status != status || wrong.header.Get("Cache-Control") != "no-store" || !strings.Contains(wrong.body, "Enter a duration") {
			t.Errorf("%s: %d %s", path, wrong.status, wrong.header.Get("Cache-Control"))
		}
	}
}
