package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/internal/labtest"
)

// The bound is one of all strategies together.
func TestTraceIsBounded(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts, c.PageAttempts, c.RunWait = 1000, 1000, 100*time.Millisecond })
	one := lab.get(t, "/api/v1/attempts.csv?clients=100&strategies=full,fixed&strategy=full")
	if one.status != http.StatusOK {
		t.Fatalf("one strategy: %d %s", one.status, one.body)
	}
	if p := lab.get(t, "/api/v1/attempts.csv?clients=100&strategies=full,fixed&rate=5").problem(t); !strings.Contains(p.Detail, "limit of 1\u202f000 attempts") {
		t.Errorf("detail %q", p.Detail)
	}
	release := hold(t, lab.traceClass.Slots)
	defer release()
	if p := lab.get(t, "/api/v1/attempts?clients=3").problem(t); p.Status != http.StatusServiceUnavailable {
		t.Errorf("while the lab is busy: %+v", p)
	}
}

func TestAttemptsAsData(t *testing.T) {
	lab := startLab(t)
	query := "clients=40&rate=20&burst=5&strategies=exponential@20/full@80,full&base=100ms&horizon=1500ms"
	_, results := labtest.Simulated(t, query)
	var all wire.AttemptsAnswer
	body := lab.get(t, "/api/v1/attempts?"+query).body
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	if names := topNames(t, body); strings.Join(names, " ") != "engine query strategies" {
		t.Errorf("names %q", names)
	}
	answer := lab.get(t, "/api/v1/attempts.csv?"+query)
	if kind := answer.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || !strings.HasSuffix(answer.body, "\r\n") {
		t.Errorf("csv is %q", kind)
	}
	lines, err := csv.NewReader(strings.NewReader(answer.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(lines[0], ",") != "strategy,client,attempt,begun_ms,sent_ms,reached_ms,answered_ms,outcome,hedge" {
		t.Errorf("header %q", lines[0])
	}
	lines = lines[1:]
	for i, table := range all.Strategies {
		reached, succeeded := 0, 0
		for k := range table.Client {
			if table.ReachedMS[k] != nil {
				reached++
			}
			if table.Outcome[k] != nil && *table.Outcome[k] == "success" {
				succeeded++
			}
			line := lines[0]
			lines = lines[1:]
			want := []string{table.Strategy, fmt.Sprint(table.Client[k]), strconv.Itoa(table.Attempt[k]), plainly(&table.BegunMS[k]), plainly(&table.SentMS[k]), plainly(table.ReachedMS[k]), plainly(table.AnsweredMS[k]), "", strconv.Itoa(table.Hedge[k])}
			if table.Outcome[k] != nil {
				want[7] = *table.Outcome[k]
			}
			if strings.Join(line, ",") != strings.Join(want, ",") {
				t.Fatalf("line %q, want %q", line, want)
			}
		}
		if r := results[i]; table.Strategy != r.Strategy || reached != r.Attempts || succeeded != r.Successes {
			t.Errorf("%s: %d attempts, %d successes; the run has %d, %d", table.Strategy, reached, succeeded, r.Attempts, r.Successes)
		}
	}
	if len(lines) != 0 {
		t.Errorf("%d lines too many", len(lines))
	}
}

func plainly(ms *float64) string {
	if ms == nil {
		return ""
	}
	return strconv.FormatFloat(*ms, 'f', -1, 64)
}

func TestAttemptsOfOneStrategy(t *testing.T) {
	lab := startLab(t)
	const query = "clients=10&strategies=full,exponential@20/full@80"
	for key, want := range map[string]string{"full": "full", "exponential%4020%2Ffull%4080": "exponential@20/full@80"} {
		body := lab.get(t, "/api/v1/attempts?"+query+"&strategy="+key).body
		if found := regexp.MustCompile(`"strategy":"([^"]*)"`).FindAllStringSubmatch(body, -1); len(found) != 1 || found[0][1] != want {
			t.Errorf("%s: %v", key, found)
		}
	}
	for _, bad := range []string{"fixed", "", "nothing", "%3Cb%3E"} {
		p := lab.get(t, "/api/v1/attempts.csv?"+query+"&strategy="+bad).problem(t)
		if p.Status != http.StatusBadRequest || len(p.Fields) != 1 || p.Fields[0].Field != "strategy" || !strings.Contains(p.Detail, "exponential@20/full@80") {
			t.Errorf("strategy %q: %+v", bad, p)
		}
	}
	if p := lab.get(t, "/api/v1/attempts?"+query+"&strategy=full&strategy=full").problem(t); p.Status != http.StatusBadRequest {
		t.Errorf("twice: %+v", p)
	}
}
