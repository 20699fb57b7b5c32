package templates

import (
	"context"
	"slices"
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

// A page asks for its sheet, or has it as text; the page of all parts, which has more, asks.
func TestSheetIsAskedForOrInThePage(t *testing.T) {
	page := Page{Static: "/s", Run: &chart.Run{}, Styles: "a{color:red}"}
	text := rendered(t, PageView(page))
	if !strings.Contains(text, `<link rel="expect" href="#comparison" blocking="render"> <style data-sheet="lab">a{color:red}</style>`) || strings.Contains(text, "stylesheet") || !strings.Contains(text, `id="comparison"`) {
		t.Errorf("the sheet is not in the page: %.1200s", text)
	}
	if text := rendered(t, DetailsView(page)); !strings.Contains(text, `href="/s/details.css"`) || strings.Contains(text, "<style") {
		t.Errorf("the page of all parts has another sheet: %.1200s", text)
	}
}

// The fragments of a run with replications stand on its page as they are, and have
// elements that wait for them from the start.
func TestBandsHaveTheirPlace(t *testing.T) {
	r := chart.Storied()
	r.Advice = nil // which is no part of what streams
	fragments, err := chart.Fragments(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	page := rendered(t, PageView(Page{Run: &r}))
	begun := r
	begun.Series = []chart.Series{{Strategy: r.Series[0].Strategy}, {Strategy: r.Series[1].Strategy}}
	skeleton, err := chart.Skeleton(context.Background(), begun)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"story", "load-marks-1", "band-load-0", "median-load-1"} {
		text := fragments[id]
		if text == "" || !strings.Contains(page, `id="`+id+`">`+text) {
			t.Errorf("the page does not show the fragment %q: %.80q", id, text)
		}
		if !slices.Contains([]string{"story", "load-marks-1"}, id) && !strings.Contains(skeleton, `id="`+id+`"></g>`) {
			t.Errorf("nothing waits for the fragment %q", id)
		}
	}
	for _, what := range []string{"percentile of 50 runs", "Line: median"} {
		if n := strings.Count(skeleton, what); n != 1 {
			t.Errorf("%q is said %d times before the run, want once", what, n)
		}
	}
}

func TestOneRunHasNoBands(t *testing.T) {
	r := chart.Sample()
	r.Replicate = "clients=40&runs=20"
	page := rendered(t, PageView(Page{Run: &r}))
	for _, bad := range []string{"band-load", "median-load", "percentile", `id="happened"`} {
		if strings.Contains(page, bad) {
			t.Errorf("a single run has %q", bad)
		}
	}
	if want := `<a href="/?clients=40&amp;runs=20" data-query="clients=40&amp;runs=20">Repeat it 20 times</a>`; !strings.Contains(rendered(t, chart.Part(r, chart.PartNumbers)), want) {
		t.Errorf("no %q", want)
	}
}

// What replaces the content of an element is what the page has there from the start,
// and ids stay unique.
func TestComparedFragmentsHaveTheirPlace(t *testing.T) {
	r := chart.Compared()
	page := rendered(t, PageView(Page{Run: &r, BaselineBar: r.BaselineBar}))
	fragments, err := chart.Fragments(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if fragments["pin-words"] == "" {
		t.Error("no fragment says what is pinned")
	}
	for id, text := range fragments {
		if strings.Count(page, ` id="`+id+`"`) != 1 || !strings.Contains(page, text) {
			t.Errorf("the page has no %q, or another one", id)
		}
	}
	for _, part := range []string{"/pinned.css", `action="/compare"`, "&lt;2 s&gt;"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if plain := rendered(t, PageView(Page{Run: &chart.Run{}})); strings.Contains(plain, "compare.css") || strings.Contains(plain, "Swap") {
		t.Error("a page without a pin has its style or its words")
	}
}

// What a run that begins says has its place on the page, and is what the page shows.
func TestOpeningHasItsPlace(t *testing.T) {
	r := chart.Sample()
	page := rendered(t, PageView(Page{Run: &r, Strip: samplePage().Strip}))
	opening, err := chart.Opening(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if opening["hero"] == "" {
		t.Error("a run that begins says nothing of what it is")
	}
	for id, text := range opening {
		if !strings.Contains(page, `id="`+id+`"`) || !strings.Contains(page, text) {
			t.Errorf("the page shows something else than the fragment %q", id)
		}
	}
}
