package teach

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// Prose is text between blocks: pieces of markup, and numbers between them that come from
// runs.
type Prose struct {
	Pieces []Piece
}

// Piece is markup, or where there is an expression its value.
type Piece struct {
	HTML string
	Fill *Expression
}

// braces are where a number is filled in. What comes before in this expression is left alone,
// whatever stands in it: code, and tags, with the addresses of links.
var braces = regexp.MustCompile(`(?s)<pre\b.*?</pre>|<code>.*?</code>|<[^>]*>|\{[^{}<>]+\}`)

// noFigure is what stands within braces, and why it is no number.
type noFigure struct {
	within string
	err    error
}

func (n noFigure) Error() string {
	return n.err.Error() + "; braces that are no number stand in code, between backquotes"
}

// prose cuts markup at its braces. It returns what is wrong with those.
func (p parser) prose(markup string) (*Prose, []noFigure) {
	var found Prose
	var wrong []noFigure
	from := 0
	for _, at := range braces.FindAllStringIndex(markup, -1) {
		if markup[at[0]] != '{' {
			continue
		}
		within := strings.Join(strings.Fields(html.UnescapeString(markup[at[0]+1:at[1]-1])), " ")
		e, err := p.expression(within)
		if err != nil {
			wrong = append(wrong, noFigure{within, err})
			continue
		}
		found.Pieces = append(found.Pieces, Piece{HTML: markup[from:at[0]]}, Piece{Fill: &e})
		from = at[1]
	}
	found.Pieces = append(found.Pieces, Piece{HTML: markup[from:]})
	return &found, wrong
}

// Filled is the markup with all numbers in it.
func (p *Prose) Filled(runs Runs) string {
	if p == nil {
		return ""
	}
	var b strings.Builder
	for _, piece := range p.Pieces {
		b.WriteString(piece.HTML)
		if piece.Fill != nil {
			b.WriteString(`<data class="filled" value="` + html.EscapeString(piece.Fill.Text) + `">` + html.EscapeString(piece.Fill.Of(runs).String()) + `</data>`)
		}
	}
	return b.String()
}

// and is this prose and another after it.
func (p *Prose) and(q *Prose) *Prose {
	if p == nil {
		return q
	}
	return &Prose{append(slices.Clone(p.Pieces), q.Pieces...)}
}

// Labs are those whose runs the numbers come from.
func (p *Prose) Labs() []string {
	var all []string
	if p == nil {
		return nil
	}
	for _, piece := range p.Pieces {
		if piece.Fill != nil {
			all = append(all, piece.Fill.labs()...)
		}
	}
	return all
}
