package settings

import (
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/web/templates"
)

// highestLevel is up to which end a slider is level: shares, factors, a few probes. From
// there on equal ways on it are equal factors.
const highestLevel = 10

// slideOf is the rule of a field's slider, whose ends are those of the steps worth trying.
func slideOf(f scenario.Field) *templates.Slide {
	if len(f.Steps) == 0 {
		return nil
	}
	steps := f.Steps
	s := &templates.Slide{To: steps[len(steps)-1]}
	_, err := time.ParseDuration(s.To)
	s.Time = err == nil
	s.Whole = !s.Time && !strings.Contains(f.Range, "decimal")
	if to, _ := magnitude(s.To); !s.Time && to <= highestLevel {
		s.From, s.Step = steps[0], levelStep(to)
		if s.Whole {
			s.Step = "1"
		}
		return s
	}
	if least, ok := magnitude(steps[0]); !ok || least == 0 {
		s.Zero, steps = steps[0], steps[1:]
	}
	s.From = steps[0]
	return s
}

// levelStep is a hundredth of the way to a level slider's end, in round numbers.
func levelStep(to float64) string {
	switch {
	case to <= 1:
		return "0.01"
	case to <= 5:
		return "0.05"
	}
	return "0.1"
}

// zeroEnd is the last position at which a slider stands at its Zero.
const zeroEnd = templates.SlideEnd / 25

// position is where a slider stands at a value; at an end where the value is beyond it. The
// page's script has the same rule.
func position(s templates.Slide, value string) int {
	x, ok := magnitude(value)
	from, _ := magnitude(s.From)
	to, _ := magnitude(s.To)
	share, first := 0.0, 0.0
	switch {
	case s.Step != "":
		share = (x - from) / (to - from)
	case ok && x > 0:
		share = math.Log(x/from) / math.Log(to/from)
	}
	if s.Zero != "" {
		if !ok || x == 0 {
			return 0
		}
		first = zeroEnd
	}
	return int(math.Round(first + (templates.SlideEnd-first)*min(1, max(0, share))))
}

// magnitude reads a number, a rate or a duration, the latter in milliseconds.
func magnitude(value string) (float64, bool) {
	if v, err := strconv.ParseFloat(value, 64); err == nil {
		return v, v >= 0
	}
	if n, per, ok := strings.Cut(value, "/"); ok { // a rate that is not exact per second
		v, err := strconv.ParseFloat(n, 64)
		return v / map[string]float64{"m": 60, "h": 3600, "d": 86400}[per], err == nil
	}
	d, err := time.ParseDuration(value)
	return float64(d) / float64(time.Millisecond), err == nil && d >= 0
}
