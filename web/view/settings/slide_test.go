package settings

import (
	"testing"

	"backofflab/scenario"
	"backofflab/web/templates"
)

// Every slider has two ends, between which the default lies, and stands where its value is.
func TestSlidersReachTheirEnds(t *testing.T) {
	for _, f := range scenario.Fields() {
		s := slideOf(f)
		if s == nil {
			continue
		}
		first := s.From
		if s.Zero != "" {
			first = s.Zero
		}
		if from, to := position(*s, first), position(*s, s.To); from != 0 || to != templates.SlideEnd {
			t.Errorf("%s goes from %d to %d", f.Name, from, to)
		}
		last := -1
		for _, step := range f.Steps {
			at := position(*s, step)
			if at <= last {
				t.Errorf("%s: %s is at %d, not after %d", f.Name, step, at, last)
			}
			last = at
		}
		for _, end := range []string{first, s.From, s.To} {
			var again scenario.Scenario
			if err := f.Set(&again, end); err != nil {
				t.Errorf("%s cannot be its end %s: %v", f.Name, end, err)
			}
		}
	}
}

func TestRulesOfSliders(t *testing.T) {
	for name, want := range map[string]templates.Slide{
		"clients": {From: "1", To: "1000000", Whole: true},
		"rate":    {From: "1", To: "1000"},
		"base":    {From: "10ms", To: "10s", Time: true},
		"spread":  {From: "50ms", To: "1m", Zero: "0s", Time: true},
		"servers": {From: "1", To: "200", Zero: "0", Whole: true},
		"bin":     {From: "50ms", To: "1m", Zero: "auto", Time: true},
		"fail":    {From: "0", To: "0.9", Step: "0.01"},
		"factor":  {From: "1", To: "5", Step: "0.05"},
	} {
		f, _ := scenario.FieldNamed(name)
		if got := slideOf(f); *got != want {
			t.Errorf("%s: %+v, want %+v", name, *got, want)
		}
	}
}
