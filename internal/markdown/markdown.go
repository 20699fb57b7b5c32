// Package markdown makes markup of Markdown for pages of the lab, whose policy forbids
// styles and scripts within them.
//
// Everything is safe for simultaneous use.
package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// Whether markup within a text stays. That of the repository's own documents may; that of
// texts which somebody else has written is left out.
const (
	Trusted = true
	Foreign = false
)

// Document is a text taken apart.
type Document struct {
	Root   ast.Node
	Source []byte
	render goldmark.Markdown
}

var trusted, foreign = with(html.WithUnsafe()), with()

// with writes tables without styles.
func with(options ...renderer.Option) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(options...),
	)
}

// Parse takes a text apart.
func Parse(source []byte, trust bool) Document {
	render := foreign
	if trust {
		render = trusted
	}
	return Document{Root: render.Parser().Parse(text.NewReader(source)), Source: source, render: render}
}

// TakeTitle removes the first heading of level 1, and returns its words; "" where there is
// none.
func (d Document) TakeTitle() string {
	for n := d.Root.FirstChild(); n != nil; n = n.NextSibling() {
		if heading, ok := n.(*ast.Heading); ok && heading.Level == 1 {
			title := Words(heading, d.Source)
			d.Root.RemoveChild(d.Root, heading)
			return title
		}
	}
	return ""
}

// Relink leads all links elsewhere.
func (d Document) Relink(destination func(string) string) {
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && entering {
			link.Destination = []byte(destination(string(link.Destination)))
		}
		return ast.WalkContinue, nil
	})
}

// HTML is the markup of the whole, or of some nodes of it.
func (d Document) HTML(nodes ...ast.Node) string {
	if nodes == nil {
		nodes = []ast.Node{d.Root}
	}
	var b bytes.Buffer
	for _, n := range nodes {
		if err := d.render.Renderer().Render(&b, d.Source, n); err != nil {
			panic(err) // a buffer takes everything
		}
	}
	return strings.NewReplacer(
		"<table>", `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>`, "</table>", "</table></div>",
		"<pre>", `<pre tabindex="0">`,
	).Replace(b.String())
}

// Line is the number of the line, from 1, at which a byte of the source stands.
func (d Document) Line(at int) int { return 1 + bytes.Count(d.Source[:at], []byte("\n")) }

// Words are the letters of a node, without what sets some of them off.
func Words(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
