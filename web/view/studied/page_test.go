package studied

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backofflab/experiment/sweep"
	"backofflab/scenario"
	"backofflab/studies"
	templates "backofflab/web/templates/study"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write what is rendered as the golden files")

func render(t *testing.T, markup templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := markup.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "><", ">\n<")
}

// golden compares markup with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is rendered; look at the difference, then run with -update", path)
	}
}

// pageOf is the page of a query, as its handler asks for it.
func pageOf(t *testing.T, raw string) templates.Page {
	t.Helper()
	var problems scenario.FieldErrors
	if _, err := sweep.Parse(raw); err != nil && raw != "" && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	return SweepPage(raw, problems)
}

func TestGolden(t *testing.T) {
	curves := sweepOf(t, "strategies=exponential,full&runs=10&x=cap:1s,10s,60s")
	some := tableOf(curves, first, empty, second)
	some.Xs[2].Added = true
	maps := sweepOf(t, "strategies=exponential,full&runs=10&x=cap:1s,10s&y=base:10ms,1s")
	cells := tableOf(maps, first, nobody, empty, second)
	cells.Cells[1].Fleets, cells.Cells[1].Failed = nil, "It is too large."
	golden(t, "curves.html", render(t, templates.SweepFoundView(SweepFound(curves, some))))
	golden(t, "maps.html", render(t, templates.SweepFoundView(SweepFound(maps, cells))))
	golden(t, "idle.html", render(t, templates.View(SweepPage("clients=50", nil))))
	golden(t, "wrong.html", render(t, templates.View(pageOf(t, "x=cap:soon&y=colour:red&runs=many&rate=0"))))
}

// What the form sends is what a link says; a link stays as it is.
func TestPlain(t *testing.T) {
	for sent, want := range map[string]string{
		"x=cap:1s,2s":        "x=cap:1s,2s",
		"rate=50&x=cap%3A1s": "rate=50&x=cap%3A1s",
		"x=cap&x-values=1s..9s+log+3&y=&y-values=":                                            "x=cap%3A1s..9s+log+3",
		"rate=50&x=cap&x-values=1s&y=base&y-values=1ms,2ms&figures=lost&figures=peak&refine=": "rate=50&figures=lost,peak&x=cap%3A1s&y=base%3A1ms%2C2ms",
		"title=Mine&with=v=1&note=n&predict=yes&rate=50":                                      "rate=50",
		"x=cap&x-values=": "x=cap",
	} {
		if got := Plain(sent); got != want {
			t.Errorf("%s: %s, want %s", sent, got, want)
		}
	}
}

// What stands in the form for a link means the same when it is sent.
func TestFormsAreKind(t *testing.T) {
	for values, want := range map[string]string{
		"lin(10,190,19)": "10 to 190 in 19", "log(1s,60s,7)": "1s to 60s log 7", "1s,5s, 9s": "1s, 5s, 9s", "1..3 step 1": "1..3 step 1",
	} {
		if got := kindly(values); got != want {
			t.Errorf("%s: %q, want %q", values, got, want)
		}
	}
	for _, axis := range []string{"clients:lin(10,190,19)", "cap:log(1s,1m,7)", "cap:1s,5s"} {
		field, values, _ := strings.Cut(axis, ":")
		again := sweepOf(t, Plain("x="+field+"&x-values="+strings.ReplaceAll(kindly(values), " ", "+")))
		if again.X.String() != axis {
			t.Errorf("%s comes back as %s", axis, again.X)
		}
	}
}

// Whatever the scenario, the examples and the suggestions are sweeps that can be asked for.
func TestExamplesAndSuggestionsAreSweeps(t *testing.T) {
	scenarios := []scenario.Scenario{scenario.Default()}
	for _, p := range scenario.Presets() {
		scenarios = append(scenarios, p.Scenario())
	}
	for i, s := range scenarios {
		for _, e := range examplesOf(s) {
			if _, err := sweep.Parse(strings.TrimPrefix(e.Path, sweepPath+"?")); err != nil {
				t.Errorf("%s: %v", e.Path, err)
			}
		}
		for _, f := range sweepable() {
			if i%16 > 0 {
				break // enough of them
			}
			values := suggestion(s, f)
			if values == "" {
				continue
			}
			if _, err := sweep.Parse("x=" + f.Name + ":" + strings.ReplaceAll(values, " ", "+")); err != nil {
				t.Errorf("%s %q: %v", f.Name, values, err)
			}
		}
	}
}

func TestStates(t *testing.T) {
	for _, row := range []struct {
		state      studies.State
		name, says string
	}{
		{studies.State{}, templates.Running, "3 of 9 cells: waiting for others to end"},
		{studies.State{Begun: true}, templates.Running, "3 of 9 cells"},
		{studies.State{Begun: true, Left: 4 * time.Second}, templates.Running, "3 of 9 cells, about 4\u00a0s left"},
		{studies.State{Begun: true, Over: true}, templates.Done, "3 of 9 cells"},
		{studies.State{Over: true, Err: studies.ErrCancelled}, templates.Cancelled, "Cancelled at 3 of 9 cells. What was simulated is kept for a while: resume to go on from there."},
		{studies.State{Over: true, Err: errors.New("secret")}, templates.Failed, "Not finished: 3 of 9 cells."},
	} {
		got := StateOf(row.state, "3 of 9 cells", 1.0/3)
		if got.State != row.name || got.Says != row.says || strings.Contains(got.Why, "secret") || (got.Why != "") != (row.name == templates.Failed) {
			t.Errorf("%+v: %+v", row.state, got)
		}
	}
}

// The small sweep has the current cap among its values, and none below what the field takes.
func TestCapSweep(t *testing.T) {
	s := scenario.Default()
	small, why := CapSweepOf(s)
	if why != "" || strings.Join(small.X.Values, " ") != "1.25s 2.5s 5s 10s 20s" || len(small.Scenario.Strategies) != 1 || small.Estimate() > capTime {
		t.Fatalf("%s %v", why, small.X.Values)
	}
	found := CapOf(s, small, tableOf(small, first, first, first, first, first), "")
	if len(found.Rows) != 5 || !found.Rows[2].On || found.Rows[0].On || found.Rows[4].Calls.High != 1 || !strings.Contains(found.Line, "with a cap of 1.25") {
		t.Errorf("%+v", found)
	}
	s.Cap = 2 * time.Millisecond
	if small, _ = CapSweepOf(s); strings.Join(small.X.Values, " ") != "1ms 2ms 4ms 8ms" {
		t.Errorf("%v", small.X.Values)
	}
}
