package measured

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/testbed"
	"backofflab/web/templates"
	"backofflab/web/view/settings"
)

// Names of the form's fields. They are none of a scenario's, so that what is not of the form
// in an address is a link of the lab.
const (
	ScenarioName = "scenario"
	callersName  = "callers"
	strategyName = "strategy"
	familyName   = "family"
	tellName     = "tell"
	nameName     = "name"
	scriptName   = "script"
	fillName     = "fill" // the script to fill in
)

// FormNames are those of all fields.
func FormNames() []string {
	return []string{ScenarioName, callersName, strategyName, familyName, tellName, nameName, scriptName, fillName}
}

// Longest values that are read, in bytes.
const (
	maxScript = 2000
	maxShort  = 80
)

// Form reads what the form was filled with. The page has all of it again, and what is wrong
// with it at its field; ok says that nothing is, so that a testbed can be started of the
// config.
func Form(typed url.Values) (c testbed.Config, page templates.TestbedForm, ok bool) {
	f := reader{typed: typed}
	f.scenario()
	f.callers()
	f.strategy()
	f.answers()
	f.tell()
	f.script()
	return f.config, f.page, !f.wrong
}

// reader reads the form field by field.
type reader struct {
	typed  url.Values
	config testbed.Config
	page   templates.TestbedForm
	wrong  bool
}

// problem says what is wrong with a field.
func (f *reader) problem(message string) string {
	f.wrong = true
	return message
}

// get is what was typed, without what nobody can see. What is far too long was not typed.
func (f *reader) get(name string, most int) string {
	return format.Clip(strings.TrimSpace(f.typed.Get(name)), most)
}

func (f *reader) scenario() {
	field := templates.TestbedField{
		Name: ScenarioName, Label: "Scenario", Value: f.get(ScenarioName, scenario.MaxQueryBytes+200), Example: "thundering herd",
		Help: "The link of a run of the lab, or the name of a preset. Leave it empty for the lab’s first scenario.",
	}
	for _, p := range scenario.Presets() {
		f.page.Presets = append(f.page.Presets, p.Name)
	}
	wanted, err := link.Read(field.Value)
	f.config.Scenario = wanted.Scenario
	if err != nil {
		field.Problem = f.problem(inWords(err))
	} else {
		_, f.page.Summary = explain.Scenario(wanted.Scenario)
	}
	f.page.Scenario = field
}

// inWords says what is wrong with a link, naming fields as the screen does.
func inWords(err error) string {
	var wrong scenario.FieldErrors
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	var lines []string
	for _, e := range wrong {
		label := e.Field
		if f, known := scenario.FieldNamed(e.Field); known {
			label = f.Label
		}
		lines = append(lines, fmt.Sprintf("%s “%s”: %s", format.Capital(label), e.Value, e.Message))
	}
	return strings.Join(lines, " ")
}

func (f *reader) callers() {
	field := templates.TestbedField{
		Name: callersName, Label: "Clients that you will send", Value: f.get(callersName, maxShort), Example: format.Name(f.config.Scenario.Clients),
		Help: "The forecast is for so many. Leave it empty for as many as the scenario has.",
	}
	if field.Value != "" {
		clients, _ := scenario.FieldNamed("clients")
		before := f.config.Scenario
		if err := clients.Set(&f.config.Scenario, field.Value); err != nil {
			f.config.Scenario = before
			field.Problem = f.problem(fmt.Sprintf("“%s”: %s", field.Value, err))
		}
	}
	f.page.Clients = field
}

func (f *reader) strategy() {
	s := &f.config.Scenario
	list := templates.TestbedList{TestbedField: templates.TestbedField{
		Name: strategyName, Label: "Forecast with", Value: f.get(strategyName, 200),
		Help: "How you expect your client to wait between attempts. Of several in the scenario, full jitter or else the first.",
	}, Groups: strategyGroups(*s)}
	switch known := slices.ContainsFunc(list.Groups, func(g templates.TestbedGroup) bool {
		return slices.ContainsFunc(g.Options, func(c templates.Choice) bool { return c.Value == list.Value })
	}); {
	case !known:
		list.Problem = f.problem(fmt.Sprintf("“%s” is no strategy of the lab. Choose one of the list.", list.Value))
	case list.Value == "":
		s.Strategies = []string{expected(s.Strategies)}
	default:
		s.Strategies = []string{list.Value}
	}
	if err := s.Validate(); err != nil && !f.wrong {
		list.Problem = f.problem(inWords(err))
	}
	f.page.Strategy = list
}

// expected is the strategy of a scenario that is forecast with where none is chosen: what most
// advise, where it has that.
func expected(own []string) string {
	if slices.Contains(own, "full") {
		return "full"
	}
	return own[0]
}

