package settings

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// Fields that are not controls like the others.
const (
	strategiesField = "strategies" // the toggles
	seedField       = "seed"       // has a button that rolls it
)

// longestValue is how much of a bad value a form shows again.
const longestValue = 64

// openGroups are those that are unfolded on every page: what the first look needs.
var openGroups = []string{"Run", "Clients", "Limiter", "Retry policy"}

// controls makes controls of the fields of a scenario. raw is the query as it was asked; a
// field with a problem shows what stood there.
type controls struct {
	scenario, standard scenario.Scenario
	raw                string
	problems           scenario.FieldErrors
}

func (m controls) of(f scenario.Field) templates.Control {
	c := templates.Control{
		Name: f.Name, Label: f.Label, Words: f.Words, Low: f.Low, High: f.High, Above: f.Above,
		Help:    f.Help + " Range: " + f.Range + ".",
		Term:    termOfField(f.Name),
		Value:   f.Format(m.scenario),
		Default: f.Format(m.standard),
		Shown:   f.Screen(m.scenario),
		Off:     format.Capital(f.Zero),
		Slide:   slideOf(f),
		Roll:    f.Name == seedField,
		List:    f.List,
		Unmet:   !f.Met(m.scenario),
		Why:     whyOf(f),
	}
	for _, need := range f.Needs {
		c.Needs = append(c.Needs, needOf(need))
	}
	switch {
	case f.Choices != nil:
		c.Help = f.Help
	case f.IsDuration():
		c.Help += " A number without a unit is in " + unitNames[f.Unit] + "."
	default:
		c.Unit = f.Unit
	}
	for _, choice := range f.Choices {
		c.Choices = append(c.Choices, templates.Choice{Value: choice, Label: scenario.ChoiceLabel(choice)})
	}
	if c.Slide != nil {
		c.Slide.At = position(*c.Slide, c.Value)
		c.Slide.Now, _ = magnitude(c.Value)
	}
	if i := slices.IndexFunc(m.problems, func(p scenario.FieldError) bool { return p.Field == f.Name }); i >= 0 {
		c.Problem = m.problems[i].Message
		c.Value = asked(m.raw, f.Name, c.Value)
		c.Shown = c.Value
	}
	return c
}

func needOf(n scenario.Need) templates.Need {
	need := templates.Need{Field: n.Field, Values: n.Values, Not: n.Not}
	if n.Or != nil {
		or := needOf(*n.Or)
		need.Or = &or
	}
	return need
}

// termOfField is the key of the word that explains a setting.
func termOfField(name string) string {
	entry, _ := glossary.OfField(name)
	return entry.Key
}

// unitNames are the units of durations in words.
var unitNames = map[string]string{"s": "seconds", "ms": "milliseconds"}

// Of are all settings of a link: the fields of its scenario in groups, that of the
// run first, where the number of seeds is.
func Of(l link.Link, raw string, problems scenario.FieldErrors) templates.Settings {
	s := l.Scenario
	m := controls{s, scenario.Default(), raw, problems}
	var groups []templates.ControlGroup
	for _, f := range scenario.Fields() {
		if f.Name == strategiesField {
			groups = append(groups, templates.ControlGroup{Title: "Strategies", Strategies: true})
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].Title != f.Group {
			groups = append(groups, templates.ControlGroup{Title: f.Group, Open: slices.Contains(openGroups, f.Group)})
		}
		group := &groups[len(groups)-1]
		c := m.of(f)
		group.Open = group.Open || c.Problem != "" || c.Changed()
		group.Controls = append(group.Controls, c)
	}
	last := len(groups) - 1
	return templates.Settings{
		Path:     l.Path(),
		Compared: l.With != nil,
		Kept:     wordsOf(l),
		Groups:   slices.Concat(groups[last:], groups[:last]),
		Toggles:  TogglesOf(s), Libraries: LibrariesOf(s),
		Problems: ProblemsOf(problems),
	}
}

