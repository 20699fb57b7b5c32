package explain

import (
	"testing"

	"backofflab/experiment"
	"backofflab/scenario"
)

// Every sentence of a story has the place of the guide that belongs to its rule, and none of the
// short ones has any: the first screen has no room for it.
func TestStoryLeadsToTheGuide(t *testing.T) {
	for _, query := range []string{
		"clients=100&strategies=exponential,full",
		"clients=50&spread=5s&limiter=none&service=800ms&timeout=500ms&attempts=3&strategies=full",
		"clients=50&attempts=2&strategies=full(attempts=2)>fixed",
	} {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		found := experiment.Outcome{Results: simulated(t, s)}
		story := Story(s, found)
		if len(story) == 0 {
			t.Errorf("%s has no story", query)
		}
		for _, told := range story {
			if told.Guide.Place == "" || told.Guide.About == "" {
				t.Errorf("%s: %q leads nowhere", query, told.Text)
			}
		}
		for _, short := range Brief(s, found) {
			if short.Guide != (Guide{}) {
				t.Errorf("%s: %q leads to %v", query, short.Text, short.Guide)
			}
		}
	}
}
