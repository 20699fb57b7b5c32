package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// mostSet are the settings that a layer shows also where it has none of its own.
var mostSet = []string{"base", "cap", "attempts"}

// View is the strategy as its form shows it.
func (e Edit) View() templates.Editor {
	s := e.Link.Scenario
	at := slices.Index(s.Strategies, e.Key)
	editor := templates.Editor{
		Back: view.ScenarioLink(e.Link.Query()), Query: e.Link.Query(),
		Strategy: view.StrategiesOf(s.Strategies)[at], All: strings.Join(s.Strategies, ","),
		AddPart: len(e.parts) < scenario.MaxParts, Problem: e.problem, Wrong: e.Wrong(),
	}
	for p := range e.parts {
		editor.Parts = append(editor.Parts, e.partView(p))
	}
	return editor
}

func (e Edit) partView(p int) templates.EditorPart {
	part := e.parts[p]
	id := strconv.Itoa(p)
	shown := templates.EditorPart{ID: id, Name: scenario.FleetName(part.key()), AddLayer: len(part.layers) < scenario.MaxLayers}
	if len(e.parts) > 1 {
		shown.Share = strconv.Itoa(part.percent)
	}
	if wrong := e.wrong[id+".share"]; wrong != "" {
		shown.Share, shown.Problem = e.typed[id+".share"], wrong
	}
	if len(part.layers) > 1 {
		shown.Calls = callsOf(e.Link.Scenario, part.layers)
	}
	groups := kindsOf(e.Link.Scenario)
	for i := range part.layers {
		shown.Layers = append(shown.Layers, e.layerView(p, i, groups))
	}
	return shown
}

// callsOf says what the attempts of some layers multiply to.
func callsOf(s scenario.Scenario, layers []scenario.Layer) string {
	factors := make([]string, len(layers))
	calls := 1
	for i, l := range layers {
		n := s.Inherited(layers, i).Alone(l).Attempts
		factors[i] = format.Count(n)
		calls *= n
	}
	return strings.Join(factors, " × ") + " attempts: up to " + format.Plural(calls, "call") + " for a request."
}

// places are what the layers of a strategy are called, by how many there are.
func placeOf(i, of int) string {
	switch {
	case of == 1:
		return ""
	case i == 0:
		return "Outermost layer"
	case i == of-1:
		return "Innermost layer"
	}
	return format.Capital(format.Word(i+1)) + " layer"
}

func (e Edit) layerView(p, i int, groups []templates.EditorKinds) templates.EditorLayer {
	layers := e.parts[p].layers
	l := layers[i]
	kind, _ := library.Lookup(l.Strategy)
	shown := templates.EditorLayer{
		ID: layerID(p, i), Place: placeOf(i, len(layers)), First: i == 0, Last: i == len(layers)-1,
		Strategy: l.Strategy, Groups: groups,
	}
	inherited := e.Link.Scenario.Inherited(layers, i)
	switch {
	case !kind.Library:
		shown.Formula = kind.Formula
	default:
		shown.Rules, shown.Whose, shown.Source = rulesOf(inherited, l, kind)
	}
	for _, f := range scenario.OwnFields() {
		c, matters := e.settingView(shown.ID, inherited, l, f)
		switch {
		case c.Own || c.Problem != "" || matters && slices.Contains(mostSet, f.Name):
			shown.Shown = append(shown.Shown, c)
		case matters:
			shown.More = append(shown.More, c)
		}
	}
	return shown
}

// settingView is a setting of a layer, and whether it does something there.
func (e Edit) settingView(id string, inherited scenario.Scenario, l scenario.Layer, f scenario.Field) (c templates.EditorSetting, matters bool) {
	without := inherited.Alone(l.Without(f.Name))
	c = templates.EditorSetting{
		Name: f.Name, Label: f.Label, Unit: f.Unit, Help: f.Help + " Range: " + f.Range + ".", List: f.List,
		Inherits: f.Screen(without) + whoseIs(e.Link.Scenario, inherited, l, f), Own: l.Owns(f),
	}
	if l.DelaysOfLibrary(f) {
		c.Inherits = "The library’s"
	}
	if f.Group == "Retry-After" { // whose labels are of their group
		c.Label = f.Group + ", " + format.Lower(f.Label)
	}
	for _, choice := range f.Choices {
		c.Choices = append(c.Choices, templates.Choice{Value: choice, Label: scenario.ChoiceLabel(choice)})
	}
	if f.IsDuration() || f.Choices != nil || strings.Contains(strings.ToLower(f.Label), f.Unit) {
		c.Unit = ""
	}
	if own := inherited.Alone(l); c.Own || f.List {
		c.Value, c.Shown = f.Format(own), f.Screen(own)
	}
	if wrong := e.wrong[id+"."+f.Name]; wrong != "" {
		c.Value, c.Shown, c.Problem = e.typed[id+"."+f.Name], e.typed[id+"."+f.Name], wrong
	}
	return c, f.MetIn(inherited, l)
}

