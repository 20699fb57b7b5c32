package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"backofflab/api/problem"
	"backofflab/internal/labtest"
	"backofflab/sim"
)

// hostile are queries that ask for nothing that can be, and the field to blame.
var hostile = []struct{ query, field string }{
	{"rate=NaN", "rate"}, {"rate=Inf", "rate"}, {"rate=-Inf", "rate"}, {"rate=1e308", "rate"}, {"rate=5e-324", "rate"}, {"rate=-0", "rate"},
	{"fail=NaN", "fail"}, {"factor=Inf", "factor"}, {"permanent=-1", "permanent"}, {"fail=1.1", "fail"},
	{"clients=-1", "clients"}, {"clients=0", "clients"}, {"clients=1.5", "clients"}, {"clients=1000000000", "clients"},
	{"clients=9223372036854775808", "clients"}, {"clients=0x10", "clients"}, {"clients=1.000", "clients"},
	{"clients=%EF%BC%95", "clients"}, {"clients=%2B5", "clients"}, {"clients=", "clients"},
	{"clients=5&clients=6", "clients"}, {"Clients=5", "Clients"}, {"clients=5%00", "clients"}, {"clients=%ff", "clients"},
	{"clients=%C0%B5", "clients"}, {"clients=%zz", "clients"}, {"%ff=1", "query"}, {"&&&", "query"},
	{"v=99", "v"}, {"jitter=full", "jitter"}, {"preset=none", "preset"},
	{"strategies=" + strings.Repeat("full,", 300), "strategies"}, {"strategies=full,full", "strategies"}, {"strategies=best", "strategies"},
	{strings.Repeat("a=1&", 200), "query"}, {"seed=" + strings.Repeat("1", 3996), "query"},
	{"seed=18446744073709551615", "seed"}, {"seed=18446744073709551616", "seed"}, {"seed=-1", "seed"}, {"seed=9007199254740993", "seed"},
	{"cap=1us", "cap"}, {"factor=0", "factor"}, {"factor=-2", "factor"}, {"factor=1000000000", "factor"},
	{"attempts=0", "attempts"}, {"attempts=2147483648", "attempts"}, {"rate=0", "rate"}, {"burst=0", "burst"},
	{"window=0s", "window"}, {"limiter=none-such", "limiter"}, {"base=1e400s", "base"}, {"cap=999999999h", "cap"},
	{"base=-1s", "base"}, {"horizon=1ns", "horizon"}, {"bin=0s", "bin"},
	{"limiter=%3Cscript%3E", "limiter"}, {"preset=%E2%80%AE", "preset"}, {"preset=%0Aadmin", "preset"},
}

func TestHostileQueriesGetAnAnswerThatNamesTheField(t *testing.T) {
	lab := startLab(t)
	for _, row := range hostile {
		for _, path := range []string{"/api/v1/run", "/chart/load.svg", "/chart/completion.svg"} {
			a := lab.get(t, path+"?"+row.query)
			if a.status != http.StatusBadRequest {
				t.Errorf("%s?%.80s: %d", path, row.query, a.status)
				continue
			}
			p := a.problem(t)
			if len(p.Fields) == 0 || p.Fields[0].Field != row.field || p.Fields[0].Message == "" {
				t.Errorf("%s?%.80s: %+v", path, row.query, p.Fields)
			}
			if len(a.body) > 8000 || strings.ContainsAny(a.body, "\x00\u202e") {
				t.Errorf("%s?%.80s: the answer repeats too much of it", path, row.query)
			}
		}
		if a := lab.get(t, "/?"+row.query); a.status != http.StatusBadRequest || !strings.Contains(a.body, `data-state="error"`) {
			t.Errorf("/?%.80s: %d", row.query, a.status)
		}
	}
	if strings.Contains(lab.log.String(), "panic") {
		t.Error("something panicked")
	}
}

