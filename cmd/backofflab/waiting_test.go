package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"backofflab/api"
)

// A server's studies are written as those that are computed here.
func TestServersStudiesAreAlike(t *testing.T) {
	url := startServer(t, func(*api.Config) {})
	twoAxes := []string{"sweep", small, "strategies=full,equal", "--x", "clients:5,9", "--y", "rate:20,40", "--runs", "3", "--figures", "peak,done_99,recovery"}
	for _, args := range [][]string{smallSweep, twoAxes, and(smallFind, "--want", "99 % done within 60 s"), and(smallFind, "--want", "99 % done within 1 s"), smallTip, smallSeeds, smallRare,
		and(smallSeeds, "--seeds", "1"), {"sweep", small}, {"tip", small}} {
		for _, how := range []string{"json", "csv", "table"} { // what is kept counts no runs any more
			args := and(args, "-f", how)
			here, there := call(t, "", args...), call(t, "", and(args, "--server", url)...)
			if here != there {
				t.Errorf("%q:\n%+v\nand by a server\n%+v", args, here, there)
			}
		}
	}
}

// slow is a lab in front of which a study is under way at first, for so many questions. From then on
// then answers, if it is there.
func slow(t *testing.T, answers int, table string, then func()) string {
	url := startServer(t, func(*api.Config) {})
	asked := 0
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked <= answers {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte(`{"state":"running","query":"","done":8,"wanted":40,"left_ms":4000,"table":` + table + `}`))
			return
		}
		if then != nil {
			then()
			<-r.Context().Done()
			return
		}
		http.Redirect(w, r, url+r.URL.RequestURI(), http.StatusFound)
	}))
	t.Cleanup(ts.Close)
	return ts.URL
}

// What a study comes to before it has begun, and in the middle of one that sweeps.
const (
	unbegun   = `{"x":{"field":"clients","values":[],"added":[]},"y":null,"runs":4,"done":0,"cells":[]}`
	halfSwept = `{"x":{"field":"clients","values":["5","40"],"added":[]},"y":null,"runs":4,"done":1,"cells":[{"x":"5","query":"clients=5","failed":null,"strategies":[{"key":"exponential","figures":{}},{"key":"full","figures":{}}]},{"x":"40","query":"","failed":null,"strategies":[]}]}`
)

// A study that is under way is asked for again until it is done, and told how far it is.
func TestStudyUnderWay(t *testing.T) {
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, talks: true}
	status := p.run(t.Context(), and(smallSweep, "--server", slow(t, 3, halfSwept, nil)))
	if here := call(t, "", smallSweep...); status != good || out.String() != here.out {
		t.Errorf("status %d:\n%s\nand here\n%s", status, out.String(), here.out)
	}
	if says := "1 of 2 cells, about 4 s left"; strings.Count(errs.String(), says) != 3 || !strings.HasSuffix(errs.String(), "\r\x1b[K") {
		t.Errorf("%q does not say three times %q and take it away", errs.String(), says)
	}
}

// Ctrl C leaves a server's study to it, with what was known at last.
func TestWaitingIsStopped(t *testing.T) {
	for _, tt := range []struct {
		args       []string
		table, out string
	}{
		{smallSweep, halfSwept, "Stopped: 1 of 2 cells were simulated."},
		{and(smallSweep, "-f", "json"), halfSwept, `{"state":"running"`},
		{smallSweep, unbegun, ""},
		{smallFind, `{"query":"","candidates":null}`, ""},
		{smallTip, `{"query":"","fleets":[]}`, ""},
		{smallSeeds, `{"query":"","fleets":[]}`, ""},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var out, errs bytes.Buffer
		p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }}
		status := p.run(ctx, and(tt.args, "--server", slow(t, 1, tt.table, cancel)))
		if status != interrupted || !strings.Contains(errs.String(), "goes on with it for a while; ask again") || !strings.Contains(out.String(), tt.out) || tt.out == "" && out.Len() > 0 {
			t.Errorf("%q: status %d\n%s%s", tt.args, status, out.String(), errs.String())
		}
	}
}

// An answer that is none to the study is said, and so is a server that is none.
func TestServerWithoutStudies(t *testing.T) {
	short := strings.Replace(halfSwept, `{"key":"full","figures":{}}`, `{"key":"full","figures":{}},{"key":"equal","figures":{}}`, 1)
	for _, tt := range []struct {
		args []string
		url  string
	}{
		{smallSeeds, "127.0.0.1:1"},
		{smallSeeds, slow(t, 1, `"many"`, nil)},
		{smallSeeds, slow(t, 1, `{"done":5,"fleets":[{"strategy":"full"}]}`, nil)},
		{smallTip, slow(t, 1, `{"fleets":[{},{}]}`, nil)},
		{smallFind, slow(t, 1, `{"candidates":[{"strategy":"full"}],"best":1}`, nil)},
		{smallSweep, slow(t, 1, short, nil)},
		{smallSweep, slow(t, 1, strings.Replace(halfSwept, `"values":["5",`, `"values":["5","9",`, 1), nil)},
		{and(smallSweep, "--y", "rate:20,40"), slow(t, 1, halfSwept, nil)},
	} {
		if got := call(t, "", and(tt.args, "--server", tt.url)...); got.status != failed || got.out != "" || !strings.Contains(got.err, "answer") {
			t.Errorf("%q: %+v", tt.args, got)
		}
	}
}
