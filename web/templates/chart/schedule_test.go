package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func sampleDelays() Run {
	w := SampleSchedule()
	r := Run{Lead: "A policy.", Footer: "Seed 1", Schedule: &w}
	for _, p := range w.Panels {
		r.Series = append(r.Series, Series{Strategy: p.Strategy})
	}
	return r
}

func TestGoldenSchedules(t *testing.T) {
	golden(t, "waits.html", rendered(t, ScheduleCard(SampleSchedule())))
	golden(t, "delays_picture.svg", rendered(t, DelaysPicture(sampleDelays())))
}

func TestDelaysPictureStandsAlone(t *testing.T) {
	empty := sampleDelays()
	empty.Schedule.Retries = 0
	for i := range empty.Schedule.Panels {
		empty.Schedule.Panels[i].Retries, empty.Schedule.Panels[i].CutAt = nil, 0
	}
	for _, r := range []Run{sampleDelays(), empty} {
		text := rendered(t, DelaysPicture(r))
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := token.(xml.StartElement); ok && !strings.Contains(" svg title desc rect text tspan path ", " "+e.Name.Local+" ") {
				t.Errorf("the picture has a <%s>", e.Name.Local)
			}
		}
		for _, bad := range []string{"var(", "class=", "style", "opacity", "NaN", "Inf", "currentColor"} {
			if strings.Contains(text, bad) {
				t.Errorf("the picture contains %q", bad)
			}
		}
	}
}

// What is drawn of a retry is what its figures say.
func TestDelayMarks(t *testing.T) {
	w := SampleSchedule()
	for what, c := range map[string]struct{ got, want string }{
		"no bar without jitter":            {w.bars(w.Panels[0]), ""},
		"no whisker without jitter":        {w.whiskers(w.Panels[0]), ""},
		"all on one value fill the column": {w.points(w.Panels[0]), "M0 -1000h100M100 -2000h100"},
		"medians":                          {w.medians(w.Panels[1]), "M14 -500h72M114 -1000h72M214 -2000h72"},
		"bars":                             {w.bars(w.Panels[1]), "M22 -50V-950h56V-50zM122 -100V-1900h56V-100zM222 -200V-3800h56V-200z"},
		"a whisker ends with the scale":    {w.whiskers(w.Panels[1]), "M50 -0V-1000M150 -0V-2000M250 -0V-4000"},
		"a fifth takes a fifth":            {w.points(w.Panels[1]), "M240 -3000h20"},
		"the scale ends on a tick":         {w.view(), "0 -4000 300 4000"},
		"a cap beyond the scale":           {w.capRow(w.Panels[1]), ""},
		"a cap at its end":                 {w.capRow(w.Panels[0]), "16.5"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", what, c.got, c.want)
		}
	}
}

// The card says only what there is.
func TestScheduleCardWithoutRetries(t *testing.T) {
	text := rendered(t, ScheduleCard(Schedule{Title: "No client retries"}))
	for _, bad := range []string{"<svg", "<table", "NaN", "Inf", "drawn clients"} {
		if strings.Contains(text, bad) {
			t.Errorf("a card without retries has %q", bad)
		}
	}
}

func TestDelayScale(t *testing.T) {
	for _, c := range []struct {
		top   time.Duration
		max   float64
		label string
	}{
		{0, 1, "1\u00a0ms"},
		{700 * time.Microsecond, 1, "1\u00a0ms"},
		{400 * time.Millisecond, 400, "400\u00a0ms"},
		{7600 * time.Millisecond, 8000, "8\u00a0s"},
		{70 * time.Second, 80_000, "80\u00a0s"},
		{10 * time.Minute, 600_000, "10\u00a0min"},
		{24 * time.Hour, 86_400_000, "24\u00a0h"},
	} {
		s := delayScale(c.top)
		if s.Max < c.max || s.Max > 1.3*c.max {
			t.Errorf("up to %v: the scale ends at %v, want about %v", c.top, s.Max, c.max)
		}
		if last := s.Ticks[len(s.Ticks)-1].Text; !strings.HasSuffix(last, c.label[strings.Index(c.label, "\u00a0"):]) {
			t.Errorf("up to %v: the last label is %q, want one like %q", c.top, last, c.label)
		}
	}
}

// Times of trouble are marked where the time axis reaches them.
func TestSpans(t *testing.T) {
	f := Sample().Frame // 40 bins of 250 ms
	f.Spans = [4]Span{{"outage", 2 * time.Second, 4 * time.Second}, {"brownout", 8 * time.Second, time.Minute}, {"crash", 50 * time.Second, time.Minute}}
	seen := f.stretches()
	if len(seen) != 2 || seen[0] != (stretch{"outage", 0.2, 0.4}) || seen[1] != (stretch{"brownout", 0.8, 1}) {
		t.Errorf("the stretches are %v", seen)
	}
	r := Sample()
	r.Frame = f
	for _, text := range []string{rendered(t, loadAxis(f)), strings.ReplaceAll(rendered(t, completionAxis(f)), ` y="16" width="20%" height="136"`, ` width="20%" height="100%"`)} {
		if !strings.Contains(text, `<rect class="span" x="20%" width="20%" height="100%">`) || strings.Contains(text, "crash") {
			t.Errorf("the axis is %s", text)
		}
	}
	if text := rendered(t, LoadPicture(r)); strings.Count(text, ">outage<") != 1 || strings.Count(text, `fill="#efefef"`) != 4 {
		t.Errorf("the picture lacks its spans")
	}
}

// Delays without a cap do not press those of the others to the floor: they leave the scale.
func TestScheduleScaleHoldsMostPanels(t *testing.T) {
	panel := func(p95 time.Duration) SchedulePanel {
		return SchedulePanel{Retries: []Delay{{Median: p95 / 2, P95: p95, Max: p95}}}
	}
	for _, c := range []struct {
		what   string
		tops   []time.Duration
		max    float64
		beyond string
	}{
		{"all alike", []time.Duration{5 * time.Second, 4 * time.Second, 5 * time.Second}, 6000, ""},
		{"one of three towers", []time.Duration{5 * time.Second, time.Hour, 4 * time.Second}, 6000, "up to 1\u00a0h ↑"},
		{"of two none is most", []time.Duration{5 * time.Second, time.Hour}, 3.6e6, ""},
		{"no wait", []time.Duration{0, 0, time.Second}, 1000, ""},
	} {
		s := Schedule{Retries: 1}
		for _, top := range c.tops {
			s.Panels = append(s.Panels, panel(top))
		}
		if got := s.scale().Max; got != c.max {
			t.Errorf("%s: the scale ends at %v ms, want %v", c.what, got, c.max)
		}
		beyond := s.beyond(s.Panels[1])
		if beyond != c.beyond {
			t.Errorf("%s: %q, want %q", c.what, beyond, c.beyond)
		}
		if drawn := s.medians(s.Panels[1]); (drawn == "") != (beyond != "") {
			t.Errorf("%s: the median is %q", c.what, drawn)
		}
	}
}
