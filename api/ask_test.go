package api

import (
	"strings"
	"testing"
)

// A page asks what its scenario asks.
func TestAsk(t *testing.T) {
	lab := startLab(t)
	for target, want := range map[string]string{
		"":                       "Thundering herd.",
		"preset=stress":          "Stress.",
		"cap=2s":                 "",
		"title=mine":             "",
		"with=v=1":               "",
		"preset=stress&with=v=1": "Stress.",
	} {
		_, asked, _ := strings.Cut(lab.get(t, "/fragment/part/scenario?"+target).body, `class="ask">`)
		if _, name, _ := strings.Cut(asked, "<b>"); !strings.HasPrefix(name, want) || (want == "") != (asked == "") {
			t.Errorf("%s asks %q, want %q", target, asked, want)
		}
	}
}
