package source

import (
	"strings"

	"backofflab/exchange/tree"
)

// Language is one that is read.
type Language uint8

// The languages.
const (
	Go Language = iota
	Python
	JavaScript // and TypeScript
	Java       // and Kotlin
	CSharp
	Rust
	Ruby
)

// passes is how often a text is read for names that stand for literals: a name may stand for
// another.
const passes = 3

// Parse returns the calls, literals with names and assignments of a text, in their order; it
// takes every text. A node with a Name is an assignment, to a variable or to a field:
// client.RetryMax = 5 has the name RetryMax.
func Parse(code string, language Language) []*tree.Node {
	p := &parser{code: code, tokens: lex(code, language), language: language, known: map[string]*tree.Node{}}
	p.closers, p.most = closersOf(p.tokens), 1000+4*len(p.tokens)
	for range passes {
		p.steps = 0
		p.found = map[string]*tree.Node{}
		p.scan(0, len(p.tokens), 0)
		p.known = p.found
	}
	p.steps = 0
	return p.scan(0, len(p.tokens), 0)
}

// Within is Parse for code that was Raw in a text: known is what names stand for there.
func Within(code string, language Language, known map[string]*tree.Node) []*tree.Node {
	p := &parser{code: code, tokens: lex(code, language), language: language, known: known}
	p.closers, p.most = closersOf(p.tokens), 1000+4*len(p.tokens)
	return p.scan(0, len(p.tokens), 0)
}

// Unclosed is the line of the last bracket that nothing closes, 0 where there is none.
func Unclosed(code string, language Language) int {
	tokens := lex(code, language)
	closers := closersOf(tokens)
	for i := len(tokens) - 1; i >= 0; i-- {
		if t := tokens[i]; t.kind == mark && strings.Contains("([{", t.text) && closers[i] == len(tokens) {
			return t.line
		}
	}
	return 0
}
