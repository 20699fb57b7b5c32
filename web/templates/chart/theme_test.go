package chart

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Frames with colours of their own, and paper, repeat those of base.css.
func TestThemesRepeatThePalette(t *testing.T) {
	read := func(name string) string {
		t.Helper()
		css, err := os.ReadFile("../../static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(css)
	}
	light, dark, _ := strings.Cut(read("base.css"), "@media (prefers-color-scheme: dark)")
	_, paper, _ := strings.Cut(read("take.css"), "@media print")
	colour := regexp.MustCompile(`--[a-z]+: #[0-9a-f]{6};`)
	for name, c := range map[string]struct{ from, css string }{
		"theme-light.css": {light, read("theme-light.css")}, "theme-dark.css": {dark, read("theme-dark.css")}, "paper": {light, paper},
	} {
		colours := colour.FindAllString(c.from, -1)
		if len(colours) < 16 {
			t.Fatalf("base.css has %d colours", len(colours))
		}
		for _, declaration := range colours {
			if name == "paper" && regexp.MustCompile(`^--page`).MatchString(declaration) {
				continue // paper is white
			}
			if !strings.Contains(c.css, declaration) {
				t.Errorf("%s lacks %s", name, declaration)
			}
		}
	}
}
