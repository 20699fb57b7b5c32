package found

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, markup templ.Component) string {
	t.Helper()
	got, err := chart.Render(t.Context(), markup)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".html")
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
	return got
}

var (
	full  = chart.Strategy{Key: "full", Name: "Full jitter", Tone: "green"}
	plain = chart.Strategy{Key: "exponential", Name: "No jitter", Tone: "gold"}
	best  = Policy{Strategy: full, Settings: "Base delay 200 ms", Path: "/?base=200ms"}
	own   = Policy{Strategy: plain, Path: "/", Mark: "yours"}
)

func sampleForm() Form {
	return Form{
		Path: "/find", Kept: []Kept{{"clients", "60"}}, Rest: []Kept{{"candidates", "12"}},
		Want: Box{Name: "want", Label: "What do you want?", Value: "99 % done within 30 s", Example: "as few wasted calls as possible", Help: "A goal, and limits."},
		Goal: "As few wasted calls as possible", Chips: []Chip{{"99 % done within 30 s", "/find?goal=wasted_per_request"}},
		Goals:  []Choice{{"peak", "A peak as low as possible", false}, {"lost", "As few lost as possible", true}},
		Limits: []Limit{{Number: 1, Figures: []Choice{{"done_99", "Time until 99 % are done, at most", true}}, Value: "soon", Problem: "Write a duration."}, {Number: 2}},
		Vary:   []Vary{{Number: 1, Fields: []Choice{{"base", "Base delay", true}}, Values: "1s,2s"}, {Number: 2, Problem: "Name base once."}},
		Usual:  []string{"Base delay: 1 s, 2 s"}, Open: true,
		Most: Box{Name: "candidates", Label: "Policies, at most", Value: "1", Problem: "From 2 to 2,000."}, Indifferent: Box{Name: "indifference", Label: "I do not care below", Value: "2 %"}, Confident: Box{Name: "confidence", Label: "How sure", Value: "95 %"},
	}
}

func sampleFound() Found {
	return Found{
		Asked: "Looked for: as few wasted calls as possible.",
		Best: &Card{
			Says: "The best:", Title: "Full jitter with base delay 200 ms", Strategy: full, Promise: "With a probability of at least 95 %.", Effort: "The choice took 1,660 runs.",
			Settings: []Setting{{"Base delay", "200 ms", "100 ms"}}, Figures: []Figure{{Label: "Wasted calls per client", Mean: "2.05", Range: "2.04 to 2.06"}, {Label: "Peak", Mean: "4×", Limit: "at most 3×", Broken: true}},
			Lab: "/?base=200ms", Use: "/export?base=200ms&strategy=full", Compare: "/?strategies=full(base%3D200ms)",
		},
		Alike: &Alike{Title: "Cannot tell these two apart", Says: "One other is as good.", Policies: []Policy{best}, More: "And 2 others."},
		Rivals: &Rivals{Sub: "Means of 40 runs.", Goal: "Wasted calls per client", Limits: []string{"A peak of at most 3×"}, Rows: []Rival{
			{Policy: best, Best: true, Mean: "2.05", Gap: "the best", Limits: []Figure{{Mean: "2.9×", Limit: "kept"}}},
			{Policy: own, Mean: "2.10", Range: "2.00 to 2.20", Gap: "no clear difference", Unsure: true, Limits: []Figure{{Mean: "4×", Limit: "broken", Broken: true}}},
		}},
		Front: &Front{
			Title: "What each costs", Sub: "A dot is a policy.", Says: "On the front are 2 policies.", Sentence: "The policies by three figures", Completion: "Time until 99 % are done", X: chart.TimeUpto(31),
			Panels: [2]Panel{{"Wasted calls per client", chart.Upto(9, 1, "")}, {"Peak", chart.Upto(300, 1, "/s")}}, Missing: "1 policy lies outside.",
			Points: samplePoints(), Heads: [3]string{"Time", "Wasted", "Peak"}, Rows: []Row{{Policy: best, Best: true, Values: [3]string{"16 s", "2.05", "90/s"}, Certain: true}, {Policy: own, Values: [3]string{"10 s", "8.00", "250/s"}}},
		},
		Out: &Out{Title: "What became of 4 policies", Reasons: []Reason{{"3", "are clearly behind another in the race", 0.75, false}, {"1", "are left", 0.25, true}}, Failed: "1 of 4 policies could not be simulated."},
	}
}

func samplePoints() []Point {
	return []Point{
		{Number: 3, Strategy: full, Path: "/?base=9s", Says: "Full jitter", Share: 0.5, Up: [2]float64{0.5, 0.5}},
		{Number: 0, Strategy: plain, Label: "No jitter, yours", Path: "/", Says: "No jitter", Share: 1, Up: [2]float64{1, 0.4}, Beyond: [2]bool{true, false}},
		{Number: 2, Strategy: plain, Path: "/?base=1s", Says: "No jitter", Share: 0.25, Up: [2]float64{0.8, 0.83}, Front: true},
		{Number: 1, Strategy: full, Label: "Best", Path: "/?base=200ms", Says: "Full jitter", Share: 0.4, Up: [2]float64{0.2, 0.3}, Front: true, Certain: true, Best: true},
	}
}

// The parts are served under a policy without inline script and style.
func TestGolden(t *testing.T) {
	nobody := Found{Asked: "Looked for: recovery.", Best: &Card{Title: "None can be chosen", Why: "None of 9 policies."}}
	now := Found{Asked: "Looked for: recovery.", Progress: &Progress{Left: "12", All: "400 policies", Runs: "1,600 runs", Now: "They race.", Best: "Full jitter", Path: "/?base=200ms", Strategy: full}}
	for name, markup := range map[string]templ.Component{
		"form": FormView(sampleForm()), "found": FoundView(sampleFound()), "nobody": FoundView(nobody), "running": FoundView(now),
	} {
		text := golden(t, name, markup)
		for _, bad := range []string{"<style", " style=", " onclick=", "<script"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %q", name, bad)
			}
		}
	}
}

// The keys reach what matters once, in the upper panel, and nothing that only fills the picture.
func TestKeysReachWhatMatters(t *testing.T) {
	text, err := chart.Render(t.Context(), FoundView(sampleFound()))
	if err != nil {
		t.Fatal(err)
	}
	links, away := strings.Count(text, `data-policy="`), strings.Count(text, `tabindex="-1"`)
	if links != 2*len(samplePoints()) || links-away != 3 {
		t.Errorf("%d points, %d of them away from the keys", links, away)
	}
}

// Names stand within the chart, and apart from each other.
func TestNamesKeepApart(t *testing.T) {
	f := *sampleFound().Front
	f.Points = nil
	for i := range 6 {
		f.Points = append(f.Points, Point{Number: i, Strategy: full, Label: "Decorrelated", Share: 0.3 + 0.01*float64(i), Up: [2]float64{0.5 + 0.01*float64(i), 0.02}})
	}
	for panel := range f.Panels {
		placed := f.labels(panel)
		for i, a := range placed {
			low, high := a.span()
			if y := a.row + a.dy; low < 0 || high > frontWidth || y > floor(panel) || y < floor(panel)-frontPlot-frontTop {
				t.Errorf("panel %d: %d stands outside, at %g to %g, %g", panel, i, low, high, y)
			}
			for _, b := range placed[:i] {
				from, to := b.span()
				if low < to && from < high && a.row+a.dy-b.row-b.dy < 15 && b.row+b.dy-a.row-a.dy < 15 {
					t.Errorf("panel %d: %+v lies on %+v", panel, a, b)
				}
			}
		}
	}
}
