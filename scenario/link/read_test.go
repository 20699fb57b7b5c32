package link

import (
	"strings"
	"testing"

	"backofflab/scenario"
)

func TestReadTakesWhatPeoplePaste(t *testing.T) {
	stress, _ := scenario.PresetNamed("stress")
	for _, row := range []struct{ name, text, query string }{
		{"nothing", " \n", ""},
		{"a query", "clients=10&rate=50", "clients=10&rate=50"},
		{"with its question mark", "?rate=50", "rate=50"},
		{"a path", "/?rate=50", "rate=50"},
		{"an address", " https://lab.example.org/?clients=10&rate=50 ", "clients=10&rate=50"},
		{"a place of a page", "http://localhost:8080/?rate=50#term", "rate=50"},
		{"in quotes", `"http://localhost:8080/?rate=50"`, "rate=50"},
		{"as mail marks it", "<https://lab.example.org/?rate=50>", "rate=50"},
		{"of a comparison", "https://lab.example.org/compare?rate=50&with=rate=5", "rate=50&with=rate=5"},
		{"the lab itself", "https://lab.example.org/", ""},
		{"a preset's key", "stress", stress.Scenario().Query()},
		{"a preset's name", stress.Name, stress.Scenario().Query()},
		{"a preset with a change", "?preset=stress&seed=9", stressWith("seed=9")},
	} {
		if l, err := Read(row.text); err != nil || l.Query() != row.query {
			t.Errorf("%s: %q reads as %q (%v), want %q", row.name, row.text, l.Query(), err, row.query)
		}
	}
	for text, want := range map[string]string{"stres": "stress", "rate=fast": "rate", "https://lab.example.org/?clients=0": "clients"} {
		if _, err := Read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a word of %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("https://lab.example.org/?clients=10#x")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Read(text)
		if err != nil {
			return
		}
		if again, err := Read(l.Path()); err != nil || again.Query() != l.Query() {
			t.Errorf("%q reads as %q, and its address as %q (%v)", text, l.Query(), again.Query(), err)
		}
	})
}
