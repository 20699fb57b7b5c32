package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/experiment/job"
)

// Sweeps of tests: one that is soon done, a map, and one that never ends.
const (
	quickSweep = "clients=20&strategies=fixed,full&runs=3&x=cap:1s,5s&refine=0"
	mapSweep   = "clients=20&strategies=fixed,full&runs=2&x=cap:1s,5s&y=base:10ms,100ms,200ms"
	slowSweep  = "clients=20&seed=7&runs=2&x=cap:1s,5s"
)

// seldom is a runner that never comes to the end of what has seed 7.
type seldom struct{}

func (seldom) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	if strings.Contains(tasks[0].Query, "seed=7") {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	return job.Local{Workers: 1}.Run(ctx, tasks, done)
}

type sweepAnswer = wire.StudyAnswer[wire.SweepAnswer]

// swept asks for a sweep until it is done.
func (l *lab) swept(t *testing.T, query string) sweepAnswer {
	t.Helper()
	for ends := time.Now().Add(time.Minute); ; {
		a := l.get(t, "/api/v1/sweep?"+query)
		var answer sweepAnswer
		if err := json.Unmarshal([]byte(a.body), &answer); err != nil {
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		}
		if a.status == http.StatusOK {
			return answer
		}
		if a.status != http.StatusAccepted || a.header.Get("Retry-After") == "" || answer.State != "running" || time.Now().After(ends) {
			t.Fatalf("%d: %.300s", a.status, a.body)
		}
	}
}

func TestSweepJSON(t *testing.T) {
	lab := startLab(t)
	a := lab.swept(t, quickSweep)
	cells := a.Table.Cells
	if a.State != "done" || a.Query != quickSweep || a.Table.Y != nil || len(cells) != 2 || a.Table.Done != 2 || a.Table.Runs != 3 || a.Done != a.Wanted {
		t.Fatalf("%+v", a)
	}
	for _, cell := range cells {
		full := cell.Strategies[1]
		if cell.Failed != nil || full.Key != "full" || full.Figures["attempts"].Runs != 3 || !(full.Figures["attempts"].Mean >= 20) || !(full.Figures["last_success"].Mean > 0) || len(full.Figures) != 2 {
			t.Errorf("%+v", cell)
		}
	}
	if m := lab.swept(t, mapSweep).Table; m.Y == nil || m.Y.Field != "base" || len(m.Cells) != 6 || m.Cells[5].X != "5s" || m.Cells[5].Y != "200ms" {
		t.Errorf("%+v", m)
	}
}

// What cannot be simulated is one cell, with its reason, and the others are there.
func TestSweepHasCellsThatFail(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StudyAttempts = 500 })
	a := lab.swept(t, "strategies=full&runs=2&x=clients:5,5000&refine=0")
	if cells := a.Table.Cells; cells[0].Failed != nil || len(cells[0].Strategies) != 1 || cells[1].Failed == nil || len(cells[1].Strategies) != 0 {
		t.Errorf("%+v", cells)
	}
	page := lab.get(t, "/sweep?strategies=full&runs=2&x=clients:5,5000&refine=0").body
	if !strings.Contains(page, "Not simulated") || !strings.Contains(page, `data-state="done"`) {
		t.Error("the page does not say what was not simulated")
	}
}

// Each field that is wrong is named, and a sweep that would take too long is not begun.
func TestSweepRefuses(t *testing.T) {
	lab := startLab(t)
	for query, field := range map[string]string{
		"":                              "x",
		"x=":                            "x",
		"x=cap":                         "x",
		"x=colour:red":                  "x",
		"x=strategies:full,fixed":       "x",
		"x=cap:soon":                    "x",
		"x=cap:1s,2s&y=cap:1s":          "y",
		"x=cap:1s,2s&y=nonsense:1":      "y",
		"x=cap:1s,2s&refine=many":       "refine",
		"x=cap:1s,2s&figures=beauty":    "figures",
		"x=cap:1s,2s&runs=0":            "runs",
		"x=cap:1s,2s&rate=nonsense":     "rate",
		"x=clients:lin(1,1000000,1000)": "x",
		"x=cap:log(1s,1h,200)&y=base:log(1ms,1s,200)":            "x",
		"clients=1000000&runs=100&x=cap:log(1s,1h,200)&refine=0": "x",
	} {
		a := lab.get(t, "/api/v1/sweep?"+query)
		if named := fmt.Sprintf(`"field":%q`, field); a.status != http.StatusBadRequest || !strings.Contains(a.body, named) {
			t.Errorf("%s: %d, %.300s; want one with %s", query, a.status, a.body, named)
		}
		page := lab.ask(t, http.MethodGet, "/sweep?"+query, "Accept", "text/html")
		if asks := strings.Contains(query, "x="); asks && (page.status != http.StatusBadRequest || !strings.Contains(page.body, "class=\"problem")) {
			t.Errorf("page of %s: %d", query, page.status)
		}
	}
	if n := len(lab.Server.studies.Running()); n != 0 {
		t.Errorf("%d studies were begun", n)
	}
}

