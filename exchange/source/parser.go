package source

import (
	"slices"
	"strings"

	"backofflab/exchange/tree"
)

// longestBlock is how many tokens a block of Ruby between do and end may have.
const longestBlock = 200

type parser struct {
	code     string
	tokens   []token
	language Language
	at       int
	steps    int // expressions tried: what cannot be taken apart is tried twice, and nests, so most bounds them
	most     int
	closers  []int                 // where each bracket is closed; the number of tokens where it is not
	known    map[string]*tree.Node // names that stand for literals
	found    map[string]*tree.Node // those of this pass; nil for a name with several values
	others   []*tree.Node          // further assignments of the statement read last
}

func (p *parser) peek(ahead int) token {
	if i := p.at + ahead; i >= 0 && i < len(p.tokens) {
		return p.tokens[i]
	}
	return token{}
}

func (p *parser) sees(marks ...string) bool {
	t := p.peek(0)
	return t.kind == mark && slices.Contains(marks, t.text)
}

// scan returns what there is in a range of tokens, whatever stands between.
func (p *parser) scan(from, to, depth int) (found []*tree.Node) {
	if depth > tree.MaxDepth {
		return nil
	}
	saved := p.at
	defer func() { p.at = saved }()
	for p.at = from; p.at < to && p.steps < p.most; {
		start := p.at
		p.steps++
		n := p.statement(depth)
		if n == nil || p.at > to {
			p.at = start + 1
			continue
		}
		found = append(append(found, n), p.others...)
		p.others = nil
	}
	return found
}

// statement is an assignment or a call at the place of the parser; nil where there is neither.
func (p *parser) statement(depth int) *tree.Node {
	if p.peek(0).kind != word && !p.sees("@") {
		return nil
	}
	start := p.at
	if n := p.several(depth); n != nil {
		return n
	}
	p.at = start
	if name, path, ok := p.assigned(); ok {
		if n := p.closure(depth); n != nil {
			n.Name, n.Path = name, path
			p.learn(name, n)
			return n
		}
		if n := p.expression(depth + 1); n != nil {
			n.Name, n.Path = name, path
			p.learn(name, n)
			return n
		}
	}
	p.at = start
	if n := p.primary(depth + 1); n != nil && (n.Kind == tree.Call || n.Kind == tree.Raw && n.Known == nil) {
		return n
	}
	return nil
}

// several reads a, b = 1, 2: the first assignment, with the rest in others; nil where as many
// values as names do not follow.
func (p *parser) several(depth int) *tree.Node {
	if before := p.peek(-1).text; !p.peek(0).lineBreak && p.at > 0 && !slices.Contains([]string{";", "{", "var", "let", "const"}, before) {
		return nil
	}
	var names []*tree.Node
	for p.peek(0).kind == word {
		n := &tree.Node{Name: p.peek(0).text}
		for p.at++; p.sees(".") && p.peek(1).kind == word; p.at += 2 {
			n.Path, n.Name = strings.TrimPrefix(n.Path+"."+n.Name, "."), p.peek(1).text
		}
		names = append(names, n)
		if !p.sees(",") {
			break
		}
		p.at++
	}
	if len(names) < 2 || !p.sees("=", ":=") {
		return nil
	}
	var values []*tree.Node
	for range names {
		p.at++ // = or a comma
		n := p.expression(depth + 1)
		if n == nil || len(values)+1 < len(names) && !p.sees(",") {
			return nil
		}
		values = append(values, n)
	}
	for i, n := range values {
		n.Name, n.Path = names[i].Name, names[i].Path
		p.learn(n.Name, n)
	}
	p.others = values[1:]
	return values[0]
}

