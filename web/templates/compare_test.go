package templates

import (
	"context"
	"strings"
	"testing"
	"time"
)

// compared is the sample against a pinned run with other bins and another capacity, in
// which one strategy is missing.
func compared() Run {
	r, pinned := sample(), sample()
	pinned.Frame.Bin, pinned.Frame.Rate, pinned.Frame.Total = 500*time.Millisecond, 10, 80
	pinned.Series = pinned.Series[1:]
	r.Pinned, r.Frame.Pinned, r.Series[1].Pinned = &pinned, &pinned.Frame, &pinned.Series[0]
	r.Pin = &Pin{
		Value: "rate=10", Words: "40 clients, 10/s",
		Differences: []Difference{{Label: "Rate", Pinned: "10/s", Now: "20/s"}, {Label: "Window", Pinned: "1 s", Now: "<2 s>", Idle: true}},
		Swapped:     Place{"/compare?rate=10&with=rate=20", "rate=10&with=rate=20"},
		Only:        Place{"/?rate=10", "rate=10"}, Unpinned: Place{"/?rate=20", "rate=20"},
	}
	r.Compared = &Contrast{
		Title: "Full jitter needs 36 % fewer attempts", Differences: r.Pin.Differences, OnlyNow: "No jitter",
		Columns: []Column{{Title: "Attempts", Unit: "total"}, {Title: "Max", Unit: "s"}, {Title: "Herd", Unit: "index"}},
		Rows: []ComparedRow{{Strategy: r.Series[1].Strategy, Cells: []ComparedCell{
			{"64", "100", "−36.0 %", "better"}, {"9.2", "5.0", "+4.2", "worse"}, {"1.0", "1.0", Same, ""},
		}}},
	}
	return r
}

func TestGoldenCompared(t *testing.T) {
	r := compared()
	golden(t, "compared_pin.html", rendered(t, pinBar(r.Pin)))
	golden(t, "compared_load.html", rendered(t, loadCard(r)))
	golden(t, "compared_completion.html", rendered(t, completionCard(r)))
	golden(t, "compared_table.html", rendered(t, contrastCard(*r.Compared)))
}

// What replaces the content of an element is what the page has there from the start,
// and ids stay unique.
func TestComparedFragmentsHaveTheirPlace(t *testing.T) {
	r := compared()
	page := rendered(t, PageView(Page{Run: &r, Pin: r.Pin}))
	fragments, err := Fragments(context.Background(), r)
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
	for _, part := range []string{"/pinned.css", `action="/compare"`, `name="with" value="rate=10"`, "&lt;2 s&gt;"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if plain := rendered(t, PageView(Page{Run: &Run{}})); strings.Contains(plain, "compare.css") || strings.Contains(plain, "Swap") {
		t.Error("a page without a pin has its style or its words")
	}
}

// Both runs are wholly visible on one scale, whatever their bins, from the first frame
// on.
func TestScalesHoldThePinnedRun(t *testing.T) {
	live := Frame{Bin: 250 * time.Millisecond, Rate: 20, Total: 40}
	pinned := Frame{Bins: 100, Bin: 500 * time.Millisecond, Rate: 70, Total: 80, Peak: 90, Done: 80}
	live.Pinned = &pinned
	if x := live.x(); x.Max < 200 {
		t.Errorf("the x axis ends at %v bins of 250 ms; the pinned run takes 200", x.Max)
	}
	if y := live.load(); y.Max < 45 {
		t.Errorf("the y axis ends at %v attempts in 250 ms; the pinned run has 45", y.Max)
	}
	same := pinned
	same.Pinned = &pinned
	if same.loadView() != pinned.loadView() || same.completionView() != pinned.completionView() {
		t.Errorf("a run beside itself is on other scales: %s, alone %s", same.loadView(), pinned.loadView())
	}
	// With totals that nobody knows, requests are compared with requests.
	live.Total, pinned.Total = 0, 0
	if y := live.share(); !live.alike() || y.Max < 80 {
		t.Errorf("the y axis ends at %v requests of 80", y.Max)
	}
	pinned.Total = 80
	if live.alike() {
		t.Error("a share is compared with a number of requests")
	}
}

// A ghost is in the units of its own run; a rate stays a rate, and a share a share.
func TestGhostsAreScaled(t *testing.T) {
	live := Frame{Bin: 250 * time.Millisecond, Total: 40}
	for _, c := range []struct {
		what             string
		pinned           Frame
		load, completion any
	}{
		{"the same bins and clients", Frame{Bin: 250 * time.Millisecond, Total: 40}, nil, nil},
		{"bins of twice the width", Frame{Bin: 500 * time.Millisecond, Total: 40}, "scale(2 0.5)", "scale(2 1)"},
		{"bins of three times it", Frame{Bin: 750 * time.Millisecond, Total: 40}, "scale(3 0.3333333333)", "scale(3 1)"},
		{"twice the clients", Frame{Bin: 250 * time.Millisecond, Total: 80}, nil, "scale(1 0.5)"},
	} {
		live.Pinned = &c.pinned
		if got := live.loadGhost()["transform"]; got != c.load {
			t.Errorf("%s: load %v, want %v", c.what, got, c.load)
		}
		if got := live.completionGhost()["transform"]; got != c.completion {
			t.Errorf("%s: completion %v, want %v", c.what, got, c.completion)
		}
	}
}

func TestEdgePath(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   string
	}{
		{nil, "M0 0"},
		{[]int{0, 0}, "M0 0h2"},
		{[]int{12, 12, 12, 0, 5}, "M0 0V-12h3V0h1V-5h1V0"},
		{[]int{0, 3, 0}, "M0 0h1V-3h1V0h1"},
	} {
		if got := EdgePath(c.counts); got != c.want {
			t.Errorf("%v: %q, want %q", c.counts, got, c.want)
		}
	}
}

// The label of the pinned capacity is there where it is another, and clear of the
// other one.
func TestPinnedCapacity(t *testing.T) {
	live := Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: 20, Peak: 100}
	for rate, want := range map[float64]bool{20: false, 0: false, 21: true, 300: true} {
		live.Pinned = &Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: rate}
		axes, err := AxesOf(context.Background(), live)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(axes.Load.HTML, ">pinned "); got != want {
			t.Errorf("pinned rate %v: a label is there: %v", rate, got)
		}
		if want && touch(live.pinnedLabel(), lift(live.capacityY())) && rate != 21 {
			t.Errorf("pinned rate %v: the labels touch", rate)
		}
	}
	live.Pinned.Rate = 21
	if live.pinnedLabel() == lift(live.capacityY()) {
		t.Error("two labels stand on one row")
	}
}
