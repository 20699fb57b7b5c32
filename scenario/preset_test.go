package scenario

import (
	"slices"
	"strings"
	"testing"
)

// Whatever people call what they look for, it leads to a preset.
func TestPresetsAreFound(t *testing.T) {
	for words, key := range map[string]string{
		"429":               "thundering-herd",
		"rate limit":        "thundering-herd",
		"thundering herd":   "thundering-herd",
		"too many requests": "thundering-herd",
		"reconnect":         "reconnect",
		"websocket":         "reconnect",
		"deploy":            "reconnect",
		"503":               "recovery",
		"restart":           "recovery",
		"cron":              "cron-jobs",
		"midnight":          "cron-jobs",
		"openai":            "llm-rate-limit",
		"anthropic":         "llm-agents",
		"tokens per minute": "llm-rate-limit",
		"rpm":               "llm-rate-limit",
		"tenacity":          "retry-libraries",
		"boto3":             "retry-libraries",
		"max retries":       "few-attempts",
		"dynamodb":          "aws-contention",
		"retry-after":       "retry-after",
		"metastable":        "retry-storm",
		"budget":            "budget-vs-crowd",
		"circuit breaker":   "retry-storm",
		"timeout":           "chaos",
		"mixed fleet":       "chaos",
		"llm":               "llm-agents",
		"outages":           "at-the-cap",
	} {
		found := func(p Preset) bool { return p.Key == key && strings.Contains(p.Searched(), words) }
		if !slices.ContainsFunc(Presets(), found) {
			t.Errorf("%q does not lead to %s", words, key)
		}
	}
}

// The list puts a heading where the group changes, so each group stands together.
func TestPresetsStandInGroups(t *testing.T) {
	var groups []string
	for _, p := range Presets() {
		if len(groups) == 0 || groups[len(groups)-1] != p.Tags[0] {
			groups = append(groups, p.Tags[0])
		}
	}
	if want := []string{"Basics", "Limits", "LLM", "Outages", "Overload"}; !slices.Equal(groups, want) {
		t.Errorf("the groups are %q, want %q", groups, want)
	}
}
