package experiment

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

var update = flag.Bool("update", false, "write the table of figures in docs/model.md anew")

// A figure is told by one name in each form, in one place, and whoever shows it can say
// what it is.
func TestFiguresAreWhole(t *testing.T) {
	seen := map[string]bool{}
	once := func(form string, name any) {
		if key := fmt.Sprint(form, " ", name); seen[key] {
			t.Errorf("twice: %s", key)
		} else {
			seen[key] = true
		}
	}
	for _, f := range Figures() {
		for form, name := range map[string]string{"JSON": f.JSON, "replications": f.Name, "CSV": f.CSV} {
			if name != "" {
				once(form, name)
			}
		}
		for form, place := range map[string]int{"parts": f.At.Parts, "bands": f.At.Bands, "table": f.At.Table, "pinned": f.At.Baseline, "runs": f.At.Runs} {
			if place > 0 {
				once(form, place)
			}
		}
		what := f.JSON + f.Name + f.CSV
		shown := f.Title != ""
		switch {
		case f.Read == nil:
			t.Errorf("%s is read from nothing", what)
		case (f.At.Bands > 0 || f.Has(OfStudies)) != (f.Name != ""), f.At.Table > 0 != (f.CSV != ""), f.At.Parts > 0 && f.JSON == "":
			t.Errorf("%s has a place without a name, or a name without a place", what)
		case f.Has(Compared) && f.Name == "", f.At.Runs > 0 && f.Name == "":
			t.Errorf("%s is compared without a name", what)
		case (f.At.Baseline > 0 || f.At.Runs > 0) && !shown:
			t.Errorf("%s has a column without a title", what)
		case shown && (f.Of == "" || f.Help.Table+f.Help.Runs == ""):
			t.Errorf("%s has a title, but no unit or no help", what)
		case f.Kind == Time && f.JSON != "" && !strings.HasSuffix(f.JSON, "_ms"), f.Kind == Time && f.CSV != "" && !strings.HasSuffix(f.CSV, "_s"):
			t.Errorf("%s does not say its unit", what)
		}
	}
}

// What a part of a mixed fleet is said to have, it has.
func TestPartsHaveTheirFigures(t *testing.T) {
	result := finished(t, scenariotest.Parse(t, "clients=60&strategies=exponential@50/full@50"))[0]
	sums := map[string]float64{}
	for _, p := range result.Parts {
		for _, f := range Figures() {
			if x, ok := f.Read(PartAsResult(p)); f.Has(OfParts) && ok && f.Kind == Count {
				sums[f.JSON] += x
			}
		}
	}
	for _, f := range Figures() {
		if x, _ := f.Read(result); f.Has(OfParts) && f.Kind == Count && sums[f.JSON] != x {
			t.Errorf("%s of the parts is %v in all, and %v of the fleet", f.JSON, sums[f.JSON], x)
		}
	}
}

// Replications report the figures that have a place there, in its order.
func TestReplicationsReportTheTable(t *testing.T) {
	s := scenariotest.Parse(t, "clients=20&strategies=full&outage=refuse&outage-to=1s&runs=2")
	spreads, err := Replicate(t.Context(), s, 1_000_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, f := range spreads[0].Figures {
		got = append(got, f.Name)
	}
	for _, f := range FiguresBy(func(at Places) int { return at.Bands }) {
		want = append(want, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("replications report %v, the table has %v", got, want)
	}
}

// docs/model.md shows the table as it is: run with -update after a change of it.
func TestFiguresPage(t *testing.T) {
	const path, from, to = "../docs/model.md", "<!-- figures: written by experiment -->\n", "<!-- end of figures -->\n"
	var b bytes.Buffer
	b.WriteString("\n| in results | over replications | in CSV | column | better | told of parts | compared |\n|---|---|---|---|---|---|---|\n")
	for _, f := range Figures() {
		name := func(of string) string {
			if of == "" {
				return ""
			}
			return "`" + of + "`"
		}
		yes := func(t Flags) string {
			if f.Has(t) {
				return "yes"
			}
			return ""
		}
		better := [...]string{"lower", "", "higher"}[f.Better+1]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", name(f.JSON), name(f.Name), name(f.CSV), f.Title, better, yes(OfParts), yes(Compared))
	}
	b.WriteByte('\n')
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), from)
	old, after, ended := strings.Cut(rest, to)
	if !found || !ended {
		t.Fatalf("%s has no place for the figures", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+from+b.String()+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if old != b.String() {
		t.Errorf("%s does not show the figures as they are; run with -update", path)
	}
}

func TestFiguresAreShownWhereTheyMatter(t *testing.T) {
	for raw, want := range map[string]map[string]bool{
		"":                           {"peak_over_capacity": true, "recovery": false, "peak": true},
		"limiter=none":               {"peak_over_capacity": false, "peak": true},
		"outage=refuse&outage-to=1s": {"recovery": true},
	} {
		s, err := scenario.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Figures() {
			if shown, ok := want[f.Name]; ok && f.Shown(s) != shown {
				t.Errorf("%q: %s is shown: %v", raw, f.Name, f.Shown(s))
			}
		}
	}
}

// What passes late is told of the last tenth of the time in which requests begin, without the
// bin that may be cut short.
func TestLateFigures(t *testing.T) {
	begun := make([]int, 50)
	for i := range 41 { // the last request begins in bin 40
		begun[i] = i
	}
	r := sim.Result{Bin: 500 * time.Millisecond, Columns: metrics.Columns{Begun: begun, Completed: make([]int, 50), Attempts: begun}}
	r.Columns.Completed[37], r.Columns.Completed[40], r.Columns.Completed[45] = 8, 100, 100
	one := sim.Result{Bin: time.Second, Columns: metrics.Columns{Begun: []int{5}, Completed: []int{5}, Attempts: []int{5}}}
	wants := map[string]float64{"late_offered": (36 + 37 + 38 + 39) / 2.0, "late_goodput": 4, "late_attempts": 75}
	for _, f := range Sampled() {
		want, late := wants[f.Name]
		if !late {
			continue
		}
		if got, ok := f.In(r); !ok || got != want {
			t.Errorf("%s is %v, want %v", f.Name, got, want)
		}
		if x, ok := f.In(one); ok {
			t.Errorf("%s of one bin is %v", f.Name, x)
		}
	}
}
