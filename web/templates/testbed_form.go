package templates

import (
	"github.com/a-h/templ"
)

// TestbedForm is the page that starts a testbed. Without a script it is all there is to it.
type TestbedForm struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Shut     string // why none can be started here, a sentence; "" where one can
	Life     string // how long a testbed lives
	Refused  string // why none could be started now, a sentence; "" mostly
	Scenario TestbedField
	Presets  []string // names that the scenario's field takes
	Summary  string   // the scenario in words; "" where it cannot be read
	Clients  TestbedField
	Strategy TestbedList
	Family   TestbedChoice
	Tell     TestbedChoice
	Name     TestbedField // of the header or parameter that tells clients apart
	Script   TestbedField
	Scripts  []TestbedScripts // to choose from
}

// TestbedField is one that people type into.
type TestbedField struct {
	Name, Label, Help string
	Example           string // shown while nothing is typed
	Value             string
	Problem           string // what is wrong with the value; "" when nothing is
}

// TestbedList is a long choice, in groups.
type TestbedList struct {
	TestbedField
	Groups []TestbedGroup
}

// TestbedGroup is a part of a long choice.
type TestbedGroup struct {
	Name    string
	Options []Choice
}

// TestbedChoice is a choice of a few.
type TestbedChoice struct {
	Name, Label, Problem string
	Options              []TestbedOption
}

// TestbedOption is one of them; Example is what a client sees of it.
type TestbedOption struct {
	Value, Label, Example string
	Chosen                bool
}

// TestbedScripts are scripts of one kind.
type TestbedScripts struct {
	Name    string
	Scripts []TestbedScript
}

// TestbedScript is one to choose: what it does in a sentence, and what is typed for it.
type TestbedScript struct {
	Key, Name, Help, Text string
}

const testbedLead = "Point your own client at the service that you simulated. It answers over real HTTP, and what your client does is drawn beside the forecast."

func (f TestbedForm) shell() Shell {
	return Shell{
		Static: f.Static, Title: "Testbed · Backoff Lab", Lead: testbedLead,
		Sheet:  "testbed",
		Action: Places(testbedPath), Foot: templ.NopComponent,
	}
}

func (f TestbedField) id() string { return "testbed-" + f.Name }

// about joins the ids of what explains a field.
func (f TestbedField) about() string { return f.id() + "-help " + f.id() + "-problem" }

func (f TestbedField) invalid() templ.Attributes { return invalid(f.Problem) }

// invalid marks a field whose value is none.
func invalid(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}
