package calculated

import (
	"slices"
	"strings"

	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/internal/format"
	templates "backofflab/web/templates/calculator"
)

// Bounds of what the page repeats of a text.
const (
	mostLines = 200 // of which something is said; lines that something else refers to come besides
	perLine   = 8   // delays of one line that are named
	widest    = 300 // letters of a line
)

// linesOf fills in what is said of the text as a whole, and of its lines.
func linesOf(v *templates.Verified, o Observed) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(o.Text)
	of := lines{text: strings.Split(text, "\n"), says: map[int][]string{}, notes: map[int][]string{}, wanted: map[int]bool{}}
	for _, c := range o.Log.Clients {
		of.addClient(c)
	}
	for _, n := range o.Log.Notes {
		v.Notes = append(v.Notes, templates.Line{Number: n.Line, Text: n.Text})
		if n.Line > 0 {
			of.notes[n.Line] = append(of.notes[n.Line], n.Text)
			of.wanted[n.Line] = true
		}
	}
	for _, c := range append(slices.Clone(o.Result.Candidates), o.Result.Expected...) {
		of.addBreaks(c)
	}
	v.Lines = of.all()
	if n := of.left; n > 0 {
		v.Left = format.Plural(n, "line") + " with delays " + format.Verb(n, "is", "are") + " left out here. All of them were read."
	}
}

// lines gather what is said of the lines of a text.
type lines struct {
	text        []string
	says, notes map[int][]string
	wanted      map[int]bool // something refers to it
	left        int
}

// addClient says of each line which delays of a client it has.
func (l *lines) addClient(c observed.Client) {
	for from := 0; from < len(c.Delays); {
		line, to := c.Delays[from].Line, from
		for to < len(c.Delays) && c.Delays[to].Line == line {
			to++
		}
		l.says[line] = append(l.says[line], saysOf(c.Name, c.Delays[from:to]))
		from = to
	}
}

// saysOf are delays of one line: "job 3, retry 1: 164 ms, retry 2: 356 ms".
func saysOf(client string, delays []observed.Delay) string {
	var words []string
	for i, d := range delays {
		if i == perLine {
			words = append(words, format.Count(len(delays)-perLine)+" more")
			break
		}
		at := ""
		if d.Censored {
			at = "at least "
		}
		words = append(words, "retry "+number(d.Retry)+": "+at+format.Span(d.Delay))
	}
	text := format.Capital(strings.Join(words, ", "))
	if client != "" {
		text = format.Clip(client, 60) + ", " + strings.Join(words, ", ")
	}
	return text
}

func (l *lines) addBreaks(c fit.Candidate) {
	for _, b := range c.Breaks {
		l.wanted[b.Line] = true
	}
}

// all are the lines of which something is said, with those between them counted.
func (l *lines) all() (all []templates.Line) {
	told, last := 0, 0
	for n := 1; n <= len(l.text); n++ {
		says, notes := l.says[n], l.notes[n]
		if len(says)+len(notes) == 0 {
			continue
		}
		if told >= mostLines && !l.wanted[n] {
			l.left++
			continue
		}
		told++
		if skipped := n - last - 1; skipped > 0 {
			all = append(all, templates.Line{Skipped: skipped})
		}
		all = append(all, templates.Line{Number: n, Text: format.Clip(l.text[n-1], widest), Says: says, Notes: notes})
		last = n
	}
	return all
}
