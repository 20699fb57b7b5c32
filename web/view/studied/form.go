package studied

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment/sweep"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	shared "backofflab/web/templates"
	templates "backofflab/web/templates/study"
	"backofflab/web/view"
)

// Names of fields of the form that links do not have.
const (
	xValues = "x-values"
	yValues = "y-values"
)

// Plain is what the form sent as links write it: an axis in one field, figures in one list. It
// is the query itself where a link has no such field.
func Plain(raw string) string {
	own, rest, problems := link.Split(raw, "x", "y", xValues, yValues)
	_, sent := own[xValues]
	rest, others := scenarioOnly(rest)
	rest, figures := together(rest)
	if !sent && !figures && !others || len(problems) > 0 {
		return raw
	}
	pairs := []string{}
	if rest != "" {
		pairs = append(pairs, rest)
	}
	for _, axis := range [][2]string{{"x", xValues}, {"y", yValues}} {
		field, values := own[axis[0]], own[axis[1]]
		if field != "" && values != "" {
			field += ":" + values
		}
		if field != "" {
			pairs = append(pairs, axis[0]+"="+url.QueryEscape(field))
		}
	}
	return strings.Join(pairs, "&")
}

// scenarioOnly leaves out what a link of the lab has besides a scenario.
func scenarioOnly(raw string) (query string, changed bool) {
	own, rest, _ := link.Split(raw, link.WithName, link.TitleName, link.NoteName, link.PredictName)
	return rest, len(own) > 0
}

// together joins the figures of a query that stand in several fields, and leaves out what is
// empty.
func together(raw string) (query string, changed bool) {
	var pairs, names []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case name == "figures":
			names = append(names, value)
		case value == "" && (name == "runs" || name == "refine"):
			changed = true
		case pair != "":
			pairs = append(pairs, pair)
		}
	}
	if len(names) > 0 {
		pairs = append(pairs, "figures="+strings.Join(names, ","))
	}
	return strings.Join(pairs, "&"), changed || len(names) > 1
}

// SweepPage is the page of a sweep without its state. raw is the query as links write it; with
// no axis in it the page has examples. problems are what is wrong with it.
func SweepPage(raw string, problems scenario.FieldErrors) templates.Page {
	s, _ := sweep.Parse(raw)
	b := former{raw: raw, sweep: s, problems: map[string]string{}}
	_, lead := explain.Scenario(s.Scenario)
	once := s.Scenario
	once.Runs = 1
	page := templates.Page{
		Path: sweepPath, Kind: sweepName, Title: "Sweep", Shown: templates.Shown{State: templates.Idle},
		Lead:     "Simulate the scenario at many values of one or two of its settings: which strategy does better where, and how sure that is.",
		Scenario: templates.Scenario{Words: lead, Lab: view.ScenarioLink(once.Query())},
	}
	for _, p := range problems {
		if field := b.fieldOf(p.Field); field != "" {
			b.problems[field] = p.Message
			if field == "figures" {
				b.problems[field] = view.WrongChoice(p)
			}
			continue
		}
		page.Problems = append(page.Problems, shared.Problem{Field: p.Field, Value: p.Value, Message: p.Message})
	}
	page.Form = templates.SweepFormView(b.form())
	if b.typed("x") == "" {
		page.Examples = examplesOf(s.Scenario)
	} else if len(problems) == 0 {
		page.Title, page.Lead = titleOf(s), leadOf(s)
		page.Shown.Query = s.Query()
		page.Shown.JSON, page.Shown.CSV = sweepJSON+"?"+s.Query(), sweepCSV+"?"+s.Query()
	}
	return page
}

// titleOf is "Clients from 10 to 190", "Base delay by cap".
func titleOf(s sweep.Sweep) string {
	if s.Y.Field != "" {
		return labelOf(s.X.Field) + " by " + within(labelOf(s.Y.Field))
	}
	if !s.X.Numeric() {
		return labelOf(s.X.Field)
	}
	return labelOf(s.X.Field) + " from " + valueOf(s.X.Field, s.X.Values[0]) + " to " + valueOf(s.X.Field, s.X.Values[len(s.X.Values)-1])
}

func leadOf(s sweep.Sweep) string {
	cells := format.Plural(len(s.X.Values), "value")
	if s.Y.Field != "" {
		cells = format.Count(len(s.X.Values)) + " by " + format.Plural(len(s.Y.Values), "value")
	}
	text := format.Capital(format.Plural(len(s.Scenario.Strategies), "strategy")) + " at " + cells + ", " + format.Plural(s.Scenario.Runs, "run") + " each with the same seeds"
	if s.Refine > 0 {
		text += "; up to " + format.Count(s.Refine) + " more where curves cross or bend"
	}
	return text + "."
}

