package claims

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// node is an element of a page, or a text: then it has no name.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text string
}

// readMarkup reads a page. It takes what our templates write, not any markup.
func readMarkup(markup string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(markup))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	open := []*node{{name: "document"}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return open[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attr: map[string]string{}}
			for _, a := range t.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			top.kids, open = append(top.kids, n), append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{text: string(t)})
		}
	}
}

// all returns the elements that a path of selectors leads to, as "#story li" does: names,
// .classes and #ids, each anywhere within the one before it.
func (n *node) all(path string) []*node {
	found := []*node{n}
	for selector := range strings.FieldsSeq(path) {
		var within []*node
		for _, f := range found {
			for _, k := range f.kids {
				k.collect(selector, &within)
			}
		}
		found = within
	}
	return found
}

func (n *node) collect(selector string, found *[]*node) {
	if n.is(selector) {
		*found = append(*found, n)
		return
	}
	for _, k := range n.kids {
		k.collect(selector, found)
	}
}

func (n *node) is(selector string) bool {
	name, class, hasClass := strings.Cut(selector, ".")
	if id, ok := strings.CutPrefix(selector, "#"); ok {
		return n.attr["id"] == id
	}
	return (name == "" || n.name == name) && n.name != "" && (!hasClass || slices.Contains(strings.Fields(n.attr["class"]), class))
}

// words is the text of an element as a reader sees it, white space folded. What only
// serves without a script, and menus, are left out.
func (n *node) words() string {
	var b strings.Builder
	n.write(&b)
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }), " ")
}

func (n *node) write(b *strings.Builder) {
	if n.name == "details" || strings.Contains(n.attr["class"], "no-js") {
		return
	}
	b.WriteString(n.text)
	for _, k := range n.kids {
		k.write(b)
	}
}
