package form

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/tree"
	"backofflab/internal/format"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// Kind says what a note is about.
type Kind uint8

// The kinds of notes.
const (
	Understood Kind = iota // a line became a setting
	Assumed                // the text says nothing, so a default of the library holds
	Lost                   // the text says it and a scenario cannot
)

// String is the word of JSON.
func (k Kind) String() string { return [...]string{"understood", "assumed", "lost"}[k] }

// MarshalText writes String.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (k *Kind) UnmarshalText(text []byte) error {
	for _, kind := range []Kind{Understood, Assumed, Lost} {
		if kind.String() == string(text) {
			*k = kind
			return nil
		}
	}
	return fmt.Errorf("%q is no kind of note", text)
}

// Note is what became of a line of a text.
type Note struct {
	Line  int    `json:"line,omitzero"` // from 1; 0: of no line
	Kind  Kind   `json:"kind"`
	Field string `json:"field,omitzero"` // of the scenario; "" where it became none
	Value string `json:"value,omitzero"` // as links write it
	Says  string `json:"says"`           // one sentence, or several

	layer int // how many layers there were
}

// Reading is what a text says. A reader of a format fills one.
type Reading struct {
	Format string // key of the format
	Name   string // and its name
	Notes  []Note // in the order of lines; those of no line last

	layers []scenario.Layer // the outermost first
}

// Strategy begins a policy with a strategy: a key of retry.Kinds, of the delays of a library
// ("lib:tenacity-exponential") or of a whole client ("client:envoy"), whose defaults then hold.
// n is the node that says so, nil where nothing does. A second one is a layer within the first.
func (r *Reading) Strategy(n *tree.Node, key, says string) {
	r.layers = append(r.layers, scenario.Layer{Strategy: key})
	kind := Understood
	if n == nil {
		kind = Assumed
	}
	n.Take()
	r.note(n, kind, "strategies", key, says)
}

// Set says that a node sets a field of the innermost layer so far, to a value as links
// write it. What is out of the field's range is taken as far as that goes, and the rest is
// told as lost. says may be "": then it is the field's name and value.
func (r *Reading) Set(n *tree.Node, field, value, says string) {
	r.put(n, Understood, field, value, says)
}

// Assume is Set for what the text does not say: the library's default, or what follows from
// the format.
func (r *Reading) Assume(field, value, says string) { r.put(nil, Assumed, field, value, says) }

// Lose says what a node says that a scenario cannot: a sentence.
func (r *Reading) Lose(n *tree.Node, says string) {
	n.Mark()
	r.note(n, Lost, "", "", says)
}

// Tell says what a node means that sets nothing, and is nothing lost.
func (r *Reading) Tell(n *tree.Node, says string) {
	n.Mark()
	r.note(n, Understood, "", "", says)
}

// Duration sets a field to the duration that a node comes to; a bare number counts units. It
// does nothing where there is no node, and tells of one that comes to no duration. It reports
// whether it set the field.
func (r *Reading) Duration(n *tree.Node, field string, unit time.Duration) (time.Duration, bool) {
	d, ok := r.LiteralDuration(n, unit)
	if ok {
		r.Set(n, field, scenario.FormatDuration(d), "")
	}
	return d, ok
}

// LiteralDuration is the duration that a node comes to; one that comes to none is told of.
func (r *Reading) LiteralDuration(n *tree.Node, unit time.Duration) (time.Duration, bool) {
	if n == nil {
		return 0, false
	}
	d, ok := n.Duration(unit)
	if !ok {
		r.Lose(n, quoted(n)+" is no duration that stands in the text. Set it by hand.")
	}
	return d, ok
}

// Number sets a field to the number that a node comes to, as Duration does.
func (r *Reading) Number(n *tree.Node, field string) (float64, bool) {
	x, ok := r.LiteralNumber(n)
	if ok {
		r.Set(n, field, strconv.FormatFloat(x, 'f', -1, 64), "")
	}
	return x, ok
}

// LiteralNumber is the number that a node comes to; one that comes to none is told of.
func (r *Reading) LiteralNumber(n *tree.Node) (float64, bool) {
	if n == nil {
		return 0, false
	}
	x, ok := n.Number()
	if !ok {
		r.Lose(n, quoted(n)+" is no number that stands in the text. Set it by hand.")
	}
	return x, ok
}

// Attempts sets the number of attempts, the first included, to what a node says; unlimited
// reports which numbers mean that there is no limit, and may be nil.
func (r *Reading) Attempts(n *tree.Node, unlimited func(int) bool) { r.attempts(n, 0, unlimited) }

// Retries is Attempts for a node that does not count the first attempt.
func (r *Reading) Retries(n *tree.Node, unlimited func(int) bool) { r.attempts(n, 1, unlimited) }

func (r *Reading) attempts(n *tree.Node, first int, unlimited func(int) bool) {
	x, ok := r.LiteralNumber(n)
	switch {
	case !ok:
	case unlimited != nil && unlimited(int(x)):
		r.Set(n, "attempts", strconv.Itoa(library.Unlimited), "")
		r.note(n, Lost, "", "", fmt.Sprintf("Attempts without a limit are %s here.", format.Count(library.Unlimited)))
	case x != float64(int(x)) || x < float64(1-first):
		r.Lose(n, quoted(n)+" is no number of attempts.")
	case first == 1:
		says := fmt.Sprintf("%d retries are %d attempts, the first included.", int(x), int(x)+1)
		switch x {
		case 0:
			says = "No retries: the first attempt alone."
		case 1:
			says = "1 retry is 2 attempts, the first included."
		}
		r.Set(n, "attempts", strconv.Itoa(int(x)+1), says)
	default:
		r.Set(n, "attempts", strconv.Itoa(int(x)), fmt.Sprintf("Attempts, the first included: %d.", int(x)))
	}
}

