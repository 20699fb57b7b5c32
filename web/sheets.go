package web

// sheets are the style sheets that a page asks for as one file, and what they are
// made of, in order. A style that a page can do without at first is a file of its
// own, which a script attaches.
var sheets = map[string][]string{
	"lab.css":        lab,
	"pinned.css":     append(lab, "compare.css", "numbers.css"),
	"details.css":    append(lab, "compare.css", "numbers.css", "policy.css"),
	"frame.css":      {"base.css", "charts.css", "embed.css"},
	"truth.css":      {"base.css", "proof.css"},
	"settings.css":   {"base.css", "controls.css", "drawer.css"},
	"strategy.css":   {"base.css", "controls.css", "drawer.css", "editor.css"},
	"scenarios.css":  {"base.css", "gallery.css"},
	"home.css":       {"base.css", "use.css"},
	"calculated.css": {"base.css", "use.css", "take.css", "calculator.css", "calculator-rows.css", "paste.css", "calculator-verify.css", "drop.css"},
	"import.css":     {"base.css", "charts.css", "policy.css", "paste.css", "import-page.css", "drop.css"},
	"testbed.css":    {"base.css", "use.css", "testbed-form.css"},
	"study.css":      {"base.css", "numbers.css", "use.css", "calculator.css", "study-page.css", "study-maps.css", "found-page.css", "tip-page.css"},
	"measured.css":   {"base.css", "charts.css", "use.css", "testbed-live.css"},
	"lesson.css":     {"base.css", "charts.css", "prose.css", "policy.css", "lesson-page.css"},
	"manual.css":     {"base.css", "prose.css", "words.css", "sketch.css"},
	"terms.css":      {"sketch.css", "popover.css"},
}

var lab = []string{"base.css", "controls.css", "charts.css", "story.css", "take.css"}
