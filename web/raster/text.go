package raster

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a text element that is open. Its words gather in lines; one begins
// wherever a place is given, and hangs on it as its anchor says.
type text struct {
	*canvas
	at     point
	anchor string
	runs   []run // of the line under way
}

// run is some words in one style.
type run struct {
	words string
	face  face
	with  color.NRGBA
}

// move begins a new line where an element gives a place.
func (t *text) move(a *attributes, s style) {
	x, y := a.get("x"), a.get("y")
	if x == "" && y == "" && a.of.Name.Local != "text" {
		return
	}
	t.flush()
	if x != "" || a.of.Name.Local == "text" {
		t.at.x = a.across("x")
	}
	if y != "" || a.of.Name.Local == "text" {
		t.at.y = a.down("y")
	}
	t.anchor = s.anchor
}

func (t *text) add(words string, s style) {
	t.runs = append(t.runs, run{words, face{fontOf(s.weight), s.size}, s.filling()})
}

// flush draws the line under way.
func (t *text) flush() error {
	runs := collapse(t.runs)
	t.runs = nil
	pen := t.at
	lines := make([]line, len(runs))
	whole := 0.0
	for i, r := range runs {
		l, err := r.face.set(r.words)
		if err != nil {
			return err
		}
		lines[i] = l
		whole += l.width
	}
	switch t.anchor {
	case "middle":
		pen.x -= whole / 2
	case "end":
		pen.x -= whole
	}
	for i, l := range lines {
		t.fill(l.at(pen), runs[i].with)
		pen.x += l.width
	}
	return nil
}

// collapse makes one space of several plain ones, and none at the ends of a line.
func collapse(runs []run) []run {
	var out []run
	space := true // a space is there, or none is wanted
	for _, r := range runs {
		var b strings.Builder
		for _, c := range r.words {
			plain := c == ' ' || c == '\n' || c == '\t' || c == '\r'
			if plain && space {
				continue
			}
			if space = plain; plain {
				c = ' '
			}
			b.WriteRune(c)
		}
		if b.Len() > 0 {
			r.words = b.String()
			out = append(out, r)
		}
	}
	if n := len(out); n > 0 {
		out[n-1].words = strings.TrimRight(out[n-1].words, " ")
	}
	return out
}

// blank returns how wide a character is that shows nothing, in ems, where the font
// has no glyph for it.
func blank(c rune) (width float64, known bool) {
	switch c {
	case '\u2009', '\u202f', '\u2006':
		return 0.2, true
	case '\u2002':
		return 0.5, true
	case '\u2003', '\u3000':
		return 1, true
	}
	switch {
	case unicode.IsSpace(c):
		return 0.28, true
	case c == utf8.RuneError:
		return 0, false
	case unicode.Is(unicode.Cf, c), unicode.Is(unicode.Mn, c), unicode.Is(unicode.Me, c), unicode.IsControl(c):
		return 0, true // joiners, marks of direction, variants
	}
	return 0, false
}
