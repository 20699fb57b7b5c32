package calculated

import (
	"net/url"
	"slices"
	"strings"

	"backofflab/calculator"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	templates "backofflab/web/templates/calculator"
)

// Fields of a scenario that the form has, in its order.
var (
	policyFields = []string{"base", "cap", "factor", "attempts", "jitter", "extra", "power", "delays", "delays-then"}
	seldomFields = []string{"offset", "first-retry", "floor", "deadline"}
)

// formOf is the form of what was asked for. What is wrong stands in it as it was typed.
func formOf(a calculator.Ask, raw string, problems scenario.FieldErrors) templates.Form {
	b := builder{ask: a, typed: typedIn(raw), problems: map[string]string{}}
	for _, p := range problems {
		b.problems[calculator.FieldOf(p.Field)] = p.Message
	}
	f := templates.Form{Groups: groupsOf(a.Strategy()), Problem: b.problems["strategies"]}
	for _, name := range policyFields {
		f.Fields = append(f.Fields, b.field(name))
	}
	standard := scenario.Default()
	for _, name := range seldomFields {
		field, _ := scenario.FieldNamed(name)
		f.Open = f.Open || field.Format(a.Scenario) != field.Format(standard) || b.problems[name] != ""
		f.More = append(f.More, b.field(name))
	}
	f.Asked = b.asked()
	for _, field := range scenario.Fields() {
		if value := field.Format(a.Scenario); !inForm(field.Name) && value != field.Format(standard) {
			f.Kept = append(f.Kept, templates.Kept{Name: field.Name, Value: value})
		}
	}
	return f
}

func inForm(name string) bool {
	return name == "strategies" || slices.Contains(policyFields, name) || slices.Contains(seldomFields, name)
}

// builder makes fields of a form.
type builder struct {
	ask      calculator.Ask
	typed    map[string]string // by field, as it was typed
	problems map[string]string // by field
}

// typedIn are the values of an address by field.
func typedIn(raw string) map[string]string {
	typed := map[string]string{}
	values, _ := url.ParseQuery(raw)
	for name, all := range values {
		typed[calculator.FieldOf(name)] = all[0]
	}
	return typed
}

// field is one of a scenario.
func (b builder) field(name string) templates.Field {
	f, _ := scenario.FieldNamed(name)
	field := templates.Field{Name: name, Label: f.Label, Help: f.Help, Value: f.Screen(b.ask.Scenario), Problem: b.problems[name], Number: f.IsNumber()}
	field.Hidden = !f.Met(b.ask.Scenario) && field.Problem == ""
	for _, choice := range f.Choices {
		field.Choices = append(field.Choices, templates.Choice{Value: choice, Label: scenario.ChoiceLabel(choice), On: choice == f.Format(b.ask.Scenario)})
	}
	return b.mend(field)
}

// mend gives a field that is wrong back what was typed.
func (b builder) mend(field templates.Field) templates.Field {
	if field.Problem != "" {
		field.Value = b.typed[field.Name]
	}
	return field
}

// asked are the fields of what is looked at.
func (b builder) asked() []templates.Field {
	retry := templates.Field{Name: calculator.NameRetry, Label: "Formula of retry", Number: true, Help: "The retry whose formula is written out."}
	if b.ask.Retry > 0 {
		retry.Example = number(b.ask.Retry)
	}
	if chosen := b.ask.Chosen(); chosen > 0 {
		retry.Value = number(chosen)
	}
	all := []templates.Field{
		{Name: calculator.NameT, Label: "Still waiting after", Value: span(b.ask.T), Help: "The time since the first failure after which some clients still wait."},
		{Name: calculator.NameWithin, Label: "Retries within", Value: span(b.ask.Within), Help: "The time in which retries are counted, as if attempts were endless."},
		retry,
	}
	for i := range all {
		all[i].Problem = b.problems[all[i].Name]
		all[i] = b.mend(all[i])
	}
	return all
}

// groupsOf are all strategies, the one that is asked for among them also where it has settings of
// its own.
func groupsOf(chosen string) []templates.Group {
	groups := []templates.Group{{Title: "Strategies"}, {Title: "Whole clients of libraries"}}
	found := false
	add := func(i int, kind retry.Kind, label string) {
		on := kind.Key == chosen
		found = found || on
		groups[i].Choices = append(groups[i].Choices, templates.Choice{Value: kind.Key, Label: label, On: on})
	}
	for _, kind := range retry.Kinds() {
		add(0, kind, kind.Name)
	}
	for _, kind := range library.Clients() {
		add(1, kind, strings.TrimSuffix(kind.Name, ", whole client"))
	}
	for _, kind := range library.Kinds() {
		title := "Delays of libraries, " + kind.Language
		i := slices.IndexFunc(groups, func(g templates.Group) bool { return g.Title == title })
		if i < 0 {
			i = len(groups)
			groups = append(groups, templates.Group{Title: title})
		}
		add(i, kind, kind.Name)
	}
	if !found {
		groups = append(groups, templates.Group{Title: "With settings of its own", Choices: []templates.Choice{{Value: chosen, Label: scenario.FleetName(chosen), On: true}}})
	}
	return groups
}
