package measured

import (
	"slices"

	"backofflab/testbed"
	"backofflab/web/templates"
)

// plain are the scripts that any client should cope with; the others break some that are in
// use.
var plain = []string{"no-hint", "two-seconds", "date", "unavailable", "flapping"}

// scripts are those to choose from.
func scripts() []templates.TestbedScripts {
	groups := []templates.TestbedScripts{{Name: "Examples"}, {Name: "Odd and hostile"}}
	for _, p := range testbed.ScriptPresets() {
		group := &groups[1]
		if slices.Contains(plain, p.Key) {
			group = &groups[0]
		}
		group.Scripts = append(group.Scripts, templates.TestbedScript{Key: p.Key, Name: p.Name, Help: p.About, Text: p.Text})
	}
	return groups
}
