package source

import (
	"slices"
	"strings"
	"unicode"

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
		if n := p.expression(depth + 1); n != nil {
			n.Name, n.Path = name, path
			p.learn(name, n)
			return n
		}
	}
	p.at = start
	if n := p.primary(depth + 1); n != nil && (n.Kind == tree.Call || n.Kind == tree.Raw) {
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

// literal reports whether a node is a number, a text, a duration, or an object of any size
// that is no bomb.
func literal(n *tree.Node) bool {
	size := 0
	n.Walk(func(*tree.Node) bool { size++; return size < 50 })
	if size >= 50 {
		return false
	}
	if n.Kind == tree.Map || n.Kind == tree.List {
		return true
	}
	_, number := n.Number()
	_, duration := n.Duration(1)
	return number || duration || n.Kind == tree.Scalar && n.Quoted
}

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
			n.Kind = tree.Raw // no call, even of a name that a library has
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
func (p *parser) standsFor(n *tree.Node) *tree.Node {
	name, rest, _ := strings.Cut(n.Text, ".")
	known := p.known[n.Text]
	if last := n.Text[strings.LastIndexByte(n.Text, '.')+1:]; known == nil && (slices.Contains([]string{"self", "this", "cls"}, name) || p.language == Python && name != "" && unicode.IsUpper(rune(name[0]))) {
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

// beginsBlock reports whether the { behind a name of Go at a place is that of a block: of a
// function with that result, or of an if.
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

// defines reports whether a name with parentheses at a place is a function that is defined.
func (p *parser) defines(at int) bool {
	if p.tokens[at].text == "constructor" {
		return true
	}
	return at > 0 && slices.Contains([]string{"def", "function", "func"}, p.tokens[at-1].text)
}

// learnParameters remembers the defaults of a function's parameters.
func (p *parser) learnParameters(n *tree.Node) {
	for _, kid := range n.Kids {
		if kid.Name != "" && kid.Kind != tree.Raw {
			c := copyOf(kid, 0)
			c.Otherwise = kid.Name
			p.learn(kid.Name, c)
		}
	}
}

// member is how many tokens ahead the name of a member is, 0 where none follows: behind types
// in RetryConfig.<String>custom().
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

// index is the place of a token.
func (p *parser) index(t token) int {
	i, _ := slices.BinarySearchFunc(p.tokens, t.from, func(a token, from int) int { return a.from - from })
	return i
}

// copyOf is what a name stands for, on the line where it is used.
func copyOf(n *tree.Node, line int) *tree.Node {
	c := &tree.Node{Name: n.Name, Line: n.Line, Kind: n.Kind, Text: n.Text, Quoted: n.Quoted, Otherwise: n.Otherwise, Known: n.Known, Types: n.Types}
	if line > 0 && n.Kind != tree.Map && n.Kind != tree.List {
		c.Name, c.Line = "", line
	} else if line > 0 {
		c.Name = ""
	}
	for _, kid := range n.Kids {
		c.Kids = append(c.Kids, copyOf(kid, 0))
	}
	return c
}

// generics skips <…>, and […] of Go, behind a name where a call or a literal follows, and
// returns what is between < and >.
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

// composite reports whether a { after a name begins a literal of that type, and no block.
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

// call is a call of a name, with all its arguments: those in parentheses, and the initializer
// behind them.
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

// chain is what is called on a value: .b(2) behind a(1). A member that is not called ends it.
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

// rubyArguments reports whether arguments without parentheses follow a name on its line.
func (p *parser) rubyArguments() bool {
	t, then := p.peek(0), p.peek(1)
	return !t.lineBreak && (t.kind == word && then.text == ":" || t.text == "{" || t.text == "do" || t.text == ":" && p.peek(2).text == "=>")
}

// commandCall is a call of Ruby without parentheses: its arguments end with the line, and a
// block is one of them.
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

// blockEnd is the place behind a block of Ruby.
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

// between fills a node with what is between two brackets, of which the first is next. It is nil
// where the second is missing.
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

// spreadInto adds entries, of which those of a name hold in place of those before.
func spreadInto(kids []*tree.Node, more ...*tree.Node) []*tree.Node {
	for _, m := range more {
		kids = slices.DeleteFunc(kids, func(n *tree.Node) bool { return n.Name != "" && n.Name == m.Name })
	}
	return append(kids, more...)
}

// closing is the place of the bracket that closes the one at a place; the end where none does.
func (p *parser) closing(at int) int { return p.closers[at] }

// closersOf finds where each bracket of some tokens is closed.
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

// argument is an expression with or without name, up to where ended says; what cannot be taken
// apart is Raw, with the calls in it.
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

// raw is code that is not taken apart, with the calls in it.
func (p *parser) raw(from, to, depth int) *tree.Node {
	to = min(to, len(p.tokens))
	from = min(from, to-1)
	n := &tree.Node{Kind: tree.Raw, Line: p.tokens[from].line, Text: p.code[p.tokens[from].from:p.tokens[to-1].to], Known: p.known}
	n.Kids = p.scan(from, to, depth+1)
	p.at = to
	return n
}
