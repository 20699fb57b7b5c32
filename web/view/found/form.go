package found

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/experiment/sweep"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
	templates "backofflab/web/templates/found"
)

// Rows of the forms: as many limits as a search may have, and settings that vary.
const (
	limitRows = 5
	leastRows = 3
	freeRows  = 1
)

// former makes the form of a query. Problems are by the name of the field, or of the row.
type former struct {
	raw      string
	search   find.Search
	problems map[string]string
}

// parts are those of a field of several, "cap:1s,2s;base:1s", as they were typed.
func (b former) parts(name, between string) []string {
	return strings.FieldsFunc(typed(b.raw, name), func(r rune) bool { return strings.ContainsRune(between, r) })
}

// rowOf names a row of a field of several, from 0.
func rowOf(name string, i int) string { return name + "-" + strconv.Itoa(i) }

// placeOf is where a problem is said; "" where the form has no place for it.
func (b former) placeOf(p scenario.FieldError) string {
	for i, part := range b.parts(limitsName, ",;") {
		if p.Field == limitsName && strings.TrimSpace(part) == p.Value {
			return rowOf(limitsName, i)
		}
	}
	for i, part := range b.parts(varyName, ";") {
		field, values, _ := strings.Cut(part, ":")
		one := strings.FieldsFunc(values, func(r rune) bool { return r == ',' || r == ' ' })
		if p.Field == strings.TrimSpace(field) || p.Field == varyName && (strings.TrimSpace(part) == p.Value || slices.Contains(one, p.Value)) {
			return rowOf(varyName, i)
		}
	}
	if slices.Contains(find.Names, p.Field) {
		return p.Field
	}
	return ""
}

func (b former) form() templates.Form {
	f := templates.Form{
		Path: path, Kept: kept(b.search.Scenario.Query()), Problem: cmp.Or(b.problems[limitsName], b.problems[goalName]), VaryProblem: b.problems[varyName],
		Want: templates.Box{Name: wantName, Label: "What do you want?", Value: b.words(), Example: find.Example, Problem: b.problems[wantName],
			Help: "A goal, and limits that must hold. Try “success at least 99.5 %”, “peak at most 300/s”, “p99 below 2 s” or “fastest recovery”."},
		Goals: b.goals(), Rest: b.rest(), Limits: b.limits(), Vary: b.vary(),
		Most: templates.Box{Name: candidatesName, Label: "Policies, at most", Value: b.value(candidatesName, format.Name(b.search.Most)), Problem: b.problems[candidatesName],
			Help: "Where there are more combinations, an even draw of them; yours and the classic ones are always among them."},
		Indifferent: templates.Box{Name: indifferenceName, Label: "I do not care below", Value: b.value(indifferenceName, share(b.search.Indifference)), Problem: b.problems[indifferenceName],
			Help: "A difference of the goal, as a share of the best, that makes none to you. The smaller, the more runs."},
		Confident: templates.Box{Name: confidenceName, Label: "How sure", Value: b.value(confidenceName, share(b.search.Confidence)), Problem: b.problems[confidenceName],
			Help: "The probability that the best is found."},
	}
	if Asks(b.raw) && b.problems[wantName] == "" {
		f.Goal, f.Chips = format.Capital(studied.Goal(b.search.Goal, b.search.Scenario)), b.chips()
	}
	varyWrong := false
	for at := range b.problems {
		varyWrong = varyWrong || strings.HasPrefix(at, varyName)
		f.OpenLimits = f.OpenLimits || strings.HasPrefix(at, limitsName) || at == goalName
		f.Open = f.Open || varyWrong || slices.Contains([]string{candidatesName, indifferenceName, confidenceName}, at)
	}
	if !varyWrong {
		f.Usual = tried(b.search)
	}
	return f
}

// value is a field as it was typed where that is wrong, else as it was read.
func (b former) value(name, read string) string {
	if b.problems[name] != "" {
		return typed(b.raw, name)
	}
	return read
}

// words are goal and limits as the box has them: as they were typed, or as they were read where
// the box reads that again.
func (b former) words() string {
	if text := typed(b.raw, wantName); text != "" {
		return text
	}
	if !Asks(b.raw) {
		return ""
	}
	return Words(b.search)
}

// Words are goal and limits as [find.ReadWords] reads them: "99 % done within 30 s, as few
// wasted calls as possible".
func Words(s find.Search) string {
	var texts []string
	for _, l := range s.Limits {
		texts = append(texts, typeable.Replace(studied.Limit(l, s.Scenario)))
	}
	return strings.Join(append(texts, typeable.Replace(studied.Goal(s.Goal, s.Scenario))), ", ")
}

