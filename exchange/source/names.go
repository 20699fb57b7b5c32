package source

import (
	"slices"
	"strings"
	"unicode"

	"backofflab/exchange/tree"
)

// What names stand for in a text: literals, defaults of parameters, and functions.

func (p *parser) learn(name string, n *tree.Node) {
	if p.found == nil || !literal(n) {
		return
	}
	if old, ok := p.found[name]; ok && (old == nil || old.String() != n.String()) {
		p.found[name] = nil
		return
	}
	p.found[name] = n
}

func literal(n *tree.Node) bool {
	size := 0
	n.Walk(func(*tree.Node) bool { size++; return size < 50 })
	if size >= 50 {
		return false
	}
	if n.Kind == tree.Map || n.Kind == tree.List || n.Kind == tree.Raw {
		return true
	}
	_, number := n.Number()
	_, duration := n.Duration(1)
	return number || duration || n.Kind == tree.Scalar && n.Quoted
}

func (p *parser) standsFor(n *tree.Node) *tree.Node {
	name, rest, _ := strings.Cut(n.Text, ".")
	known := p.known[n.Text]
	if last := n.Text[strings.LastIndexByte(n.Text, '.')+1:]; known == nil && (slices.Contains([]string{"self", "this", "cls"}, name) || (p.language == Python || p.language == JavaScript) && name != "" && unicode.IsUpper(rune(name[0]))) {
		known = p.known[last]
	} else if known == nil && rest != "" && p.known[name] != nil && p.known[name].Kind == tree.Map {
		known = p.known[name].Get(strings.Split(rest, ".")...)
	}
	for p.sees("[") && p.peek(1).kind == text && p.peek(2).text == "]" { // an entry by its key
		n.Text += "[" + p.code[p.peek(1).from:p.peek(1).to] + "]"
		known = known.Get(p.peek(1).text)
		p.at += 3
	}
	if known == nil {
		return n
	}
	return copyOf(known, n.Line)
}

func (p *parser) defines(at int) bool {
	if p.tokens[at].text == "constructor" {
		return true
	}
	return at > 0 && slices.Contains([]string{"def", "function", "func"}, p.tokens[at-1].text)
}

func (p *parser) closure(depth int) *tree.Node {
	from, at := p.at, p.at
	if p.language != JavaScript {
		return nil
	}
	if p.peek(0).text == "async" {
		at++
	}
	if at >= len(p.tokens) || p.tokens[at].text != "(" {
		return nil
	}
	at = p.closers[at] + 1
	for i := 0; i < 10 && at < len(p.tokens) && p.tokens[at].text != "=>" && !p.tokens[at].lineBreak && (i > 0 || p.tokens[at].text == ":"); i++ {
		at++ // the type of its result
	}
	if at+1 >= len(p.tokens) || p.tokens[at].text != "=>" {
		return nil
	}
	at++
	if p.tokens[at].text == "{" {
		return p.raw(from, p.closers[at]+1, depth)
	}
	for at < len(p.tokens) && p.tokens[at].text != ";" {
		if t := p.tokens[at]; t.kind == mark && (t.text == "(" || t.text == "[" || t.text == "{") {
			at = p.closers[at]
		}
		at++
		if at < len(p.tokens) && p.tokens[at].lineBreak && p.tokens[at].kind == word && (p.tokens[at-1].kind != mark || strings.Contains(")]}", p.tokens[at-1].text)) {
			break
		}
	}
	return p.raw(from, at, depth)
}

func (p *parser) learnFunction(name string, from int) {
	stop := p.at
	switch {
	case p.language == JavaScript && p.sees("{"):
		stop = min(p.closing(p.at)+1, len(p.tokens))
	case p.language == Python:
		column := p.column(from)
		for stop < len(p.tokens) && stop < p.at+400 && !(p.tokens[stop].lineBreak && p.column(stop) <= column) {
			stop++
		}
	default:
		return
	}
	if from > 0 && stop > from {
		p.learn(name, &tree.Node{Kind: tree.Raw, Line: p.tokens[from].line, Text: p.code[p.tokens[from-1].from:p.tokens[stop-1].to], Known: p.known})
	}
}

func (p *parser) column(at int) int {
	line := p.code[strings.LastIndexByte(p.code[:p.tokens[at].from], '\n')+1:]
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

func (p *parser) learnParameters(n *tree.Node) {
	for _, kid := range n.Kids {
		if kid.Name != "" && kid.Kind != tree.Raw {
			c := copyOf(kid, 0)
			c.Otherwise = kid.Name
			p.learn(kid.Name, c)
		}
	}
}

func copyOf(n *tree.Node, line int) *tree.Node {
	c := &tree.Node{Name: n.Name, Line: n.Line, Kind: n.Kind, Text: n.Text, Quoted: n.Quoted, Otherwise: n.Otherwise, Known: n.Known, Types: n.Types}
	if line > 0 && n.Kind != tree.Map && n.Kind != tree.List {
		c.Name, c.Line = "", line
	} else if line > 0 {
		c.Name = ""
	}
	if n.Kind == tree.Raw {
		return c // the calls in a function are where it is
	}
	for _, kid := range n.Kids {
		c.Kids = append(c.Kids, copyOf(kid, 0))
	}
	return c
}

func spreadInto(kids []*tree.Node, more ...*tree.Node) []*tree.Node {
	for _, m := range more {
		kids = slices.DeleteFunc(kids, func(n *tree.Node) bool { return n.Name != "" && n.Name == m.Name })
	}
	return append(kids, more...)
}
