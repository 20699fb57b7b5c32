package api

import (
	"strings"
	"testing"
)

// A page asks what its scenario asks, and says how to begin to a first visit alone.
func TestAsk(t *testing.T) {
	lab := startLab(t)
	for target, want := range map[string]string{
		"/":                               "Begin here.",
		"/?preset=stress":                 "Stress.",
		"/?cap=2s":                        "",
		"/?rate=nonsense":                 "",
		"/?title=mine":                    "",
		"/compare?with=v=1":               "",
		"/compare?preset=stress&with=v=1": "Stress.",
	} {
		_, rest, _ := strings.Cut(lab.get(t, target).body, `id="asks">`)
		asked, _, _ := strings.Cut(rest, "</div>")
		if _, name, _ := strings.Cut(asked, "<b>"); !strings.HasPrefix(name, want) || (want == "") != (asked == "") {
			t.Errorf("%s asks %q, want %q", target, asked, want)
		}
	}
}
