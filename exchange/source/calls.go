package source

import (
	"slices"
	"strings"

	"backofflab/exchange/tree"
)

func (p *parser) beginsBlock(at int) bool {
	if p.language != Go {
		return false
	}
	before := at - 1
	for before > 1 && p.tokens[before].text == "." { // it is tried from its last part, too
		before -= 2
	}
	if before > 0 && p.tokens[before].text == "*" {
		before--
	}
	if before >= 0 && p.tokens[before].text == ")" && p.tokens[before].kind == mark {
		return true
	}
	for i := at; i >= 0 && i > at-100; i-- {
		t := p.tokens[i]
		if t.text == "(" && p.closers[i] >= at || t.text == "{" {
			return false
		}
		if t.kind == word && (t.text == "if" || t.text == "for" || t.text == "switch") {
			return true
		}
		if t.lineBreak {
			return false
		}
	}
	return false
}

func (p *parser) member() int {
	if !p.sees(".", "::", "?.") {
		return 0
	}
	at, depth := 1, 0
	for ; at < 40 && (depth > 0 || p.peek(at).text == "<"); at++ {
		switch p.peek(at).text {
		case "<":
			depth++
		case ">":
			depth--
		}
	}
	if p.peek(at).kind != word {
		return 0
	}
	return at
}

func (p *parser) generics() string {
	if p.language == Go && p.sees("[") && p.closers[p.at]+1 < len(p.tokens) && p.tokens[p.closers[p.at]+1].text == "(" {
		p.at = p.closers[p.at] + 1
		return ""
	}
	if !p.sees("<") {
		return ""
	}
	depth := 0
	for i := p.at; i < len(p.tokens) && i < p.at+40; i++ {
		t := p.tokens[i]
		switch {
		case t.text == "<":
			depth++
		case t.text == ">":
			depth--
		case t.kind != word && !slices.Contains([]string{",", ".", "?", "[", "]"}, t.text):
			return ""
		}
		if depth == 0 {
			if i+1 < len(p.tokens) && slices.Contains([]string{"(", "{", ".", "::"}, p.tokens[i+1].text) {
				types := p.code[p.tokens[p.at].to:t.from]
				p.at = i + 1
				return types
			}
			return ""
		}
	}
	return ""
}

func (p *parser) composite(name string) bool {
	if !p.sees("{") {
		return false
	}
	last := name[strings.LastIndexAny(name, ".:")+1:]
	upper := last != "" && last[0] >= 'A' && last[0] <= 'Z'
	switch p.language {
	case Go, Rust, CSharp:
		return upper
	}
	return false
}

func (p *parser) call(n *tree.Node, depth int) *tree.Node {
	n.Kind = tree.Call
	if p.sees("(") {
		if p.between("(", ")", n, depth) == nil {
			return nil
		}
	}
	if p.sees("{") && (p.language == CSharp || p.language == Ruby || p.composite(n.Text)) {
		if p.between("{", "}", n, depth) == nil {
			return nil
		}
	}
	return p.chain(n, depth)
}

func (p *parser) chain(n *tree.Node, depth int) *tree.Node {
	for ahead := p.member(); ahead > 0 && !p.sees("::"); ahead = p.member() {
		m := &tree.Node{Text: p.peek(ahead).text, Line: p.peek(ahead).line, Kind: tree.Call, Of: n}
		p.at += ahead + 1
		m.Types = p.generics()
		if p.sees("(") && p.between("(", ")", m, depth+1) == nil {
			return nil
		}
		n = m
	}
	return n
}

func (p *parser) rubyArguments() bool {
	t, then := p.peek(0), p.peek(1)
	return !t.lineBreak && (t.kind == word && then.text == ":" || t.text == "{" || t.text == "do" || t.text == ":" && p.peek(2).text == "=>")
}