// assigned reads the left side of an assignment, and returns the last part of its name and
// what is before it.
func (p *parser) assigned() (name, path string, ok bool) {
	name = p.peek(0).text
	if p.peek(0).kind != word {
		return "", "", false
	}
	p.at++
	for p.sees(".") && p.peek(1).kind == word {
		path = strings.TrimPrefix(path+"."+name, ".")
		name = p.peek(1).text
		p.at += 2
	}
	if p.sees(":") && p.peek(1).kind == word {
		p.at += max(1, p.typed(1))
	}
	if !p.sees("=", ":=") {
		return "", "", false
	}
	p.at++
	return name, path, true
}

// typed is how many tokens ahead the = behind a type is, which begins some tokens ahead:
// Partial<Options>, dict[str, int], number | null. It is 0 where there is none.
func (p *parser) typed(ahead int) int {
	depth := 0
	for i := ahead; i < ahead+30; i++ {
		t := p.peek(i)
		switch {
		case t.kind == end || t.lineBreak:
			return 0
		case t.kind != mark:
		case t.text == "=":
			if depth != 0 || i == ahead {
				return 0
			}
			return i
		case t.text == "<" || t.text == "[":
			depth++
		case t.text == ">" || t.text == "]":
			depth--
		case t.text == "." || t.text == "|" || t.text == "?" || t.text == "," && depth > 0:
		default:
			return 0
		}
	}
	return 0
}

// learn remembers what a name stands for, where that is a literal.
// literal reports whether a node is a number, a text, a duration, or an object of any size
// that is no bomb.
// binding is how tightly operators bind; those that are not here end an expression.
var binding = map[string]int{
	"||": 1, "|": 1, "or": 1, "??": 1, "&&": 2, "&": 2, "and": 2, "<<": 3, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6,
}

// canonical is how Op names operators that languages write differently.
var canonical = map[string]string{"||": "|", "or": "|", "??": "|", "&&": "&", "and": "&"}

// expression is the one at the place of the parser; nil where there is none, then the place is
// any.
func (p *parser) expression(depth int) *tree.Node { return p.binary(1, depth) }

func (p *parser) binary(least, depth int) *tree.Node {
	left := p.primary(depth)
	for left != nil {
		operator := p.peek(0)
		tightness, ok := binding[operator.text]
		if !ok || operator.kind == number || operator.kind == text || tightness < least {
			return left
		}
		p.at++
		right := p.binary(tightness+1, depth+1)
		if right == nil {
			return nil
		}
		name := operator.text
		if c, ok := canonical[name]; ok {
			name = c
		}
		left = &tree.Node{Kind: tree.Op, Text: name, Line: left.Line, Kids: []*tree.Node{left, right}}
	}
	return nil
}

// skipped are words before an expression that change nothing of it.
var skipped = []string{"new", "await", "return", "not", "const", "final", "static", "let", "var", "val"}

func (p *parser) primary(depth int) *tree.Node {
	if p.steps++; p.steps > p.most || depth > tree.MaxDepth {
		return nil
	}
	for p.peek(0).kind == word && slices.Contains(skipped, p.peek(0).text) && !p.peek(1).lineBreak {
		p.at++
		if p.language == CSharp && p.peek(-1).text == "new" && p.sees("(") { // of the type that is wanted there
			return p.call(&tree.Node{Text: "new", Line: p.peek(-1).line}, depth)
		}
	}
	for p.sees("&", "!", "@", "...", "**") {
		p.at++
	}
	t := p.peek(0)
	switch {
	case t.kind == number || t.kind == text:
		p.at++
		return p.chain(&tree.Node{Text: t.text, Line: t.line, Quoted: t.kind == text}, depth)
	case p.sees("-") && p.peek(1).kind == number:
		p.at += 2
		return &tree.Node{Text: "-" + p.peek(-1).text, Line: t.line}
	case p.sees("("):
		return p.parenthesis(depth)
	case p.sees("["):
		return p.between("[", "]", &tree.Node{Kind: tree.List, Line: t.line}, depth)
	case p.sees("{"):
		return p.between("{", "}", &tree.Node{Kind: tree.Map, Line: t.line}, depth)
	case t.kind == word:
		return p.path(depth)
	}
	return nil
}