func TestAllBadFieldsAreNamedAtOnce(t *testing.T) {
	p := startLab(t).get(t, "/api/v1/run?clients=0&rate=-1&nonsense=1&base=soon").problem(t)
	var names []string
	for _, f := range p.Fields {
		names = append(names, f.Field)
	}
	for _, want := range []string{"clients", "rate", "nonsense", "base"} {
		if !strings.Contains(strings.Join(names, " "), want) {
			t.Errorf("%s is not among %q", want, names)
		}
	}
}

func TestRunOverTheBudgetIs422(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts = 1000 })
	for _, path := range []string{"/api/v1/run?", "/chart/load.svg?"} {
		for _, query := range []string{labtest.Stress, "clients=1000000&strategies=immediate&spread=0s"} {
			a := lab.get(t, path+query)
			if p := a.problem(t); a.status != http.StatusUnprocessableEntity || !strings.Contains(p.Detail, "1\u202f000") {
				t.Errorf("%s%s: %d %s", path, query, a.status, p.Detail)
			}
		}
	}
	labtest.Eventually(t, "the runs are gone", func() bool { return lab.pool.UnderWay() == 0 })
}

func TestBusyLabIs503(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = time.Millisecond; c.Runs = 1 })
	release := hold(t, lab.runClass.Slots)
	defer release()
	defer hold(t, lab.traceClass.Slots)()
	for _, path := range []string{"/api/v1/run", "/chart/load.svg", "/details", "/fragment/part/findings", "/api/v1/attempts"} {
		a := lab.get(t, path)
		a.problem(t)
		if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, a.status, a.header.Get("Retry-After"))
		}
	}
	for _, path := range []string{"/", "/compare?with=v=1"} { // a page streams once there is a slot
		if a := lab.get(t, path); a.status != http.StatusOK || !strings.Contains(a.body, `data-state="streaming"`) || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	release()
	if a := lab.get(t, "/"); a.status != http.StatusOK || strings.Contains(a.body, `data-state="streaming"`) {
		t.Errorf("%d once there is a slot", a.status)
	}
}

func TestPeopleGetWaysOn(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts = 1 })
	for _, row := range []struct {
		name, target string
		status       int
		holds        []string
	}{
		{"nothing there", "/nothing", http.StatusNotFound, []string{"<h1>There is nothing at this address</h1>", `href="/scenarios"`, `href="/?preset=chaos"`, `<a class="primary" href="/">`}},
		{"a preset by its name", "/stress", http.StatusNotFound, []string{"Did you mean “Stress”?", `<a class="primary" href="/?preset=stress">`}},
		{"a document that is none", "/docs/modell", http.StatusNotFound, []string{`<a class="primary" href="/docs/model">`}},
		{"the API without a name", "/api", http.StatusNotFound, []string{`<a class="primary" href="/docs/api">`}},
		{"a picture of bad values", "/chart/load.svg?rate=nonsense&clients=9", http.StatusBadRequest,
			[]string{"<b>rate</b>", "nonsense", `href="/?rate=nonsense&amp;clients=9"`}},
		{"a hostile query", `/chart/load.svg?rate="><script>`, http.StatusBadRequest, []string{"&lt;script&gt;"}},
	} {
		a := lab.ask(t, "GET", row.target, "Accept", "text/html")
		if a.status != row.status || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.body, lab.static.prefix+"/manual.css") {
			t.Errorf("%s: %d %v", row.name, a.status, a.header)
		}
		for _, want := range row.holds {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: no %s in %s", row.name, want, a.body)
			}
		}
		if strings.Contains(a.body, "<script>") {
			t.Errorf("%s: the query became markup", row.name)
		}
	}
	// What the lab says of its bounds, it says to a person in its own page.
	page := problemPage(problem.Of(&sim.LimitError{}), "clients=9")
	if page.Ways[0].Path != "/?clients=9" || !strings.Contains(page.Detail, "fewer clients") {
		t.Errorf("too large: %+v", page)
	}
}