func (p *parser) commandCall(n *tree.Node, depth int) *tree.Node {
	n.Kind = tree.Call
	for {
		start := p.at
		if p.sees("{") || p.peek(0).text == "do" {
			n.Kids = append(n.Kids, p.raw(start, p.blockEnd(), depth))
			return n
		}
		kid := p.argument(depth+1, func() bool { return p.peek(0).lineBreak || p.sees(",") || p.at >= len(p.tokens) })
		n.Kids = append(n.Kids, kid)
		if !p.sees(",") {
			return n
		}
		p.at++
	}
}

func (p *parser) blockEnd() int {
	if p.sees("{") {
		return p.closing(p.at) + 1
	}
	last := min(len(p.tokens), p.at+longestBlock)
	for i := p.at; i < last; i++ {
		if p.tokens[i].kind == word && p.tokens[i].text == "end" {
			return i + 1
		}
	}
	return last
}

func (p *parser) between(open, shut string, n *tree.Node, depth int) *tree.Node {
	stop := p.closing(p.at)
	if stop >= len(p.tokens) || depth > tree.MaxDepth {
		return nil
	}
	p.at++
	mixed := false // with what another object has
	for p.at < stop {
		if p.sees(",", ";") {
			p.at++
			continue
		}
		spread, from := p.sees("...", "**"), p.at
		kid := p.argument(depth+1, func() bool { return p.at >= stop || p.sees(",", ";") })
		if p.language == JavaScript && open == "{" && kid.Name == "" && p.at == from+1 && p.tokens[from].kind == word {
			kid.Name, kid.Line = p.tokens[from].text, p.tokens[from].line // { retries } is { retries: retries }
		}
		if spread && kid.Kind == tree.Map {
			n.Kids = spreadInto(n.Kids, kid.Kids...)
			mixed = true
		} else if mixed && kid.Name != "" {
			n.Kids = spreadInto(n.Kids, kid)
		} else {
			n.Kids = append(n.Kids, kid)
		}
	}
	p.at = stop + 1
	if p.language == Python && open == "(" && n.Kind == tree.Call && n.Text == "dict" {
		n.Kind, n.Text = tree.Map, ""
	}
	return n
}

func (p *parser) closing(at int) int { return p.closers[at] }

func closersOf(tokens []token) []int {
	closers, open := make([]int, len(tokens)), []int(nil)
	for i, t := range tokens {
		closers[i] = len(tokens)
		if t.kind != mark {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			open = append(open, i)
		case ")", "]", "}":
			if len(open) > 0 {
				closers[open[len(open)-1]] = i
				open = open[:len(open)-1]
			}
		}
	}
	return closers
}

func (p *parser) argument(depth int, ended func() bool) *tree.Node {
	start, name := p.at, ""
	if t := p.peek(0); t.kind == word || t.kind == text {
		if then := p.peek(1); then.kind == mark && (then.text == "=" || then.text == ":" || then.text == "=>" && p.language == Ruby) {
			name = t.text
			if typed := p.typed(2); then.text == ":" && typed > 0 {
				p.at += typed - 1
			}
			p.at += 2
		}
	} else if p.language == Ruby && p.sees(":") && p.peek(2).text == "=>" { // :retry => 3
		name = p.peek(1).text
		p.at += 3
	}
	value := p.at
	if n := p.expression(depth); n != nil && ended() {
		n.Name = name
		if name != "" {
			n.Line = p.tokens[start].line
		}
		return n
	}
	for p.at = value; !ended() && p.at < len(p.tokens); {
		if p.sees("(", "[", "{") {
			p.at = min(p.closing(p.at), len(p.tokens)-1)
		}
		p.at++
	}
	if p.at == value { // a name without value
		p.at++
	}
	n := p.raw(value, p.at, depth)
	n.Name = name
	return n
}

func (p *parser) raw(from, to, depth int) *tree.Node {
	to = min(to, len(p.tokens))
	from = min(from, to-1)
	n := &tree.Node{Kind: tree.Raw, Line: p.tokens[from].line, Text: p.code[p.tokens[from].from:p.tokens[to-1].to], Known: p.known}
	n.Kids = p.scan(from, to, depth+1)
	p.at = to
	return n
}
