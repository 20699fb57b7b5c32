package chart

import (
	"strings"
	"testing"
)

func TestStoryGolden(t *testing.T) {
	r := Storied()
	golden(t, "story.html", rendered(t, Story(r)))
	golden(t, "findings.html", rendered(t, findings(r)))
	golden(t, "real.html", rendered(t, comparisonTable(*r.Spread.Compared)))
	golden(t, "load_bands.html", rendered(t, loadRow(r, 0, true)))
	golden(t, "completion_bands.html", rendered(t, completionPanel(r, 0, RangePath(Completed(r.Series)))))
}

func TestBandPaths(t *testing.T) {
	list := []Band{{0, 2, 4}, {0, 2, 4}, {1, 1, 1}, {1, 3, 3}, {0, 0, 0}}
	for what, c := range map[string]struct{ got, want string }{
		"equal bins are one":        {bandPath(list), "M0 0m0-0v-4h2v4m0 0m1 0m0-1v-2h1v2m0 1m1 0"},
		"a line goes up and down":   {medianPath(list), "M0 0V-2h2V-1h1V-3h1V0h1"},
		"marks are not joined":      {medianMarks(list), "M0 0m0 -2h2m0 1h1m0 -2h1m0 3h1"},
		"no bin":                    {bandPath(nil) + medianPath(nil) + medianMarks(nil), ""},
		"totals stand a bin later":  {medianPath(later(list)), "M0 0h1V-2h2V-1h1V-3h1"},
		"and without any there are": {medianPath(later(nil)), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", what, c.got, c.want)
		}
	}
}

func TestNoAdvice(t *testing.T) {
	if text := rendered(t, AdviceView(Advice{})); text != "" {
		t.Errorf("nothing was tried: %q", text)
	}
	if text := rendered(t, AdviceView(Advice{Tried: "We tried a shorter queue."})); !strings.Contains(text, "We tried a shorter queue.") {
		t.Errorf("what was tried in vain is not told: %q", text)
	}
}

// The axes hold the bands, and what was drawn without them does not fit.
func TestReachWidensTheScale(t *testing.T) {
	f := Frame{Bins: 38, Bin: Sample().Frame.Bin, Rate: 20, Total: 9, Peak: 9}
	wide := f
	wide.Reach = 44
	if wide.Scales() == f.Scales() || wide.X().Max < 44 {
		t.Errorf("44 bins on a scale of %v", wide.X().Max)
	}
}
