package chart

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFits(t *testing.T) {
	frame := Frame{Bins: 100, Bin: 100 * time.Millisecond, Rate: 20, Burst: 10, Total: 50, Peak: 11}
	for _, c := range []struct {
		what string
		grow func(*Frame)
		want bool
	}{
		{"nothing changed", func(*Frame) {}, true},
		{"one bin more, past the end of the scale", func(f *Frame) { f.Bins++ }, false},
		{"a lower end of the same scale", func(f *Frame) { f.Bins -= 5 }, true},
		{"a peak within the scale", func(f *Frame) { f.Peak++ }, true},
		{"a peak above it", func(f *Frame) { f.Peak *= 10 }, false},
		{"completions, of which the total is known", func(f *Frame) { f.Done = 49 }, true},
	} {
		grown := frame
		c.grow(&grown)
		if got := grown.Scales() == frame.Scales(); got != c.want {
			t.Errorf("%s: equal scales: %v; load %q to %q", c.what, got, frame.LoadView(), grown.LoadView())
		}
	}
}

// A picture on scales that are kept has those, whatever its data, and no labels off them.
func TestKeptScales(t *testing.T) {
	before := Frame{Bins: 261, Bin: 250 * time.Millisecond, Rate: 40, Burst: 10, Total: 50, Peak: 160, Start: 8, Later: 30}
	kept := Kept{Time: time.Duration(before.X().Max * float64(before.Bin)), Top: before.Load().Max / before.Bin.Seconds()}
	for _, now := range []Frame{before, {Bins: 12, Bin: 250 * time.Millisecond, Rate: 900, Peak: 3}, {Bins: 9000, Bin: 250 * time.Millisecond, Peak: 7000, Rate: 40, Start: 8, Later: 900}} {
		now.Kept = kept
		if now.LoadView() != before.LoadView() || loadTop(now) != loadTop(before) || !slices.Equal(timeMarks(now), timeMarks(before)) {
			t.Errorf("%d bins up to %d attempts: the view is %s up to %s, before it was %s up to %s", now.Bins, now.Peak, now.LoadView(), loadTop(now), before.LoadView(), loadTop(before))
		}
		if want := float64(now.Peak) > before.Load().Max; now.cut() != want {
			t.Errorf("a burst of %d attempts leaves the picture: %v", now.Peak, now.cut())
		}
	}
	wide := Frame{Bins: 12, Bin: time.Second, Kept: kept}
	if got, want := wide.X().Max*wide.Bin.Seconds(), kept.Time.Seconds(); got != want {
		t.Errorf("with bins of another width the axis is %v s long, want %v s", got, want)
	}
}

// Where nobody knows how many there will be, the axis grows with them.
func TestDoneGrowsWhereTheTotalIsUnknown(t *testing.T) {
	frame := Frame{Bins: 10, Bin: time.Second, Rate: 20}
	small, grown := frame, frame
	small.Done, grown.Done = 4, 70
	if small.Scales() != frame.Scales() {
		t.Errorf("a first few completions do not fit: %q, then %q", frame.completionView(), small.completionView())
	}
	if grown.Scales() == frame.Scales() {
		t.Errorf("70 completions are said to fit %q", frame.completionView())
	}
	scale := grown.share()
	if last := scale.Ticks[len(scale.Ticks)-1]; last.Text != "80" || scale.Max != 80 {
		t.Errorf("the scale of 70 ends at %v, labelled %q", scale.Max, last.Text)
	}
}

func TestFastest(t *testing.T) {
	for _, c := range []struct {
		what  string
		frame Frame
		want  string
	}{
		{"the burst at once, then 5 a bin", Frame{Bin: 250 * time.Millisecond, Rate: 20, Burst: 10, Total: 50}, "M0 -10L8 -50"},
		{"a burst for everyone", Frame{Bin: time.Second, Rate: 1, Burst: 80, Total: 50}, "M0 -50L0 -50"},
		{"no capacity", Frame{Bin: time.Second, Total: 50}, ""},
		{"arrivals that are slower", Frame{Bin: time.Second, Rate: 20, Burst: 10, Total: 50, Loose: true}, ""},
		{"no end", Frame{Bin: time.Second, Rate: 1}, ""},
	} {
		if got := c.frame.fastest(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}

// The limit is named above its line, or below it where there is no room.
func TestLimitHasRoomForItsName(t *testing.T) {
	for rate, want := range map[float64]string{50: `dy="-5"`, 390: `dy="14"`} {
		frame := Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: rate, Total: 9, Peak: 100}
		axes, err := AxesOf(t.Context(), frame)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(axes.Load.HTML, want) {
			t.Errorf("rate %v: not %s in %s", rate, want, axes.Load.HTML)
		}
	}
}

func TestFitBreaksInTheMiddle(t *testing.T) {
	short := "Everyone got through"
	if got := fit(short); len(got) != 1 || got[0] != short {
		t.Errorf("fit(%q) = %q", short, got)
	}
	long := strings.Repeat("word ", 20) + "end"
	got := fit(long)
	if len(got) != 2 || strings.Join(got, " ") != long || len(got[0]) < 45 || len(got[1]) < 45 {
		t.Errorf("fit(%q) = %q", long, got)
	}
	if unbroken := strings.Repeat("x", 90); len(fit(unbroken)) != 1 {
		t.Error("a word without end is not broken")
	}
}

func TestPictureNamesFit(t *testing.T) {
	long := strings.Repeat("é", 100)
	c := cell{width: 338, series: Series{Strategy: Strategy{Name: long}}}
	c.series.Strategy.Short = "é"
	if got := c.name(); got != "é" {
		t.Errorf("a long name becomes %q", got)
	}
	c.series.Strategy.Name = "Full jitter"
	if got := c.name(); got != "Full jitter" {
		t.Errorf("a short name becomes %q", got)
	}
}

// A script has no number of its own from which bars are thin: the axis says it.
func TestAnAxisSaysWhetherBarsAreThin(t *testing.T) {
	for bins, want := range map[int]bool{denseBins / 2: false, denseBins + 1: true} {
		f := Frame{Bins: bins, Bin: time.Second, Peak: 5, Total: 10, Noun: "clients"}
		axes, err := AxesOf(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if class := f.Dense() == "dense"; axes.Load.Dense != want || class != want {
			t.Errorf("%d bins: dense is %t on the axis and %t in the class, want %t", bins, axes.Load.Dense, class, want)
		}
	}
}
