package templates

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/explain/glossary"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// sampleGlossary has one word, with a name as the test wishes.
func sampleGlossary(name string) Glossary {
	plot := Plot{X: 4, Y: 10, Bar: 1}
	word := Word{
		Key: "cap", Name: name, Text: "The longest wait.", Formula: "min(a, b)", Also: []string{"max delay"}, Settings: []string{"Cap"}, Scenario: "/?cap=2s",
		Sketch: Sketch{Caption: "A picture", Tone: "green", Layers: []Layer{{"pale", plot.Bars([]int{1, 10, 0, 4}, 0, 5)}, {"full", plot.Bars([]int{1, 10, 0, 4}, 5, 10)}, {"mark", plot.Pin(2, 5)}}},
	}
	return Glossary{Static: "/static/0", Groups: []WordGroup{{Name: "How long to wait", Words: []Word{word}}}}
}

func TestGlossaryGolden(t *testing.T) {
	golden(t, "glossary.html", rendered(t, GlossaryView(sampleGlossary("Cap"))))
}

func TestHelpGolden(t *testing.T) {
	plot := Plot{X: 4, Y: 10, Bar: 1, Width: 560}
	page := Help{Static: "/static/0", Scene: "An example.", Proof: "1 of 2 reproduced", Rows: []HelpRow{
		{Name: "Full jitter", Sketch: Sketch{Tone: "green", Width: 560, Layers: []Layer{{"full", plot.Bars([]int{3, 0, 9}, 0, 10)}}}, Done: "9.6 s", Wasted: "6.00"},
	}}
	text, err := chart.Render(WithAbout(t.Context(), About{Version: "v1.2.3", Engine: "3", Source: "https://example.org/source", Feedback: "mailto:lab@example.org"}), HelpView(page))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "help.html", text)
}

// What the help page says can be typed is taken, and means the same where it says so.
func TestTypedExamplesAreTaken(t *testing.T) {
	fields := map[string]string{"A number": "clients", "A time": "timeout", "A rate": "rate", "A share": "fail", "Nothing": "timeout"}
	for _, row := range typing {
		plain := map[string]bool{}
		for _, example := range row.Examples {
			value, _, err := scenario.ReadValue(fields[row.What], example)
			if err != nil {
				t.Errorf("%s: %q: %v", row.What, example, err)
			}
			plain[value] = true
		}
		if row.What == "A time" || row.What == "A rate" {
			continue // several values
		}
		if len(plain) != 1 {
			t.Errorf("%s: the examples are not the same: %v", row.What, plain)
		}
	}
}

// A way to a word leads to one that there is.
func TestTermsAreExplained(t *testing.T) {
	r := chart.Sample()
	found := 0
	for _, text := range []string{rendered(t, HelpView(Help{})), rendered(t, chart.Part(r, chart.PartNumbers))} {
		for _, m := range regexp.MustCompile(`href="/glossary#([^"]*)" data-term="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			found++
			if _, ok := glossary.Find(m[1]); !ok || m[1] != m[2] {
				t.Errorf("there is no word %q (%q)", m[1], m[2])
			}
		}
	}
	if found < 12 {
		t.Errorf("%d ways to words", found)
	}
}

// keys.js does what the list says, and nothing that it does not.
func TestKeysOfTheScriptAreListed(t *testing.T) {
	script, err := os.ReadFile("../static/keys.js")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(script), "const KEYS = {")
	table, _, _ = strings.Cut(table, "};")
	var listed []string
	for _, group := range keyGroups {
		for _, key := range group.Keys {
			if len(key.Names) == 1 {
				listed = append(listed, key.Names[0])
			}
		}
	}
	done := []string{"V", "Escape"} // seen to elsewhere
	for _, m := range regexp.MustCompile(`"(.)": \(`).FindAllStringSubmatch(table, -1) {
		name := strings.ReplaceAll(m[1], " ", "Space")
		if name == "=" {
			continue // a plus without Shift
		}
		done = append(done, name)
		if !slices.Contains(listed, name) {
			t.Errorf("%q is in no list", name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(done, name) {
			t.Errorf("nothing does %q", name)
		}
	}
}
