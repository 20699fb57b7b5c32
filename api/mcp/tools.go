package mcp

import (
	"backofflab/exchange/form"
	"backofflab/internal/format"
)

// tools are all of them.
func tools() []tool {
	return []tool{
		toolOf("simulate", "Simulate a scenario",
			"Simulates clients that retry against a service, and compares their retry strategies: key figures for each, the verdict, findings, what was assumed, and a link. "+
				"Fields of a scenario: "+fieldNames()+".", simulate),
		toolOf("compare", "Compare two scenarios",
			"Simulates two scenarios and says what the first changes against the second, its baseline: figures of both beside each other.", compare),
		toolOf("policy", "Delays of a retry policy",
			"Says how long clients wait before each retry, without a simulation: minimum, quantiles, maximum and sums.", policy),
		toolOf("import", "Import a configuration",
			"Reads a retry configuration, or code that sets one, into a strategy of the lab: what was understood, what its library assumes, what is lost, and a link. At most "+format.Count(form.MaxTextBytes)+" bytes.", importText),
		toolOf("find_scenarios", "Find scenarios",
			"Finds scenarios that the lab has ready, by words: keys, situations and links.", findScenarios),
	}
}

// Names are those of the tools.
func Names() []string {
	var all []string
	for _, t := range tools() {
		all = append(all, t.name)
	}
	return all
}
