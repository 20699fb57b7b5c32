package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Searches of tests that are soon done.
const (
	quickTip   = "clients=2000&population=open&offered=20&limiter=none&servers=3&queue=500&service=100ms&strategies=immediate&attempts=2&timeout=1s&within=20s&precision=0.2&runs=2&low=5&high=60"
	quickFind  = "clients=20&goal=attempts&vary=base:100ms,200ms,400ms&candidates=6"
	quickRare  = "population=open&offered=5&duration=10s&strategies=full&repetitions=4"
	slowRare   = "population=open&offered=500&rate=1000&clients=1000&duration=1m&strategies=full,fixed" // minutes
	quickSeeds = "clients=10&strategies=full&seeds=20"
)

// finished asks until a study is done, and returns its answer.
func (l *lab) finished(t *testing.T, path string) string {
	t.Helper()
	for ends := time.Now().Add(time.Minute); ; {
		a := l.get(t, path)
		if a.status == http.StatusOK {
			return a.body
		}
		if a.status != http.StatusAccepted || time.Now().After(ends) {
			t.Fatalf("%d: %.300s", a.status, a.body)
		}
	}
}

func TestStudiesArePages(t *testing.T) {
	lab := startLab(t)
	lab.finished(t, "/api/v1/find?"+quickFind)
	lab.finished(t, "/api/v1/tip?"+quickTip)
	lab.finished(t, "/api/v1/seeds?"+quickSeeds)
	lab.finished(t, "/api/v1/collapse?"+quickRare)
	for path, want := range map[string][]string{
		"/find":                      {`data-state="idle"`},
		"/find?" + quickFind:         {`data-state="done"`, "Full jitter"},
		"/find.csv?" + quickFind:     {"strategy"},
		"/tip":                       {`data-state="idle"`, "Make it open", "HotOS 2021"},
		"/tip?" + quickTip:           {`data-state="done"`, "tip-loop", "Either side, in the lab"},
		"/tip.csv?" + quickTip:       {"strategy,what,answer", "immediate,recovers,", "immediate,collapsed,"},
		"/collapse":                  {`data-state="idle"`, "Make it open"},
		"/collapse?" + quickRare:     {`data-state="done"`, "No run collapsed"},
		"/collapse.csv?" + quickRare: {"strategy,method,probability", "full,splitting,0,", "full,plain,0,"},
		"/seeds":                     {`data-state="idle"`, "A thousand herds", "figure=success_percent"},
		"/seeds?" + quickSeeds:       {`data-state="done"`, "Open the worst", "with a confidence of 95"},
		"/seeds.csv?" + quickSeeds:   {"strategy,figure,seeds", "full,done_99,20,"},
	} {
		a := lab.get(t, path)
		for _, text := range want {
			if a.status != http.StatusOK || !strings.Contains(a.body, text) {
				t.Errorf("%s: %d without %s", path, a.status, text)
			}
		}
	}
}

// Each field that is wrong is named, and what would take too long is not begun.
func TestStudiesRefuse(t *testing.T) {
	lab := startLab(t)
	for path, field := range map[string]string{
		"find?want=beauty":                  "want",
		"find?goal=beauty":                  "goal",
		"find?want=fewest+calls&vary=x:1":   "vary",
		"find?candidates=1":                 "candidates",
		"tip?of=load":                       "population",
		"tip?of=speed":                      "of",
		"tip?precision=9&population=open":   "precision",
		"tip?within=1ms&population=open":    "within",
		"tip?low=soon&population=open":      "low",
		"collapse?repetitions=1":            "repetitions",
		"collapse?repetitions=8":            "population",
		"seeds?seeds=1":                     "seeds",
		"seeds?figure=beauty":               "figure",
		"seeds?clients=1000000&seeds=10000": "seeds",
	} {
		a := lab.get(t, "/api/v1/"+path)
		if named := fmt.Sprintf(`"field":%q`, field); a.status != http.StatusBadRequest || !strings.Contains(a.body, named) {
			t.Errorf("%s: %d, %.300s; want one with %s", path, a.status, a.body, named)
		}
		if page := lab.ask(t, http.MethodGet, "/"+path, "Accept", "text/html"); page.status != http.StatusBadRequest {
			t.Errorf("page of %s: %d", path, page.status)
		}
	}
	if n := len(lab.Server.studies.Running()); n != 0 {
		t.Errorf("%d studies were begun", n)
	}
}

// A list cannot show a value that it does not have: what is wrong with it names that.
func TestWrongChoicesAreNamed(t *testing.T) {
	lab := startLab(t)
	for _, path := range []string{"/sweep?x=cap:1s,2s&figures=beauty", "/find?goal=beauty", "/find?limits=beauty:3",
		"/tip?population=open&of=beauty", "/tip?population=open&of=load&trigger=beauty", "/seeds?figure=beauty"} {
		if a := lab.get(t, path); a.status != http.StatusBadRequest || !strings.Contains(a.body, "“beauty") {
			t.Errorf("%s: %d does not name it", path, a.status)
		}
	}
}
