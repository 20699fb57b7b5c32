package tree

import "strings"

// Bounds of what a text becomes.
const (
	MaxNodes = 20_000
	MaxDepth = 100
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Scalar Kind = iota // Text is a value: 100ms, 4, UNAVAILABLE
	Map                // Kids have names
	List               // Kids have none
	Call               // Text is what is called, Kids are its arguments: backoff.Retry(ctx, op, …), or a composite literal
	Op                 // Text is an operator between two Kids: 250 * time.Millisecond
	Raw                // Text is code that is not taken apart: a closure, a condition
)

// Node is a key of a file, a member of a list, or an argument in code. A nil Node stands for
// what is not there: all methods take it.
type Node struct {
	Name      string // the key or the name of the argument; "" where it has none
	Path      string // what an assigned name is a member of: options.Retry in options.Retry.Delay = x
	Line      int    // from 1
	Kind      Kind
	Text      string // see Kind; without its quotes
	Quoted    bool   // it stood in quotes
	Kids      []*Node
	Types     string           // of a call, what stood in <> behind its name: TimeoutException of Handle<TimeoutException>()
	Known     map[string]*Node // of Raw, what names that stand in it stand for in the text
	Otherwise string           // the value is the default of a parameter of this name
	Of        *Node            // of a call in a chain, the call before it: a(1) of a(1).b(2)

	read bool
}

// Get returns the node that a path of names leads to, nil where there is none. Names are
// compared without case, - and _, as frameworks bind them: max-attempts is maxAttempts.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		if n = n.kid(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) kid(name string) *Node {
	if n == nil {
		return nil
	}
	plain := Plain(name)
	for _, kid := range n.Kids {
		if kid.Name != "" && same(kid.Name, plain) {
			return kid
		}
	}
	return nil
}

// Any returns the first of several names that there is.
func (n *Node) Any(names ...string) *Node {
	for _, name := range names {
		if kid := n.kid(name); kid != nil {
			return kid
		}
	}
	return nil
}

// Arg returns the argument of a name, or else the one at a place among those without name,
// from 0; nil where there is neither.
func (n *Node) Arg(place int, name string) *Node {
	if kid := n.kid(name); kid != nil || n == nil {
		return kid
	}
	for _, kid := range n.Kids {
		if kid.Name != "" {
			continue
		}
		if place == 0 {
			return kid
		}
		place--
	}
	return nil
}

// Plain is a name without case, - and _.
func Plain(name string) string {
	if !strings.ContainsAny(name, "-_") { // most names
		return strings.ToLower(name)
	}
	return strings.ToLower(separators.Replace(name))
}

var separators = strings.NewReplacer("-", "", "_", "")

// same reports whether a name is a plain one, but for case, - and _.
func same(name, plain string) bool { return len(name) >= len(plain) && Plain(name) == plain }

// Callee is the last part of what a call calls: WithMaxTries of backoff.WithMaxTries.
func (n *Node) Callee() string {
	if n == nil || n.Kind != Call {
		return ""
	}
	name := n.Text[strings.LastIndexAny(n.Text, ".:")+1:]
	return strings.TrimPrefix(name, "@")
}

// Calls reports whether the node is a call of one of some names, by their last part.
func (n *Node) Calls(names ...string) bool {
	for _, name := range names {
		if n.Callee() == name {
			return true
		}
	}
	return false
}

// Walk calls visit with the node and all below it, in their order, until visit returns false
// for a node: then not below that.
func (n *Node) Walk(visit func(*Node) bool) {
	if n == nil {
		return
	}
	n.Of.Walk(visit)
	if !visit(n) {
		return
	}
	for _, kid := range n.Kids {
		kid.Walk(visit)
	}
}

// Find returns all nodes of a name at any depth of some trees.
func Find(trees []*Node, name string) (found []*Node) {
	plain := Plain(name)
	for _, t := range trees {
		t.Walk(func(n *Node) bool {
			if n.Name != "" && same(n.Name, plain) {
				found = append(found, n)
			}
			return true
		})
	}
	return found
}

// FindCalls returns all calls of some names, by their last part, at any depth of some trees.
func FindCalls(trees []*Node, names ...string) (found []*Node) {
	for _, t := range trees {
		t.Walk(func(n *Node) bool {
			if n.Calls(names...) {
				found = append(found, n)
			}
			return true
		})
	}
	return found
}

// Mark says that the node and everything below it is understood, or told of.
func (n *Node) Mark() {
	n.Walk(func(n *Node) bool { n.read = true; return true })
}

// Take marks a value with all that it is calculated from, and of a map, a list or a call that is
// no duration the node alone: what is in these is understood one by one.
func (n *Node) Take() {
	if n == nil {
		return
	}
	_, value := n.value()
	if n.read = true; value || n.Kind == Raw {
		n.Mark()
	}
}

// All are the members of a list, or of a map the values; of anything else there are none.
func (n *Node) All() []*Node {
	if n == nil {
		return nil
	}
	return n.Kids
}

// Left returns what is not marked: the highest nodes below which nothing is, and single ones.
func (n *Node) Left() (left []*Node) {
	if n == nil {
		return nil
	}
	if !n.anyRead() {
		return []*Node{n}
	}
	left = n.Of.Left()
	for _, kid := range n.Kids {
		left = append(left, kid.Left()...)
	}
	return left
}

func (n *Node) anyRead() (some bool) {
	n.Walk(func(n *Node) bool { some = some || n.read; return !some })
	return some
}

// String is the node as a person would quote it, in one line.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	var kids []string
	for _, kid := range n.Kids {
		kids = append(kids, kid.String())
	}
	text := n.Text
	if n.Of != nil {
		text = n.Of.String() + "." + text
	}
	switch n.Kind {
	case Map:
		text = "{" + strings.Join(kids, ", ") + "}"
	case List:
		text = "[" + strings.Join(kids, ", ") + "]"
	case Call:
		text += "(" + strings.Join(kids, ", ") + ")"
	case Op:
		text = strings.Join(kids, " "+text+" ")
	}
	if n.Name != "" {
		return n.Name + ": " + text
	}
	return text
}
