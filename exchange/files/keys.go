package files

import (
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// keyed reports whether a text of YAML, JSON or properties has a key of one of some names at any
// depth. Of a text that is neither, for a bracket is missing, it is enough that it has one of
// the words: what is wrong with it is told by the reader.
func keyed(t *form.Text, names ...string) bool {
	if documents := t.Documents(); t.Wrong() == nil {
		return slices.ContainsFunc(names, func(name string) bool { return len(tree.Find(documents, name)) > 0 })
	}
	return t.Has(names...)
}

// broken reports whether a text is neither YAML nor properties, and has a line that begins with
// a key: its reader then tells what is wrong.
func broken(t *form.Text, key string) bool {
	if t.Wrong() == nil {
		return false
	}
	for line := range strings.SplitSeq(t.Raw, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), key+":") {
			return true
		}
	}
	return false
}

// holders are the nodes of some trees that have a key of a name, in their order.
func holders(trees []*tree.Node, name string) (found []*tree.Node) {
	for _, t := range trees {
		t.Walk(func(n *tree.Node) bool {
			if n.Get(name) != nil {
				found = append(found, n)
			}
			return true
		})
	}
	return found
}

// enclosing is the node of some trees whose key a node is, nil where it is none's.
func enclosing(trees []*tree.Node, kid *tree.Node) (of *tree.Node) {
	for _, t := range trees {
		t.Walk(func(n *tree.Node) bool {
			if slices.Contains(n.Kids, kid) {
				of = n
			}
			return of == nil
		})
	}
	return of
}

// restBeside tells of all that is left of some documents, where a text holds more than retries:
// it is beside them, and nothing lost.
func restBeside(r *form.Reading, documents []*tree.Node) {
	var others []*tree.Node
	for _, document := range documents {
		for _, left := range document.Left() {
			if left.Name != "" || left.Kind == tree.Map {
				others = append(others, left)
			}
		}
	}
	r.Beside(others...)
}

// parameter is what a policy's strategy has of a library's setting in its brackets; "" where it
// has none of its own.
func parameter(p form.Policy, name string) string {
	for pair := range strings.FieldsSeq(scenario.Layers(p.Strategy)[0].Own) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// duration is parameter as a duration, a default where there is none.
func duration(p form.Policy, name string, otherwise time.Duration) time.Duration {
	if d, ok := (&tree.Node{Text: parameter(p, name)}).Duration(time.Second); ok {
		return d
	}
	return otherwise
}

// positive is a delay where a program refuses 0, and where it must be told an end: its least
// unit at least, and a day at most.
func positive(d time.Duration) time.Duration { return min(max(d, time.Millisecond), scenario.Day) }

// words are the parts of a list in one value, as "5xx,reset" has them, or of a list of values.
func words(n *tree.Node) (all []string) {
	if n == nil {
		return nil
	}
	for _, kid := range n.Kids {
		all = append(all, words(kid)...)
	}
	for word := range strings.FieldsFuncSeq(n.Text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		all = append(all, word)
	}
	return all
}

// number is parameter as a number, a default where there is none.
func number(p form.Policy, name string, otherwise float64) float64 {
	if x, ok := (&tree.Node{Text: parameter(p, name)}).Number(); ok {
		return x
	}
	return otherwise
}

// settings are the keys of a text of YAML or of properties of Java; keys with dots are keys
// within keys.
func settings(t *form.Text) (documents []*tree.Node) {
	for _, document := range t.Documents() {
		if document.Kind == tree.Map || document.Kind == tree.List {
			documents = append(documents, document.Nested())
		}
	}
	if len(documents) == 0 {
		documents = append(documents, tree.Properties(t.Raw))
	}
	return documents
}

func anyOf(trees []*tree.Node, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return len(tree.Find(trees, name)) > 0 })
}

// cmpNode is the first node that there is.
func cmpNode(nodes ...*tree.Node) *tree.Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}

// durationOr sets a field to the duration of a node, or to a default where the text has none.
func durationOr(r *form.Reading, n *tree.Node, field string, unit time.Duration, otherwise, says string) {
	if _, ok := r.Duration(n, field, unit); !ok {
		r.Assume(field, otherwise, says)
	}
}

// numberOr is durationOr for numbers.
func numberOr(r *form.Reading, n *tree.Node, field, otherwise, says string) {
	if _, ok := r.Number(n, field); !ok {
		r.Assume(field, otherwise, says)
	}
}
