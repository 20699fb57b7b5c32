package templates

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// policyGroup is the title of the controls that the strategies stand among.
const policyGroup = "Retry policy"

func hasPolicy(p Page) bool {
	for _, g := range p.Controls {
		if g.Title == policyGroup {
			return true
		}
	}
	return false
}

// limiterOf tells the style sheet which limiter is chosen, so that fields it
// ignores can stand back.
func limiterOf(p Page) templ.Attributes {
	for _, g := range p.Controls {
		for _, c := range g.Controls {
			if c.Name == "limiter" {
				return templ.Attributes{"data-limiter": c.Value}
			}
		}
	}
	return nil
}

// described ties a control to its help and to what is wrong with it.
func described(c Control) templ.Attributes {
	a := templ.Attributes{"aria-describedby": "help-" + c.Name + " problem-" + c.Name}
	if c.Problem != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// inputMode asks a phone for the keyboard that fits.
func inputMode(c Control) string {
	if _, err := strconv.ParseFloat(c.Default, 64); err == nil {
		return "decimal"
	}
	return "text"
}

// unit is what stands beside the label: nothing where the label says it.
func unit(c Control) string {
	if strings.Contains(strings.ToLower(c.Label), c.Unit) {
		return ""
	}
	return c.Unit
}

func problemWith(p Page, field string) string {
	for _, problem := range p.Problems {
		if problem.Field == field {
			return problem.Message
		}
	}
	return ""
}

// nearest is the position of the step closest to value, on a logarithmic scale,
// 0 when it cannot be read.
func nearest(steps []string, value string) int {
	v, ok := magnitude(value)
	if !ok {
		return 0
	}
	best, gap := 0, math.Inf(1)
	for i, step := range steps {
		if s, _ := magnitude(step); math.Abs(math.Log1p(s)-math.Log1p(v)) < gap {
			best, gap = i, math.Abs(math.Log1p(s)-math.Log1p(v))
		}
	}
	return best
}

// magnitude reads a number or a duration, the latter in milliseconds.
func magnitude(value string) (float64, bool) {
	if d, err := time.ParseDuration(value); err == nil && d >= 0 {
		return float64(d) / float64(time.Millisecond), true
	}
	v, err := strconv.ParseFloat(value, 64)
	return v, err == nil && v >= 0
}

func join(steps []string) string { return strings.Join(steps, " ") }
