package chart

import (
	"strings"
	"testing"
	"time"
)

func TestGoldenCompared(t *testing.T) {
	r := Compared()
	golden(t, "compared_pin.html", rendered(t, BaselineSection(r.BaselineBar)))
	golden(t, "compared_load.html", rendered(t, loadCard(r)))
	golden(t, "compared_completion.html", rendered(t, completionCard(r)))
	golden(t, "compared_table.html", rendered(t, baselineCard(*r.Compared)))
}

// Both runs are wholly visible on one scale, whatever their bins, from the first frame
// on.
func TestScalesHoldTheBaseline(t *testing.T) {
	live := Frame{Bin: 250 * time.Millisecond, Rate: 20, Total: 40}
	baseline := Frame{Bins: 100, Bin: 500 * time.Millisecond, Rate: 70, Total: 80, Peak: 90, Done: 80}
	live.Baseline = &baseline
	if x := live.X(); x.Max < 200 {
		t.Errorf("the x axis ends at %v bins of 250 ms; the baseline takes 200", x.Max)
	}
	if y := live.Load(); y.Max < 45 {
		t.Errorf("the y axis ends at %v attempts in 250 ms; the baseline has 45", y.Max)
	}
	same := baseline
	same.Baseline = &baseline
	if same.LoadView() != baseline.LoadView() || same.completionView() != baseline.completionView() {
		t.Errorf("a run beside itself is on other scales: %s, alone %s", same.LoadView(), baseline.LoadView())
	}
	// With totals that nobody knows, requests are compared with requests.
	live.Total, baseline.Total = 0, 0
	if y := live.share(); !live.alike() || y.Max < 80 {
		t.Errorf("the y axis ends at %v requests of 80", y.Max)
	}
	baseline.Total = 80
	if live.alike() {
		t.Error("a share is compared with a number of requests")
	}
}

// The line of a baseline is in the units of its own run; a rate stays a rate, and a share a share.
func TestBaselineIsScaled(t *testing.T) {
	live := Frame{Bin: 250 * time.Millisecond, Total: 40}
	for _, c := range []struct {
		what             string
		baseline         Frame
		load, completion any
	}{
		{"the same bins and clients", Frame{Bin: 250 * time.Millisecond, Total: 40}, nil, nil},
		{"bins of twice the width", Frame{Bin: 500 * time.Millisecond, Total: 40}, "scale(2 0.5)", "scale(2 1)"},
		{"bins of three times it", Frame{Bin: 750 * time.Millisecond, Total: 40}, "scale(3 0.3333333333)", "scale(3 1)"},
		{"twice the clients", Frame{Bin: 250 * time.Millisecond, Total: 80}, nil, "scale(1 0.5)"},
	} {
		live.Baseline = &c.baseline
		if got := live.baselineLoadScale()["transform"]; got != c.load {
			t.Errorf("%s: load %v, want %v", c.what, got, c.load)
		}
		if got := live.baselineCompletionScale()["transform"]; got != c.completion {
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

// The baseline's capacity is named where it is another.
func TestBaselineCapacity(t *testing.T) {
	live := Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: 20, Peak: 100}
	for rate, want := range map[float64]string{20: "limit 20/s", 0: "limit 20/s", 21: "limit 20/s, baseline 21/s", 300: "limit 20/s, baseline 300/s"} {
		live.Baseline = &Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: rate}
		axes, err := AxesOf(t.Context(), live)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(axes.Load.HTML, ">"+want+"<") {
			t.Errorf("pinned rate %v: no %q in %s", rate, want, axes.Load.HTML)
		}
	}
}