// typeable makes words of the screen those that people type, and the box reads: with common
// blanks, and short where a figure has a short name.
var typeable = strings.NewReplacer("\u00a0", " ", "\u202f", "", "per client", "per request",
	"a peak as low as possible beside the capacity", "lowest peak over the capacity",
	"a 95th percentile of the completion times", "p95", "a 99th percentile of the completion times", "p99")

func kept(query string) (all []templates.Kept) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil && name != "" {
			all = append(all, templates.Kept{Name: name, Value: plain})
		}
	}
	return all
}

// rest is what the fields of goal and limits are sent with: how the search goes.
func (b former) rest() (all []templates.Kept) {
	for _, name := range []string{varyName, candidatesName, indifferenceName, confidenceName} {
		if value := typed(b.raw, name); value != "" {
			all = append(all, templates.Kept{Name: name, Value: value})
		}
	}
	return all
}

// chips are the limits, each with the address of the search without it.
func (b former) chips() (all []templates.Chip) {
	for i, l := range b.search.Limits {
		without := b.search
		without.Limits = slices.Delete(slices.Clone(b.search.Limits), i, i+1)
		all = append(all, templates.Chip{Words: format.Capital(studied.Limit(l, b.search.Scenario)), Without: path + "?" + Query(without)})
	}
	return all
}

func (b former) goals() (all []templates.Choice) {
	for _, f := range find.Aims() {
		words := studied.Goal(find.Goal{Figure: f}, b.search.Scenario)
		all = append(all, templates.Choice{Value: f.Name, Label: format.Capital(words), On: f.Name == b.search.Goal.Figure.Name})
	}
	return all
}

// limits are the rows of limits, as they were typed, and free ones after them.
func (b former) limits() (rows []templates.Limit) {
	parts := b.parts(limitsName, ",;")
	if typed(b.raw, limitsName) == "" {
		for _, l := range b.search.Limits {
			parts = append(parts, l.String())
		}
	}
	for i := range max(limitRows, len(parts)) {
		row := templates.Limit{Number: i + 1, Problem: b.problems[rowOf(limitsName, i)]}
		figure := ""
		if i < len(parts) {
			figure, row.Value, _ = strings.Cut(strings.TrimSpace(parts[i]), ":")
		}
		for _, f := range find.Aims() {
			row.Figures = append(row.Figures, templates.Choice{Value: f.Name, Label: b.figure(f), On: f.Name == strings.TrimSpace(figure)})
		}
		rows = append(rows, row)
	}
	return rows
}

// figure is a figure as a limit's row has it: "Peak, at most".
func (b former) figure(f experiment.Figure) string {
	side := ", at most"
	if f.Better > 0 {
		side = ", at least"
	}
	return format.Capital(studied.What(f, b.search.Scenario)) + side
}

// vary are the rows of settings that vary, as they were typed, and free ones after them.
func (b former) vary() (rows []templates.Vary) {
	parts := b.parts(varyName, ";")
	for i := range max(leastRows, len(parts)+freeRows) {
		row := templates.Vary{Number: i + 1, Problem: b.problems[rowOf(varyName, i)]}
		field := ""
		if i < len(parts) {
			field, row.Values, _ = strings.Cut(strings.TrimSpace(parts[i]), ":")
		}
		for _, f := range variable() {
			row.Fields = append(row.Fields, templates.Choice{Value: f.Name, Label: f.Label, On: f.Name == strings.TrimSpace(field)})
		}
		rows = append(rows, row)
	}
	return rows
}

// variable are the settings that can vary, strategies first.
func variable() []scenario.Field {
	strategies, _ := scenario.FieldNamed("strategies")
	own, others := scenario.PolicyFields()
	all := slices.DeleteFunc(slices.Concat(own, others), func(f scenario.Field) bool {
		return f.Name == strategies.Name || f.List || !f.IsNumber() && !f.IsDuration() && f.Choices == nil || sweep.Barred(f.Name) != ""
	})
	return append([]scenario.Field{strategies}, all...)
}

// tried are the settings that vary and their values, in words: "Base delay: 250 ms, 500 ms".
func tried(s find.Search) (all []string) {
	for _, a := range s.Varied() {
		texts := make([]string, len(a.Values))
		for i, value := range a.Values {
			if texts[i] = screen(a.Field, value); a.Field == "strategies" {
				texts[i] = scenario.FleetName(value)
			}
		}
		all = append(all, labelOf(a.Field)+": "+strings.Join(texts, ", "))
	}
	return all
}

// labelOf is what a field is called on screen.
func labelOf(field string) string {
	f, _ := scenario.FieldNamed(field)
	return f.Label
}

// screen is a value of a field as screens write it.
func screen(field, value string) string {
	_, text, err := scenario.ReadValue(field, value)
	if err != nil {
		return value
	}
	return text
}
