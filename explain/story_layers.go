package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// findLayers says what layers made of their requests, of the fleet in which they made the
// most calls for each.
func findLayers(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	layered := filter(results, func(r sim.Result) bool { return r.Layers != nil && r.Attempts > r.Requests })
	if len(layered) == 0 {
		return Sentence{}, false
	}
	_, r := extremes(layered, func(r sim.Result) float64 { return r.Amplification })
	made := make([]string, len(r.Layers))
	for i, l := range r.Layers {
		made[i] = format.Plural(l.Attempts, "attempt") + " of " + layerInText(l.Strategy)
	}
	text := fmt.Sprintf("retries in layers multiply: %s became %s", format.Plural(r.Requests, "request"), format.List(made))
	if calls := s.Calls(r.Strategy); len(layered) == 1 {
		text += ", " + upTo(calls, "for each")
	} else {
		text += " " + withFleets(r.Strategy) + ", " + upTo(calls, "for each")
	}
	return Sentence{Text: text + ".", Place: Place{Chart: inLoad, Fleets: []string{r.Strategy}, To: length(r)}}, true
}

func upTo(calls int, each string) string {
	return "up to " + format.Plural(calls, "call") + " to the service " + each
}

// layerInText is the name of a layer in the middle of a sentence.
func layerInText(key string) string {
	return inText(scenario.Layers(key)[0].Strategy)
}

// multiplied is how the attempts of a strategy's layers multiply: "4 × 3".
func multiplied(s scenario.Scenario, strategy string) string {
	var factors []string
	for _, l := range scenario.Layers(strategy) {
		factors = append(factors, format.Count(s.For(l.Key()).Attempts))
	}
	return strings.Join(factors, " × ")
}

// inWordsLayers says of each strategy with layers how they multiply.
func inWordsLayers(s scenario.Scenario) []string {
	var lines []string
	for _, strategy := range s.Layered() {
		lines = append(lines, fmt.Sprintf("In %s an attempt of one layer is a request of the next, which makes up to %s = %s for each request",
			inText(strategy), multiplied(s, strategy), format.Plural(s.Calls(strategy), "call")))
	}
	return lines
}

// silencedLayers lets one layer after the other make a single attempt.
func silencedLayers(s scenario.Scenario, _ []sim.Result) []candidate {
	var all []candidate
	for i, fleet := range s.Strategies {
		layers := scenario.Layers(fleet)
		if len(layers) == 1 || strings.Contains(fleet, "@") {
			continue
		}
		for j, l := range layers {
			if s.For(l.Key()).Attempts == 1 {
				continue
			}
			keys := make([]string, len(layers))
			for k, other := range layers {
				keys[k] = other.Key()
			}
			keys[j] = l.With("attempts", strconv.Itoa(1)).Key()
			name := placeOf(j, len(layers)) + " layer, " + layerInText(l.Key()) + ","
			silent := try(s, "one attempt in the "+placeOf(j, len(layers))+" layer", "If the "+name+" makes one attempt,", "With one "+placeOf(j, len(layers))+" attempt,",
				func(c *scenario.Scenario) {
					c.Strategies = slices.Clone(c.Strategies)
					c.Strategies[i] = strings.Join(keys, ">")
				})
			silent[0].silences = i
			all = append(all, silent...)
		}
	}
	return all
}

// placeOf says which of the layers one is.
func placeOf(layer, of int) string {
	switch layer {
	case 0:
		return "outermost"
	case of - 1:
		return "innermost"
	}
	return []string{"second", "third"}[layer-1]
}

// silenced says what becomes of a fleet of which a layer makes one attempt, for better or
// worse: whoever stacks layers should know what each of them is for. The gain is the share
// of the attempts that it saves.
func (c candidate) silenced(s scenario.Scenario, before, after []sim.Result) (text, short string, gain float64) {
	b, a := before[c.silences], after[c.silences]
	text, _ = c.effects(s, b, a)
	short = c.inShort(s, before, c.silences, a)
	if text == "" || short == "" {
		return "", "", 0
	}
	if fewerSuccesses(s, b, a) && !strings.Contains(text, "loses") && !strings.Contains(text, "success") {
		text = strings.TrimSuffix(text, ".") + ", but has " + format.Plural(a.Successes, "success") + " instead of " + format.Count(b.Successes) + "."
	}
	return text, short, 1 - float64(a.Attempts)/float64(max(1, b.Attempts))
}