// whoseIs says where a layer has a value from that it does not set itself.
func whoseIs(s, inherited scenario.Scenario, l scenario.Layer, f scenario.Field) string {
	bare := scenario.Layer{Strategy: l.Strategy}
	_, whole := library.ClientOf(l.Strategy)
	switch own := f.Format(inherited.Alone(l.Without(f.Name))); {
	case own != f.Format(inherited.Alone(bare)):
		return ", the default" // of a guard that is the layer's own
	case whole && (f.Ruled() || own != f.Format(inherited)):
		return ", the library’s"
	case own != f.Format(s):
		return " here" // it is the business of another layer
	}
	return ", the scenario’s"
}

// kindsOf are all strategies that a layer may have, in groups.
func kindsOf(s scenario.Scenario) []templates.EditorKinds {
	groups := []templates.EditorKinds{{Title: ownGroup}, {Title: "Whole clients of libraries"}}
	for _, kind := range retry.Kinds() {
		groups[0].Choices = append(groups[0].Choices, templates.Choice{Value: kind.Key, Label: kind.Name})
	}
	for _, kind := range library.Clients() {
		name := strings.TrimSuffix(kind.Name, ", whole client")
		groups[1].Choices = append(groups[1].Choices, templates.Choice{Value: kind.Key, Label: name})
	}
	for _, kind := range library.Kinds() {
		title := "Delays of libraries, " + kind.Language
		i := slices.IndexFunc(groups, func(g templates.EditorKinds) bool { return g.Title == title })
		if i < 0 {
			i = len(groups)
			groups = append(groups, templates.EditorKinds{Title: title})
		}
		groups[i].Choices = append(groups[i].Choices, templates.Choice{Value: kind.Key, Label: kind.Name})
	}
	return groups
}

// rulesOf are what the client of a library does, whose that is, and where it is read.
func rulesOf(inherited scenario.Scenario, l scenario.Layer, kind retry.Kind) (rules []templates.EditorRule, whose, source string) {
	name := strings.TrimPrefix(library.DelaysOf(l.Strategy), "lib:") + " " + kind.Version
	if _, whole := library.ClientOf(l.Strategy); !whole {
		return []templates.EditorRule{{Text: "Its delays alone; attempts and rules are the scenario’s"}}, "the library’s (" + strings.TrimSpace(name) + ")", kind.Source
	}
	own := inherited.Alone(l)
	rule := func(text string, fields ...string) {
		set := slices.ContainsFunc(fields, func(name string) bool {
			f, _ := scenario.FieldNamed(name)
			return l.Owns(f)
		})
		rules = append(rules, templates.EditorRule{Text: text, Own: set})
	}
	attempts := format.Plural(own.Attempts, "attempt")
	if own.Attempts >= library.Unlimited {
		attempts = "attempts without limit"
	}
	rule(attempts, "attempts")
	rule("retries "+outcomesInWords(own.RetryOn), "retry-on")
	rule(retryAfterInWords(own), "honour", "honour-limit", "honour-over", "honour-jitter")
	if own.Deadline > 0 {
		rule("no retry after "+format.Span(own.Deadline), "deadline")
	}
	if own.Timeout > 0 {
		rule("timeout "+format.Span(own.Timeout), "timeout")
	}
	return rules, "the library’s (" + strings.TrimSpace(name) + ")", kind.Source
}

// outcomesInWords lists what is retried: "429, 503, timeouts".
func outcomesInWords(words []string) string {
	names := map[string]string{"rejected": "429", "unavailable": "503", "timed-out": "timeouts", "not-sent": "what was not sent", "failed": "permanent errors"}
	var all []string
	for _, word := range words {
		all = append(all, names[word])
	}
	return strings.Join(all, ", ")
}

// retryAfterInWords says what a client makes of a Retry-After.
func retryAfterInWords(s scenario.Scenario) string {
	if !s.Honours() {
		return "ignores Retry-After"
	}
	text := "Retry-After"
	if s.Honour != "honour" {
		text += " (" + strings.ToLower(scenario.ChoiceLabel(s.Honour)) + ")"
	}
	if s.HonourLimit == 0 {
		return text + " obeyed"
	}
	text += " up to " + format.Span(s.HonourLimit.Round(time.Millisecond))
	switch s.HonourOver {
	case scenario.OverGivesUp:
		return text + ", then gives up"
	case scenario.OverClamped:
		return text + ", never longer"
	}
	return text + ", a longer one ignored"
}
