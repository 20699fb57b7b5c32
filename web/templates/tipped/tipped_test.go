package tipped

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
)

func sampleForm() Form {
	return Form{
		Path: "/tip", Kept: []Kept{{"clients", "60"}}, Go: "Find out", More: "Trigger, precision", Open: true,
		Lists:  []List{{Name: "of", Label: "What is turned up", Choices: []Choice{{"load", "The load", true}, {"outage", "The length of an outage", false}}}},
		Boxes:  []Box{{Name: "low", Label: "From", Example: "1/s", Help: "The lower end."}, {Name: "high", Label: "To", Value: "soon", Problem: "Enter a rate."}},
		Choose: []List{{Name: "trigger", Label: "Trigger", Help: "What happens.", Problem: "Choose one.", Choices: []Choice{{"none", "None", false}}}},
		Seldom: []Box{{Name: "precision", Label: "Precision, ±", Value: "2 %"}},
		Closed: &Closed{Says: "Each client has one request.", Ways: []Link{{"Make it open", "/tip?population=open&of=load"}}},
	}
}

// sampleLoop is one that stays as it is from 40 to 100 a second, before its places are all known
// on the way down.
func sampleLoop() Loop {
	return Loop{
		Title: "Goodput", Sentence: "Goodput over offered load.", X: chart.Upto(120, 1, "/s"), Y: chart.Upto(110, 1, "/s"),
		Up:     []Point{{30, 30, 29, 31}, {80, 80, 78, 81}, {110, 9, 8, 12}},
		Down:   []Point{{30, 30, 29, 31}, {80, 8, 7, 9}},
		Marks:  []Mark{{At: 100, Low: 98, High: 102, Label: "tips by itself 100/s", Left: true}, {At: 40, Low: 39, High: 41, Label: "recovers below 40/s", Level: 2}},
		Region: &Region{Low: 40, High: 100},
	}
}

func sampleTips() Tips {
	known := Flow{Goodput: "30", GoodputRange: "29–31", Attempts: "90", AttemptsRange: "88–91", Tipped: "0 of 6 runs", Path: "/?offered=30"}
	return Tips{Sub: "A threshold is where half of the runs tip.", Key: "Solid: from calm.", Fleets: []Fleet{
		{
			ID: "tip-0", Strategy: full, Main: "Does not come back from the trigger from 80/s on.", Says: []string{"Tips without any trigger from 100/s on."}, Both: "From 40/s to 100/s it stays as it is.",
			Charts: []Loop{sampleLoop()}, Axis: "Offered load", Sides: []Sides{{"After the trigger", Link{"79/s", "/?offered=79"}, Link{"81/s", "/?offered=81"}}, {"From a collapse", Link{"39/s", "/?offered=39"}, Link{}}},
			Rows: []Row{{"30/s", known, known}, {"80/s", known, Flow{Failed: "It is too large."}}, {"110/s", Flow{}, Flow{}}},
		},
		{ID: "tip-1", Strategy: plain, Main: "Comes back from the trigger at any load up to 200/s."},
	}}
}

func sampleSeeds() Seeds {
	return Seeds{Title: "Time to recover", Sub: "Over 200 seeds.", Scale: chart.TimeUpto(31), Heads: []string{"Least", "Median", "Most"}, Fleets: []Chance{
		{Strategy: full, Says: "The worst of 200 seeds: recovery after 31.0 s.", Rare: "1 of 200 seeds is as bad.", Never: "In 3 of 200 runs it never comes.", Strip: &Strip{8, 9, 10, 12, 14, 20, 28, 31},
			Worst: Link{"31.0 s, seed 42", "/?seed=42"}, Median: Link{"12.0 s, seed 7", "/?seed=7"}, Quantiles: []string{"8.0 s", "12.0 s", "31.0 s"}, Bad: "1 of 200 seeds"},
		{Strategy: plain, Says: "Its runs cannot be simulated."},
	}}
}

func sampleOdds() Odds {
	return Odds{Sub: "A run has collapsed where few requests succeed.", Fleets: []Odd{
		{
			Strategy: full, Main: "About 1 in 170 000 runs collapses.", Says: []string{"Plain Monte Carlo: none of 29 570 runs."},
			Axis: []chart.Tick{{At: 0, Text: "1 in 1 000 000"}, {At: 1, Text: "all"}}, Collapse: Link{"Open a run that collapses", "/?seed=7"},
			Rows: []OddRow{
				{Method: "Splitting", Low: 0.1, At: 0.15, High: 0.2, Seen: true, Chance: "1 in 170 000", Range: "1 in 350 000 to 1 in 86 000", Runs: "27 200", Attempts: "37 827 925"},
				{Method: "Plain Monte Carlo", High: 0.35, Chance: "none seen", Range: "at most 1 in 8 000", Runs: "29 570", Attempts: "37 842 204"},
			},
		},
		{Strategy: plain, Main: "Its runs cannot be simulated."},
	}}
}

// The parts are served under a policy without inline script and style.
func TestGolden(t *testing.T) {
	for name, markup := range map[string]templ.Component{
		"form": FormView(sampleForm()), "tips": TipsView(sampleTips()), "seeds": SeedsView(sampleSeeds()), "odds": RareView(sampleOdds()), "empty": TipsView(Tips{Sub: "A threshold is where half of the runs tip."}),
	} {
		text := golden(t, name, markup)
		for _, bad := range []string{"<style", " style=", " onclick=", "<script", "NaN", `href=""`} {
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %q", name, bad)
			}
		}
	}
}

// The lines are named where both are, the upper one above it and the lower one below; where one
// is not known yet they have no names.
func TestNamesOfBranches(t *testing.T) {
	l := sampleLoop()
	if up, down := l.over(l.Up, l.middle()), l.over(l.Down, l.middle()); !l.named() || l.nameRow(l.Up) != chart.Number(up-labelAbove) || l.nameRow(l.Down) != chart.Number(down-labelAbove) {
		t.Errorf("named %v, at %s over %v and at %s near the axis, over %v", l.named(), l.nameRow(l.Up), up, l.nameRow(l.Down), down)
	}
	l.Down[1].Mean = 40 // with room below it
	if down := l.over(l.Down, l.middle()); l.nameRow(l.Down) != chart.Number(down+labelBelow) {
		t.Errorf("at %s under %v", l.nameRow(l.Down), down)
	}
	for _, down := range [][]Point{nil, l.Down[:1], {{72, 8, 7, 9}, {80, 8, 7, 9}}} {
		l.Down = down
		if l.named() {
			t.Errorf("%v is named", down)
		}
	}
	l = sampleLoop()
	if l.Region = nil; l.named() {
		t.Error("there is a name without a region")
	}
}