// RetryOn sets which outcomes are retried, in the words of links.
func (r *Reading) RetryOn(n *tree.Node, says string, words ...string) {
	var known []string
	for _, word := range scenario.OutcomeWords() { // in their order
		if slices.Contains(words, word) {
			known = append(known, word)
		}
	}
	if len(known) == 0 {
		r.Lose(n, "Nothing that it retries happens here. What the lab retries stays as it is: set it by hand.")
		return
	}
	r.Set(n, "retry-on", strings.Join(known, ","), says)
}

// Rest tells of what is left of a tree after a reader: it is lost, a note for each node.
func (r *Reading) Rest(n *tree.Node) {
	twice := repeated(n)
	for _, left := range n.Left() {
		if twice[left] {
			r.Lose(left, quoted(left)+" is there a second time; the first was read.")
			continue
		}
		r.Lose(left, quoted(left)+" has no counterpart here.")
	}
}

// repeated are the nodes of a tree whose name one before them beside them has.
func repeated(n *tree.Node) map[*tree.Node]bool {
	twice := map[*tree.Node]bool{}
	n.Walk(func(n *tree.Node) bool {
		names := map[string]bool{}
		for _, kid := range n.Kids {
			if name := tree.Plain(kid.Name); name != "" && n.Kind == tree.Map {
				twice[kid] = names[name]
				names[name] = true
			}
		}
		return true
	})
	return twice
}

// Beside says that nodes of a text are about other things than retries, in one note. Of one
// whose name speaks of retries that is not true: it is lost.
func (r *Reading) Beside(nodes ...*tree.Node) {
	var names []string
	for _, n := range nodes {
		if n != nil && n.Kind != tree.Call && strings.Contains(strings.ToLower(n.Name), "retr") {
			r.Lose(n, quoted(n)+" is about retries, and is not read.")
			continue
		}
		n.Mark()
		if name := cmp.Or(n.Name, n.Text); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 8 {
		names = append(names[:8], fmt.Sprintf("%d more", len(names)-8))
	}
	if len(names) > 0 {
		r.note(nil, Understood, "", "", "Not about retries, and left out: "+clip(strings.Join(names, ", "))+".")
	}
}

// quoted is a node as a sentence names it.
func quoted(n *tree.Node) string { return clip(n.String()) }

func clip(text string) string {
	if runes := []rune(strings.Join(strings.Fields(text), " ")); len(runes) > 80 {
		return string(runes[:79]) + "…"
	} else {
		return string(runes)
	}
}

func (r *Reading) note(n *tree.Node, kind Kind, field, value, says string) {
	note := Note{Kind: kind, Field: field, Value: value, Says: says, layer: len(r.layers)}
	if n != nil {
		note.Line = n.Line
	}
	if !slices.Contains(r.Notes, note) {
		r.Notes = append(r.Notes, note)
	}
}

// put sets a field of the innermost layer, and says so.
func (r *Reading) put(n *tree.Node, kind Kind, name, value, says string) {
	n.Take()
	f, ok := scenario.FieldNamed(name)
	if !ok || len(r.layers) == 0 {
		panic("form: a reader sets " + name + " before its strategy, or there is no such field")
	}
	taken, err := within(f, value)
	if err != nil {
		r.note(n, Lost, "", "", fmt.Sprintf("%s %s cannot be simulated: %s", f.Label, value, err))
	}
	if taken == "" {
		return
	}
	if err != nil {
		says = "" // it is of another value
	}
	if kind == Understood { // what was assumed of it does not hold
		r.Notes = slices.DeleteFunc(r.Notes, func(a Note) bool { return a.Kind == Assumed && a.Field == name && a.layer == len(r.layers) })
	}
	layer := &r.layers[len(r.layers)-1]
	*layer = layer.Without(name).With(name, taken)
	if says == "" {
		s := scenario.Default()
		_ = f.Set(&s, taken) // it was set before
		says = f.Label + ": " + f.Screen(s) + "."
	}
	if _, ok := n.Filled(); ok {
		says += " It holds where nothing else is filled in: " + clip(n.Text) + "."
	}
	r.note(n, kind, name, taken, says)
	if from := n.Default(); from != "" && err == nil {
		r.note(n, Understood, "", "", fmt.Sprintf("That is the default of %s: what is given in its place is not in the text.", clip(from)))
	}
}

// within is a value in the field's own form, or else the end of the field's range that is
// nearest to it, with what is wrong; "" where there is none.
func within(f scenario.Field, value string) (string, error) {
	s := scenario.Default()
	err := f.Set(&s, value)
	if err == nil {
		return f.Format(s), nil
	}
	x, ok := (&tree.Node{Text: value}).Number()
	if short := strconv.FormatFloat(x, 'f', 6, 64); ok && f.Set(&s, strings.TrimRight(short, "0")) == nil { // a quotient
		return f.Format(s), nil
	}
	d, long := (&tree.Node{Text: value}).Duration(time.Second)
	for _, end := range []string{f.Low, f.High} {
		limit := &tree.Node{Text: end}
		least, numeric := limit.Number()
		span, timed := limit.Duration(time.Second)
		low := end == f.Low
		if end != "" && (ok && numeric && (low && x < least || !low && x > least) || long && timed && (low && d < span || !low && d > span)) {
			taken, _ := within(scenario.Field(f), end)
			return taken, refuse("%s %s is taken.", err, end)
		}
	}
	return "", err
}
