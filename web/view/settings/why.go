package settings

import (
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// mostNamed is how many values a sentence names before it only says that it is another one.
const mostNamed = 3

// whyOf says when a field matters, for where it does not: "Only with limiter fixed window or
// sliding log".
func whyOf(f scenario.Field) string {
	var reasons []string
	for _, need := range f.Needs {
		other, _ := scenario.FieldNamed(need.Field)
		name := strings.ToLower(other.Label)
		switch {
		case need.Values == nil && need.Field == strategiesField:
			switch {
			case len(f.Needs) > 1:
			case len(need.Not) > 1:
				return "Each has its own, or none"
			default:
				return "Each strategy has its own"
			}
			reasons = append(reasons, "a strategy that has none of its own")
			continue
		case need.Values == nil:
			reasons = append(reasons, name+" above "+need.Not[0])
			continue
		}
		if other.Name == strategiesField {
			name = "the strategy"
		}
		if len(need.Values) > mostNamed {
			reasons = append(reasons, "another "+name)
			continue
		}
		var values []string
		for _, value := range need.Values {
			values = append(values, valueLabel(need.Field, value))
		}
		last := len(values) - 1
		list := values[last]
		if last > 0 {
			list = strings.Join(values[:last], ", ") + " or " + list
		}
		reasons = append(reasons, name+" "+list)
	}
	if reasons == nil {
		return ""
	}
	return "Only with " + strings.Join(reasons, " and ")
}

// valueLabel is a value within a sentence.
func valueLabel(field, value string) string {
	if field == strategiesField {
		return format.Lower(scenario.FleetName(value))
	}
	words := scenario.ChoiceLabel(value)
	if rest := words[1:]; rest == strings.ToLower(rest) { // no abbreviation
		return strings.ToLower(words)
	}
	return words
}
