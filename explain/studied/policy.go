package studied

import (
	"strings"

	"backofflab/experiment/find"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Policy names a policy by its strategy and the settings that differ from the scenario's: "Full
// jitter with base delay 200 ms and cap 10 s".
func Policy(c find.Candidate) string {
	name := scenario.FleetName(c.Strategy)
	if len(c.Settings) == 0 {
		return name + " with the scenario’s settings"
	}
	return name + " with " + Settings(c.Settings)
}

// Settings are settings as screens have them: "base delay 200 ms and cap 10 s".
func Settings(settings []find.Setting) string {
	texts := make([]string, len(settings))
	for i, s := range settings {
		texts[i] = label(s.Field) + " " + screen(s)
	}
	return format.List(texts)
}

func label(field string) string {
	if f, ok := scenario.FieldNamed(field); ok {
		return format.Lower(f.Label)
	}
	return field
}

// screen is a value as screens have it; of what stands among commas, in small letters.
func screen(s find.Setting) string {
	_, text, err := scenario.ReadValue(s.Field, s.Value)
	if err != nil {
		return s.Value
	}
	if strings.ContainsAny(text, "0123456789") {
		return text
	}
	return format.Lower(text)
}

// some names a few policies, and how many others there are.
func some(o find.Outcome, places []int) string {
	const most = 3
	var names []string
	for _, i := range places[:min(most, len(places))] {
		names = append(names, "“"+Policy(o.Candidates[i].Candidate)+"”")
	}
	if more := len(places) - len(names); more > 0 {
		names = append(names, format.Count(more)+" more")
	}
	return format.List(names)
}