// Who asks for what somebody else asks for gets the same study.
func TestSweepIsShared(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Runner = seldom{}; c.StudyWait = time.Millisecond })
	for _, query := range []string{slowSweep, "x=cap:+5s+1s&runs=2&seed=7&clients=20"} {
		if a := lab.get(t, "/api/v1/sweep?"+query); a.status != http.StatusAccepted {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	if n := len(lab.Server.studies.Running()); n != 1 {
		t.Errorf("%d studies, want 1", n)
	}
}

// A form that is sent becomes a link, a page without a script says how far the study is, and can
// cancel it.
func TestSweepPage(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Runner = seldom{}; c.StudyWait = time.Millisecond })
	empty := lab.get(t, "/sweep?clients=50&title=Mine")
	if empty.status != http.StatusOK || strings.Count(empty.body, `<li class="card">`) != 3 || !strings.Contains(empty.body, `data-state="idle"`) || !strings.Contains(empty.body, `href="/?clients=50"`) {
		t.Errorf("%d: %s", empty.status, empty.body)
	}
	sent := url.Values{"clients": {"20"}, "seed": {"7"}, "x": {"cap"}, "x-values": {"5s, 1s"}, "y": {""}, "y-values": {""}, "runs": {"2"}, "refine": {""}, "figures": {"attempts", "last_success"}}
	a := lab.get(t, "/sweep?"+sent.Encode())
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/sweep?"+slowSweep {
		t.Fatalf("%d to %s", a.status, a.header.Get("Location"))
	}
	page := lab.get(t, "/sweep?"+slowSweep)
	if page.status != http.StatusOK || !strings.Contains(page.body, `data-state="running"`) || !strings.Contains(page.body, "Look again") || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d: %s", page.status, page.body)
	}
	stopped := lab.ask(t, http.MethodPost, "/sweep/cancel?"+slowSweep)
	if stopped.status != http.StatusOK || !strings.Contains(stopped.body, `data-state="cancelled"`) || !strings.Contains(stopped.body, "Resume") {
		t.Errorf("%d: %.500s", stopped.status, stopped.body)
	}
	if again := lab.ask(t, http.MethodPost, "/sweep/cancel?"+slowSweep); again.status != http.StatusSeeOther {
		t.Errorf("cancelled twice: %d", again.status)
	}
}

func TestSweepCSV(t *testing.T) {
	lab := startLab(t)
	lab.swept(t, mapSweep)
	a := lab.get(t, "/sweep.csv?"+mapSweep)
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.status != http.StatusOK || len(rows) != 1+6*2 || strings.Join(rows[0][:5], " ") != "cap base strategy attempts_runs attempts_mean" {
		t.Fatalf("%d, %d rows: %v", a.status, len(rows), err)
	}
	if last := rows[12]; last[0] != "5s" || last[1] != "200ms" || last[2] != "full" || last[3] != "2" {
		t.Errorf("%q", last)
	}
}

// The small sweep beside a run has five values, one of them that of the run, or says why not.
func TestCapsBesideARun(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/fragment/caps?strategies=fixed,full&clients=50")
	if a.status != http.StatusOK || strings.Count(a.body, `class="try"`) != 5 || strings.Count(a.body, `aria-current`) != 1 || !strings.Contains(a.body, `data-query="clients=50&amp;strategies=fixed,full&amp;cap=1.25s"`) {
		t.Errorf("%d: %s", a.status, a.body)
	}
	for query, why := range map[string]string{
		"strategies=fixed":                "No strategy of this run uses the cap",
		"clients=1000000&strategies=full": "This run is too large",
	} {
		if a := lab.get(t, "/fragment/caps?"+query); a.status != http.StatusOK || !strings.Contains(a.body, why) || strings.Contains(a.body, `class="try"`) {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	if a := lab.get(t, "/fragment/caps?cap=soon"); a.status != http.StatusBadRequest {
		t.Errorf("%d", a.status)
	}
}
