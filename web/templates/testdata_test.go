package templates

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"backofflab/web/templates/chart"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

// golden compares got with a file in testdata.
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

// samplePage is a page with one of everything, and a problem.
func samplePage() Page {
	r := chart.Sample()
	return Page{
		Static: "/static/x", Path: "/", Run: &r,
		Strip: Strip{
			Places: [][]Control{{sampleControls[2], sampleControls[0]}},
			Kept:   []Control{sampleControls[1], {Name: "queue", Value: "5", Default: "100"}},
		},
		Ask:      chart.Ask{Name: "Stress", Lead: "A crowd. What comes next?"},
		Picked:   chart.Picked{Name: "Stress", Situation: "A thousand clients at once"},
		Problems: []Problem{{Field: "rate", Message: "is not a number"}},
	}
}

// sampleControls are one of every kind, the first with a problem, the third without a use.
var sampleControls = []Control{
	{Name: "rate", Label: "Rate", Value: "x", Shown: "x", Default: "20", Slide: &Slide{From: "1", To: "1000"}, Problem: "is not a number", Words: []string{"RPM"}},
	{Name: "limiter", Label: "Limiter", Value: "token-bucket", Default: "token-bucket", Choices: []Choice{{"token-bucket", "Token bucket"}}},
	{Name: "window", Label: "Window", Value: "1s", Shown: "1 s", Default: "1s", Unmet: true, Needs: []Need{{Field: "limiter", Values: []string{"fixed-window", "sliding-log"}}}, Why: "Only with limiter fixed window"},
	{Name: "retry-on", Label: "Retry on", Value: "rejected", Default: "rejected", List: true, Choices: []Choice{{"rejected", "Rejected"}, {"failed", "Failed"}}},
	{Name: "timeout", Label: "Timeout", Value: "0s", Shown: "None", Off: "None", Default: "0s"},
	{Name: "seed", Label: "Seed", Value: "1", Shown: "1", Default: "1", Roll: true},
}

// sampleSettings are settings with one of everything, and a problem.
func sampleSettings() Settings {
	return Settings{
		Static: "/static/x", Path: "/?rate=x",
		Groups: []ControlGroup{{Title: "Retry policy", Open: true, Strategies: true, Controls: slices.Clone(sampleControls)}},
		Toggles: []Toggle{
			{Strategy: chart.Sample().Series[1].Strategy, Formula: "U(0, e(k))", On: true, Default: true},
			{Strategy: chart.Strategy{Key: "lib:a.b", Name: "A", Tone: "plum"}, On: true},
		},
		Libraries: []LibraryGroup{{Language: "Go", Common: "100 ms to 10 s", Libraries: []Library{{Key: "lib:a.b", Name: "A", Version: "1", On: true}, {Key: "lib:c", Name: "C", Version: "2"}}}},
		Problems:  []Problem{{Field: "rate", Message: "is not a number"}},
	}
}

// sampleProof has a claim that holds, and a longer one that does not.
func sampleProof() Proof {
	many := Claim{
		ID: "table", Title: "The table of delays", Source: "A study", SourceURL: "https://example.org/study",
		Says: "Twelve delays.", Tolerance: "1 %.", Note: "12 rows, one of them off",
	}
	for i := range 12 {
		row := ProofRow{What: "Delay " + strconv.Itoa(i), Theirs: "1.00", Ours: "1.00", Off: "0.0 %", Pass: i != 3}
		if !row.Pass {
			row.Ours, row.Off = "1.10", "10.0 %"
		}
		many.Rows = append(many.Rows, row)
	}
	return Proof{
		Static: "/static/x", Lead: "What others published, and what this lab makes of it.", Summary: "1 of 2 reproduced",
		Claims: []Claim{{
			ID: "herd", Title: "Jitter breaks the herd", Source: "A post & more", SourceURL: "https://example.org/post",
			Says: "With jitter there are fewer calls.", Note: "Read from a chart.", Pass: true, Link: "/?clients=1",
			Rows: []ProofRow{{What: "Calls", Theirs: "about 50", Ours: "51", Off: "2 %", Pass: true, Link: "/?clients=2"}},
		}, many},
	}
}