// strategyGroups are those of the scenario, then all others, each once: libraries by language.
func strategyGroups(s scenario.Scenario) []templates.TestbedGroup {
	groups := []templates.TestbedGroup{{Name: "Scenario", Options: []templates.Choice{{Value: "", Label: "As in the scenario"}}}}
	for _, key := range s.Strategies {
		groups[0].Options = append(groups[0].Options, templates.Choice{Value: key, Label: scenario.FleetName(key)})
	}
	for _, g := range settings.ChoicesOf(s).Groups {
		group := templates.TestbedGroup{Name: g.Title}
		for _, fleet := range g.Fleets {
			if !slices.Contains(s.Strategies, fleet.Strategy.Key) {
				group.Options = append(group.Options, templates.Choice{Value: fleet.Strategy.Key, Label: fleet.Strategy.Name})
			}
		}
		if len(group.Options) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// families are those that a service can answer like, and what a client sees of it.
var families = []templates.TestbedOption{
	{Value: "plain", Label: "Retry-After alone", Example: "Retry-After: 2"},
	{Value: "ietf", Label: "IETF draft", Example: `RateLimit: "default";r=0;t=2`},
	{Value: "github", Label: "GitHub", Example: "x-ratelimit-remaining: 0"},
	{Value: "openai", Label: "OpenAI", Example: "x-ratelimit-reset-requests: 2s"},
	{Value: "anthropic", Label: "Anthropic", Example: "anthropic-ratelimit-…-reset: …"},
	{Value: "groq", Label: "Groq", Example: "x-ratelimit-limit-tokens: 6000"},
}

func (f *reader) answers() {
	choice := templates.TestbedChoice{Name: familyName, Label: "Headers and bodies like those of", Options: slices.Clone(families)}
	asked := strings.ToLower(f.get(familyName, maxShort))
	if asked == "" {
		asked = families[0].Value
	}
	if !choose(choice.Options, asked) {
		choice.Problem = f.problem(fmt.Sprintf("“%s” is no family. Choose one of these.", asked))
	}
	f.config.Family = testbed.Family(asked)
	f.page.Family = choice
}

// choose marks the option of a value, and reports whether there is one.
func choose(options []templates.TestbedOption, value string) bool {
	at := slices.IndexFunc(options, func(o templates.TestbedOption) bool { return o.Value == value })
	if at >= 0 {
		options[at].Chosen = true
	}
	return at >= 0
}

func (f *reader) tell() {
	choice := templates.TestbedChoice{Name: tellName, Label: "Clients are told apart by", Options: []templates.TestbedOption{
		{Value: "header", Label: "A header", Example: "X-Client: 7"},
		{Value: "query", Label: "A parameter", Example: "?client=7"},
		{Value: "address", Label: "Their address", Example: "10.0.0.7"},
	}}
	by := strings.ToLower(f.get(tellName, maxShort))
	if by == "" {
		by = "header"
	}
	known := choose(choice.Options, by)
	name := templates.TestbedField{Name: nameName, Label: "Its name", Value: f.get(nameName, maxShort), Example: "X-Client", Help: "Each client sends another value. A client without one is told by its address."}
	words := by
	if by != "address" {
		shown := name.Value
		if shown == "" {
			shown = map[string]string{"query": "client"}[by]
		}
		if shown == "" {
			shown = name.Example
		}
		words += " " + shown
	}
	tell, err := testbed.ParseTell(words)
	switch {
	case !known:
		choice.Problem = f.problem(fmt.Sprintf("“%s” tells no clients apart. Choose one of these.", by))
	case err != nil:
		name.Problem = f.problem(format.Capital(err.Error()) + ".")
	}
	f.config.Tell = tell
	f.page.Tell, f.page.Name = choice, name
}

func (f *reader) script() {
	field := templates.TestbedField{
		Name: scriptName, Label: "First answers (optional)", Value: strings.TrimSpace(f.typed.Get(scriptName)), Example: "503, 429 retry-after=2, 200",
		Help: "The first requests get these, one each and in order; then the service answers. Examples are below.",
	}
	if chosen, ok := testbed.LookupScript(f.typed.Get(fillName)); ok {
		field.Value = chosen.Text
	}
	script, err := testbed.ParseScript(field.Value)
	switch {
	case len(field.Value) > maxScript:
		field.Value = format.Clip(field.Value, maxScript)
		field.Problem = f.problem(fmt.Sprintf("The script is longer than %s characters.", format.Count(maxScript)))
	case err != nil:
		field.Problem = f.problem(format.Capital(err.Error()) + ".")
	}
	f.config.Script = script
	f.page.Script, f.page.Scripts = field, scripts()
}
