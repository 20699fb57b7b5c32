package lesson

import (
	"html"

	"github.com/a-h/templ"
)

// lock is what the button of a question says.
func (q Question) lock() string {
	if q.Lab.Shows == ShowsDelays {
		return "Check"
	}
	return "Run it"
}

func invalid(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

func metWord(met bool) string {
	if met {
		return "Met"
	}
	return "Not met"
}

// doneData tells the script that an exercise is done, which is remembered for a week later.
func doneData(g Goal) templ.Attributes {
	if !g.Done {
		return nil
	}
	return templ.Attributes{"data-done": true}
}

func (g Goal) hintWords() string {
	if len(g.Hints) == 0 {
		return "A hint"
	}
	return "Another hint"
}

// iframe is the markup of a frame.
func (f Form) iframe() string {
	return `<iframe src="` + html.EscapeString(f.Site+f.Embed) + `" width="100%" height="640" loading="lazy" title="A question of Backoff Lab"></iframe>`
}

func (e Embed) scheme() string {
	if e.Theme == "" {
		return "light dark"
	}
	return e.Theme
}
