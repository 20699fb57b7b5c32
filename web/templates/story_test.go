package templates

import (
	"context"
	"strings"
	"testing"
)

// storied is the sample with a story, advice, and what comes with replications.
func storied() Run {
	r := sample()
	r.Story = []Tale{
		{Text: "The worst wave: 40 retries <at once>.", Chart: "load", Fleets: []string{r.Series[0].Strategy.Key, "full"}, From: 4.25, To: 4.65},
		{Text: "Full jitter is done first.", Chart: "completion", Fleets: []string{"full"}, From: 10, To: 20},
	}
	r.Advice = &Advice{Tried: 3, Changes: []Change{{Text: "With a cap of 8 s, full jitter makes 5 & not 9.", Query: "cap=8s&strategies=full"}}}
	r.Frame.Runs, r.Frame.Reach = 50, 44
	for i := range r.Series {
		b := &r.Series[i].Bands
		for bin := range 44 {
			b.Attempts = append(b.Attempts, Band{bin % 3, 2 + bin%3, 5 + bin/2%4})
			b.Completed = append(b.Completed, Band{bin / 2, bin / 2, bin})
		}
	}
	r.Spread.Compared = &Comparison{
		Title: "Is the difference real?", Sub: "Seed by seed.", Columns: []Column{{Title: "Attempts", Unit: "total"}, {Title: "Recovery", Unit: "s"}},
		Rows: []ComparisonRow{
			{Strategy: r.Series[0].Strategy, Cells: []ComparisonCell{{"+120", "(95 to 145)", "worse"}, {"cannot tell", "(−10 to 16), 12 of 50 runs", "unsure"}}},
			{Strategy: r.Series[1].Strategy, Cells: []ComparisonCell{{"best", "mean 40", "best"}, {"—", "1 of 50 runs", "never"}}},
		},
	}
	return r
}

func TestStoryGolden(t *testing.T) {
	r := storied()
	golden(t, "story.html", rendered(t, story(r)))
	golden(t, "real.html", rendered(t, comparison(*r.Spread.Compared)))
	golden(t, "load_bands.html", rendered(t, loadPanel(r.Frame, 0, r.Series[0])))
	golden(t, "completion_bands.html", rendered(t, completionPanel(r.Frame, 0, r.Series[0], RangePath(completed(r.Series)))))
}

// The fragments of a run with replications stand on its page as they are, and have
// elements that wait for them from the start.
func TestBandsHaveTheirPlace(t *testing.T) {
	r := storied()
	r.Advice = nil // which is no part of what streams
	fragments, err := Fragments(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	page := rendered(t, PageView(Page{Run: &r}))
	begun := r
	begun.Series = []Series{{Strategy: r.Series[0].Strategy}, {Strategy: r.Series[1].Strategy}}
	skeleton, err := Skeleton(context.Background(), begun)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"story", "band-load-0", "median-load-1", "band-completion-0", "median-completion-1"} {
		text := fragments[id]
		if text == "" || !strings.Contains(page, `id="`+id+`">`+text) {
			t.Errorf("the page does not show the fragment %q: %.80q", id, text)
		}
		if id != "story" && !strings.Contains(skeleton, `id="`+id+`"></g>`) {
			t.Errorf("nothing waits for the fragment %q", id)
		}
	}
	for _, what := range []string{"nine tenths of 50 runs", "thin line: their median"} {
		if n := strings.Count(skeleton, what); n != 2 {
			t.Errorf("%q is said %d times before the run, want in both charts", what, n)
		}
	}
}

func TestOneRunHasNoBands(t *testing.T) {
	r := sample()
	r.Replicate = "clients=40&runs=20"
	page := rendered(t, PageView(Page{Run: &r}))
	for _, bad := range []string{"band-load", "median-load", "nine tenths", `id="happened"`} {
		if strings.Contains(page, bad) {
			t.Errorf("a single run has %q", bad)
		}
	}
	if want := `<a href="/?clients=40&amp;runs=20" data-query="clients=40&amp;runs=20">Set runs to 20</a>`; !strings.Contains(page, want) {
		t.Errorf("no %q", want)
	}
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
	for n, want := range map[int]string{1: "One change was tried", 3: "3 changes were tried"} {
		if text := rendered(t, AdviceView(Advice{Tried: n})); !strings.Contains(text, want) {
			t.Errorf("%d tried in vain: %q", n, text)
		}
	}
}

// The axes hold the bands, and what was drawn without them does not fit.
func TestReachWidensTheScale(t *testing.T) {
	f := Frame{Bins: 38, Bin: sample().Frame.Bin, Rate: 20, Total: 9, Peak: 9}
	wide := f
	wide.Reach = 44
	if wide.Fits(f) || wide.x().Max < 44 {
		t.Errorf("44 bins on a scale of %v", wide.x().Max)
	}
}
