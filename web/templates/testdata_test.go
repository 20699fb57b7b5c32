package templates

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
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

// sample is a small run: a herd that halves, and a steady trickle. One name has
// to be escaped.
func sample() Run {
	herd := Series{
		Strategy: Strategy{Key: "exponential@20/lib:a.b@80", Name: "20 % No jitter, 80 % <&>", Tone: "gold"},
		Caption:  Caption{"160", "/s peak · 8.0× capacity"},
		Finish:   Caption{"10.0 s", " until the last is done"},
	}
	calm := Series{
		Strategy: Strategy{Key: "full", Name: "Full jitter", Tone: "green"},
		Caption:  Caption{"40", "/s peak · 2.0× capacity"},
		Finish:   Caption{"5.0 s", " until the last is done"},
	}
	for bin := range 40 {
		attempts := 0
		if bin&(bin-1) == 0 {
			attempts = 40 / max(1, bin)
		}
		herd.Attempts = append(herd.Attempts, attempts)
		herd.Completed = append(herd.Completed, min(attempts, 5))
		calm.Attempts = append(calm.Attempts, max(0, 10-bin/2))
		calm.Completed = append(calm.Completed, min(2, max(0, 10-bin/2)))
	}
	frame := Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: 20, Burst: 5, Total: 40, Noun: "clients", Peak: 40}
	return Run{
		Title: "Same 40 clients, same limit. Only the wait between retries changes.",
		Lead:  "40 clients call at once.", LoadTitle: "No jitter peaks at 160/s & full jitter at 40/s",
		DoneTitle: "Everyone got through", Footer: "Seed 1", SimulatedS: "10.0 s",
		CostTitle: "No jitter makes most attempts", HerdTitle: "No jitter comes back in one wave", Note: "The run stopped early.",
		Frame:  frame,
		Series: []Series{herd, calm},
		Rows: []Row{
			{Strategy: herd.Strategy, Attempts: herd.Attempts, Cells: make([]string, len(Columns(frame)))},
			{Strategy: Strategy{Key: "exponential", Name: "No jitter", Tone: "gold"}, Part: true, Cells: make([]string, len(Columns(frame)))},
			{Strategy: calm.Strategy, Attempts: calm.Attempts, Cells: make([]string, len(Columns(frame)))},
		},
		Herds: []Herd{
			{Strategy: herd.Strategy, Waves: []Wave{{When: "1.0 s", Retries: "30", Clients: "28"}, {When: "3.0 s", Retries: "9", Clients: "9"}}},
			{Strategy: calm.Strategy},
		},
		Spread: &Replications{
			Title: "Over 50 runs", Sub: "Median and range.", Columns: []Column{{Title: "Peak", Unit: "/s"}},
			Rows: []SpreadRow{{Strategy: herd.Strategy, Cells: []SpreadCell{{"160", "150–170"}}}, {Strategy: calm.Strategy, Cells: []SpreadCell{{"40", "38–44"}}}},
		},
	}
}

// unbounded is the sample without a capacity and without an end that is known
// beforehand.
func unbounded() Run {
	r := sample()
	r.Frame.Rate, r.Frame.Burst, r.Frame.Total, r.Frame.Done, r.Frame.Noun = 0, 0, 0, 45, "requests"
	r.Series[1].Caption = Caption{"40", "/s peak"}
	return r
}

// samplePage is a page with one of everything, and a problem.
func samplePage() Page {
	r := sample()
	return Page{
		Static: "/static/x", Path: "/", Run: &r,
		Controls: []ControlGroup{{Title: policyGroup, Open: true, Controls: []Control{
			{Name: "rate", Label: "Rate", Value: "x", Default: "20", Steps: []string{"1", "20"}, Problem: "is not a number"},
			{Name: "limiter", Label: "Limiter", Value: "token-bucket", Default: "token-bucket", Choices: []Choice{{"token-bucket", "Token bucket"}}},
			{Name: "window", Label: "Window", Value: "1s", Default: "1s", Unmet: true, Needs: []Need{{"limiter", []string{"fixed-window", "sliding-log"}}}},
			{Name: "retry-on", Label: "Retry on", Value: "rejected", Default: "rejected", List: true, Choices: []Choice{{"rejected", "Rejected"}, {"failed", "Failed"}}},
		}}},
		Toggles: []Toggle{
			{Strategy: r.Series[1].Strategy, Formula: "U(0, e(k))", On: true, Default: true},
			{Strategy: Strategy{Key: "lib:a.b", Name: "A", Tone: "plum"}, On: true},
		},
		Libraries: []LibraryGroup{{Language: "Go", Libraries: []Library{{Key: "lib:a.b", Name: "A", Version: "1", On: true}, {Key: "lib:c", Name: "C", Version: "2"}}}},
		Ask:       Ask{Name: "Stress", Lead: "A crowd. What comes next?"},
		Presets:   []Preset{{Key: "stress", Name: "Stress", Path: "/?preset=stress", Active: true}},
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
