package templates

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"backofflab/internal/format"
)

// settingsLead describes the page of all settings.
const settingsLead = "Every setting of the simulation: clients, limiter, retry policy, guards, capacity, faults, network."

// comparePath is the page that a run is compared on.
const comparePath = "/compare"

// action is where the form of all settings leads.
func action(s Settings) string {
	if s.Compared {
		return comparePath
	}
	return labPath
}

// grammar tells a script what it has to know of links.
func grammar(g Grammar) templ.Attributes {
	return templ.Attributes{
		"data-standard": g.Standard, "data-layers": g.Layers, "data-pair": g.Pair,
		"data-most-title": strconv.Itoa(g.MostTitle), "data-most-note": strconv.Itoa(g.MostNote),
	}
}

// needs tells a script when a control matters: "population=once,closed;limiter=llm", or where
// no strategy begins so and no other will do, "strategies!lib:,client:|honour=full".
func needs(c Control) templ.Attributes {
	if len(c.Needs) == 0 {
		return nil
	}
	conditions := make([]string, len(c.Needs))
	for i, need := range c.Needs {
		conditions[i] = condition(need)
	}
	return templ.Attributes{"data-needs": strings.Join(conditions, ";")}
}

func condition(n Need) string {
	text := n.Field + "!" + strings.Join(n.Not, ",")
	if n.Values != nil {
		text = n.Field + "=" + strings.Join(n.Values, ",")
	}
	if n.Or != nil {
		text += "|" + condition(*n.Or)
	}
	return text
}

// firstMet is the control of a place that matters; the last when none does.
func firstMet(place []Control) int {
	i := slices.IndexFunc(place, func(c Control) bool { return !c.Unmet })
	if i < 0 {
		return len(place) - 1
	}
	return i
}

// limits tell a script what a control is by itself, and how far it reaches.
func limits(c Control) templ.Attributes {
	a := templ.Attributes{"data-default": c.Default}
	for name, value := range map[string]string{"data-low": c.Low, "data-high": c.High, "data-above": c.Above, "data-off": c.Off} {
		if value != "" {
			a[name] = value
		}
	}
	if c.Problem != "" {
		a["data-wrong"] = true
	}
	if c.Roll {
		a["data-plain"] = true
	}
	return a
}

// spinner is what a number says to a screen reader that it says to the eye by its slider.
func spinner(c Control) templ.Attributes {
	a := templ.Attributes{}
	if c.Slide != nil {
		a["role"] = "spinbutton"
		a["aria-valuenow"] = strconv.FormatFloat(c.Slide.Now, 'f', -1, 64)
		a["aria-valuetext"] = c.Shown
	}
	if c.Problem != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// slide tells a script the rule of a slider.
func slide(s Slide) templ.Attributes {
	a := templ.Attributes{"data-from": s.From, "data-to": s.To}
	if s.Zero != "" {
		a["data-zero"] = s.Zero
	}
	if s.Step != "" {
		a["data-step"] = s.Step
	}
	if s.Whole {
		a["data-whole"] = true
	}
	if s.Time {
		a["data-time"] = true
	}
	return a
}

// setWords says how many settings of a group differ from their defaults. A script
// says the same.
func setWords(s Settings, g ControlGroup) string {
	set := 0
	for _, c := range g.Controls {
		if c.Changed() {
			set++
		}
	}
	if g.Strategies && slices.ContainsFunc(s.Toggles, func(t Toggle) bool { return t.On != t.Default }) {
		set++
	}
	if set == 0 {
		return ""
	}
	return format.Count(set) + " set"
}

// list tells a script what a list is by itself, which its boxes say only one by one.
func list(c Control) templ.Attributes {
	if !c.List {
		return nil
	}
	return templ.Attributes{"data-list": c.Default}
}

// member reports whether a list, with commas between, has a member.
func member(list, value string) bool {
	return slices.Contains(strings.Split(list, ","), value)
}

// about ties a control to its help and to what is wrong with it.
func about(c Control) string { return "help-" + c.Name + " wrong-" + c.Name }

// words are what a search finds a control by, besides what it says: its name in links, what
// it is called elsewhere, what it offers.
func words(c Control) string {
	all := append([]string{c.Name}, c.Words...)
	for _, choice := range c.Choices {
		all = append(all, choice.Label)
	}
	return strings.Join(all, ", ")
}

// inputMode asks a phone for the keyboard that fits.
func inputMode(c Control) string {
	if _, err := strconv.ParseFloat(c.Default, 64); err == nil && c.Off == "" {
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

func problemWith(list []Problem, field string) string {
	for _, problem := range list {
		if problem.Field == field {
			return problem.Message
		}
	}
	return ""
}

// standard is the default for people.
func (c Control) standard() string {
	for _, choice := range c.Choices {
		if choice.Value == c.Default {
			return choice.Label
		}
	}
	if x, err := strconv.ParseFloat(c.Default, 64); err == nil && (x != 0 || c.Off == "") {
		return format.Exact(x)
	}
	if c.Off != "" && (c.Default == "0" || c.Default == "0s") {
		return c.Off
	}
	return c.Default
}