// ProblemsOf are problems as pages show them, each with the label of its field.
func ProblemsOf(problems scenario.FieldErrors) []templates.Problem {
	var all []templates.Problem
	for _, p := range problems {
		f, _ := scenario.FieldNamed(p.Field)
		all = append(all, templates.Problem{Field: p.Field, Value: p.Value, Message: p.Message, Label: f.Label})
	}
	return all
}

// wordsOf are what a link says besides its scenario.
func wordsOf(l link.Link) []templates.Control {
	with, predict := "", ""
	if l.With != nil {
		with = view.WithOf(*l.With)
	}
	if l.Predict {
		predict = "yes"
	}
	return []templates.Control{{Name: link.WithName, Value: with}, {Name: "title", Value: l.Title}, {Name: "note", Value: l.Note}, {Name: link.PredictName, Value: predict}}
}

// asked is the value that a query has for a name, or other when it has none. The
// query may be broken; what can be read of it is good enough to be shown.
func asked(raw, name, other string) string {
	values, _ := url.ParseQuery(raw)
	if !values.Has(name) {
		return other
	}
	runes := []rune(strings.ToValidUTF8(values.Get(name), "\ufffd"))
	return string(runes[:min(len(runes), longestValue)])
}

// TogglesOf are the strategies of the lab's own, then what else the scenario has.
func TogglesOf(s scenario.Scenario) []templates.Toggle {
	standard := scenario.Default().Strategies
	on := view.StrategiesOf(s.Strategies)
	var toggles []templates.Toggle
	for _, kind := range retry.Kinds() {
		i := slices.Index(s.Strategies, kind.Key)
		toggle := templates.Toggle{
			Formula: kind.Formula,
			Source:  kind.Source,
			On:      i >= 0,
			Default: slices.Contains(standard, kind.Key),
		}
		if toggle.On {
			toggle.Strategy = on[i]
		} else {
			toggle.Strategy = view.StrategyBeside(s.Strategies, kind.Key)
		}
		toggles = append(toggles, toggle)
	}
	for i, key := range s.Strategies {
		if kind, ok := library.Lookup(key); !ok || kind.Library {
			toggles = append(toggles, templates.Toggle{Strategy: on[i], Source: kind.Source, On: true, Chosen: true})
		}
	}
	return toggles
}

// reference is what most libraries were set to, so that they can be compared: it would stand
// beside each of them.
const reference = "100\u00a0ms to 10\u00a0s"

// LibrariesOf are all libraries by language, the language with most of them first, those as
// published before those with the reference's times.
func LibrariesOf(s scenario.Scenario) []templates.LibraryGroup {
	var groups []templates.LibraryGroup
	in := map[string]int{}
	for _, kind := range append(library.Clients(), library.Kinds()...) {
		in[kind.Language]++
		l := templates.Library{Key: kind.Key, Name: kind.Name, Version: kind.Version, On: slices.Contains(s.Strategies, kind.Key)}
		common := ""
		if short, ok := strings.CutSuffix(ordinarySpaces.Replace(kind.Name), ", 100 ms to 10 s"); ok {
			l.Name, common = short, reference
		}
		i := slices.IndexFunc(groups, func(g templates.LibraryGroup) bool { return g.Language == kind.Language && g.Common == common })
		if i < 0 {
			groups = append(groups, templates.LibraryGroup{Language: kind.Language, Common: common})
			i = len(groups) - 1
		}
		groups[i].Libraries = append(groups[i].Libraries, l)
	}
	slices.SortStableFunc(groups, func(a, b templates.LibraryGroup) int {
		return cmp.Or(in[b.Language]-in[a.Language], strings.Compare(a.Language, b.Language), strings.Compare(a.Common, b.Common))
	})
	return groups
}

var ordinarySpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// GrammarOf links is what the page's scripts have to know of them.
var GrammarOf = templates.Grammar{
	Standard: link.Standard, Layers: scenario.LayerForm, Pair: "exponential full",
	MostTitle: link.MaxTitle, MostNote: link.MaxNote,
}