// former makes the form of a query.
type former struct {
	raw      string
	sweep    sweep.Sweep
	problems map[string]string
}

// typed is a field of the query as it came.
func (b former) typed(name string) string {
	own, _, _ := link.Split(b.raw, name)
	return own[name]
}

// fieldOf is the field of the form at which a problem is said; "" where there is none.
func (b former) fieldOf(name string) string {
	x, _, _ := strings.Cut(b.typed("x"), ":")
	y, _, _ := strings.Cut(b.typed("y"), ":")
	switch {
	case name == "x", name == strings.TrimSpace(x):
		return xValues
	case name == "y", name == strings.TrimSpace(y):
		return yValues
	case slices.Contains([]string{"runs", "refine", "figures"}, name):
		return name
	}
	return ""
}

func (b former) form() templates.SweepForm {
	f := templates.SweepForm{Path: sweepPath, Problem: b.problems["figures"]}
	once := b.sweep.Scenario
	once.Runs = 1
	for pair := range strings.SplitSeq(once.Query(), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil && name != "" {
			f.Kept = append(f.Kept, templates.Kept{Name: name, Value: plain})
		}
	}
	f.X = b.axis("x", "Sweep", "clients")
	f.Y = b.axis("y", "Against", "")
	f.Y.None = true
	runs := scenario.Fields()[slices.IndexFunc(scenario.Fields(), func(f scenario.Field) bool { return f.Name == "runs" })]
	f.Runs = templates.Box{Name: "runs", Label: "Runs a cell", Value: cmp.Or(b.typed("runs"), strconv.Itoa(b.sweep.Scenario.Runs)), Help: "From " + runs.Low + " to " + runs.High, Problem: b.problems["runs"]}
	f.Refine = templates.Box{Name: "refine", Label: "Added values, at most", Value: b.refine(), Problem: b.problems["refine"],
		Help: "Where curves cross or bend; from 0 to " + strconv.Itoa(sweep.MostRefined)}
	for _, c := range sweep.Columns() {
		f.Figures = append(f.Figures, templates.Choice{Value: c.Name, Label: words[c.Name].title, On: slices.Contains(b.sweep.Figures, c.Name)})
	}
	f.Open = b.typed("refine") != "" || b.typed("figures") != ""
	return f
}

// called is a range as links write it.
var called = regexp.MustCompile(`^(lin|log)\(([^,()]+),([^,()]+),(\d+)\)$`)

// spacedList are the commas of a list.
var spacedList = regexp.MustCompile(`, *`)

// kindly is a range as people write it; lists are as they are.
func kindly(values string) string {
	m := called.FindStringSubmatch(values)
	switch {
	case m == nil:
		return spacedList.ReplaceAllString(values, ", ")
	case m[1] == "log":
		return m[2] + " to " + m[3] + " log " + m[4]
	}
	return m[2] + " to " + m[3] + " in " + m[4]
}

// refine is how many values may be added, the usual number where there is no axis yet.
func (b former) refine() string {
	of := b.sweep
	if of.X.Field == "" {
		of, _ = sweep.Parse("x=clients:1,2")
	}
	return cmp.Or(b.typed("refine"), strconv.Itoa(of.Refine))
}

// axis asks for one axis; its field is a usual one where none was asked for.
func (b former) axis(name, label, usual string) templates.AxisForm {
	field, values, _ := strings.Cut(b.typed(name), ":")
	field = strings.TrimSpace(field)
	if b.typed(name) == "" {
		field = usual
		if f, ok := scenario.FieldNamed(usual); ok {
			values = suggestion(b.sweep.Scenario, f)
		}
	}
	a := templates.AxisForm{Name: name, Label: label}
	for _, f := range sweepable() {
		if n := len(a.Groups); n == 0 || a.Groups[n-1].Title != f.Group {
			a.Groups = append(a.Groups, templates.Group{Title: f.Group})
		}
		of := &a.Groups[len(a.Groups)-1]
		of.Choices = append(of.Choices, templates.Choice{Value: f.Name, Label: f.Label, Suggests: suggestion(b.sweep.Scenario, f), On: f.Name == field})
	}
	a.Values = templates.Box{Name: name + "-values", Label: "Values", Value: kindly(strings.TrimSpace(values)), Example: "10 to 190 step 20", Problem: b.problems[name+"-values"],
		Help: "A list, 1s, 5s, 10s; or a range: 10 to 190 step 20, 1s to 60s log 7"}
	return a
}
