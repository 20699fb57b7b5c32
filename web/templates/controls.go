package templates

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"

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

// grammar tells a script what it has to know of links.
func grammar(g Grammar) templ.Attributes {
	return templ.Attributes{
		"data-standard": g.Standard, "data-members": g.Members, "data-pair": g.Pair,
		"data-most-title": strconv.Itoa(g.MostTitle), "data-most-note": strconv.Itoa(g.MostNote),
	}
}

// needs tells a script when a control matters: "population=once,closed;limiter=llm".
func needs(c Control) templ.Attributes {
	if len(c.Needs) == 0 {
		return nil
	}
	conditions := make([]string, len(c.Needs))
	for i, need := range c.Needs {
		conditions[i] = need.Field + "=" + strings.Join(need.Values, ",")
	}
	return templ.Attributes{"data-needs": strings.Join(conditions, ";")}
}

// limits tell a script how far a control can be dragged.
func limits(c Control) templ.Attributes {
	a := templ.Attributes{"data-low": c.Low, "data-high": c.High}
	if c.Above != "" {
		a["data-above"] = c.Above
	}
	return a
}

// setWords says how many fields of a group differ from their defaults. A script
// says the same.
func setWords(g ControlGroup) string {
	set := 0
	for _, c := range g.Controls {
		if c.Value != c.Default {
			set++
		}
	}
	if set == 0 {
		return ""
	}
	return format.Count(set) + " set"
}

// member reports whether a list, with commas between, has a member.
func member(list, value string) bool {
	return slices.Contains(strings.Split(list, ","), value)
}

func librariesIn(groups []LibraryGroup) int {
	n := 0
	for _, g := range groups {
		n += len(g.Libraries)
	}
	return n
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

// standard is the default for people.
func (c Control) standard() string {
	if x, err := strconv.ParseFloat(c.Default, 64); err == nil {
		return format.Exact(x)
	}
	return c.Default
}