// parenthesis is an expression in parentheses, or a list of several.
func (p *parser) parenthesis(depth int) *tree.Node {
	n := p.between("(", ")", &tree.Node{Kind: tree.List, Line: p.peek(0).line}, depth)
	if n != nil && len(n.Kids) == 1 && n.Kids[0].Name == "" && n.Kids[0].Kind != tree.Raw {
		return n.Kids[0]
	}
	return n
}

// path is a name with parts, and what follows it: a.b, a::b, a.b(1), a.B{…}, a<T>(…).
func (p *parser) path(depth int) *tree.Node {
	t := p.peek(0)
	name := t.text
	p.at++
	for m := p.member(); m > 0; m = p.member() {
		name += strings.TrimPrefix(p.peek(0).text, "?") + p.peek(m).text
		p.at += m + 1
	}
	n := &tree.Node{Text: name, Line: t.line, Types: p.generics()}
	switch {
	case p.sees("("), p.composite(name) && !p.beginsBlock(p.index(t)):
		n = p.call(n, depth)
		if n != nil && p.defines(p.index(t)) {
			p.learnParameters(n)
			n.Kind = tree.Raw                                                      // no call, even of a name that a library has
			if p.language == JavaScript && !p.sees("{") && p.peek(0).text == ":" { // the type of its result
				for i := 0; i < 10 && !p.sees("{") && !p.peek(0).lineBreak; i++ {
					p.at++
				}
			}
			p.learnFunction(n.Text, p.index(t))
		}
		return n
	case p.tokens[p.at-1].kind == word && p.language == Ruby && p.at == p.index(t)+1 && p.rubyArguments():
		return p.commandCall(n, depth)
	case p.index(t) > 0 && p.tokens[p.index(t)-1].text == "@":
		n.Kind = tree.Call // an annotation without arguments
		return n
	}
	return p.chain(p.standsFor(n), depth)
}

// standsFor is what a name, a member of it, or an entry of it by its key, stands for; the node
// itself where the text does not say.
// beginsBlock reports whether the { behind a name of Go at a place is that of a block: of a
// function with that result, or of an if.
// defines reports whether a name with parentheses at a place is a function that is defined.
// closure is a function of JavaScript without a name; nil where none is next.
// learnFunction remembers a function with a name that begins at a place: with its body where
// that follows.
// column is how far a token's line is indented.
// learnParameters remembers the defaults of a function's parameters.
// member is how many tokens ahead the name of a member is, 0 where none follows: behind types
// in RetryConfig.<String>custom().
// index is the place of a token.
func (p *parser) index(t token) int {
	i, _ := slices.BinarySearchFunc(p.tokens, t.from, func(a token, from int) int { return a.from - from })
	return i
}

// copyOf is what a name stands for, on the line where it is used.
// generics skips <…>, and […] of Go, behind a name where a call or a literal follows, and
// returns what is between < and >.
// composite reports whether a { after a name begins a literal of that type, and no block.
// call is a call of a name, with all its arguments: those in parentheses, and the initializer
// behind them.
// chain is what is called on a value: .b(2) behind a(1). A member that is not called ends it.
// rubyArguments reports whether arguments without parentheses follow a name on its line.
// commandCall is a call of Ruby without parentheses: its arguments end with the line, and a
// block is one of them.
// blockEnd is the place behind a block of Ruby.
// between fills a node with what is between two brackets, of which the first is next. It is nil
// where the second is missing.
// spreadInto adds entries, of which those of a name hold in place of those before.
// closing is the place of the bracket that closes the one at a place; the end where none does.
// closersOf finds where each bracket of some tokens is closed.
// argument is an expression with or without name, up to where ended says; what cannot be taken
// apart is Raw, with the calls in it.
// raw is code that is not taken apart, with the calls in it.
