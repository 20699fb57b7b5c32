package web

// sheets are the style sheets that a page asks for as one file, and what they are
// made of, in order. A style that a page can do without at first is a file of its
// own, which a script attaches.
var sheets = map[string][]string{
	"lab.css":       {"base.css", "controls.css", "charts.css"},
	"scenarios.css": {"base.css", "gallery.css"},
	"truth.css":     {"base.css", "proof.css"},
}
