package javascript

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// closure is a function of code: the names of its parameters, what it returns, and what it calls
// by names.
type closure struct {
	parameters []string
	result     *tree.Node
	names      map[string]*tree.Node
}

var (
	arrow    = regexp.MustCompile(`(?s)^(?:async\s*)?\(?\s*\{?([\w$\s,:={}?.]*?)\}?\s*\)?\s*(?::\s*\w+\s*)?=>\s*(.*)$`)
	function = regexp.MustCompile(`(?s)^(?:async\s*)?function\s*\w*\s*\(\s*\{?([\w$\s,:={}?.]*?)\}?\s*\)\s*(?::\s*\w+\s*)?(\{.*)$`)
	returned = regexp.MustCompile(`(?s)\breturn\b\s*(.*?);?\s*\}?\s*$`)
)

var (
	comment        = regexp.MustCompile(`(?s)(^|\s)//[^\n]*|/\*.*?\*/`)
	typedParameter = regexp.MustCompile(`([(,]\s*\w+\??)\s*:\s*[\w.<>\[\] |]+`)
)

// uncommented is code without its comments.
func uncommented(code string) string { return strings.TrimSpace(comment.ReplaceAllString(code, "$1")) }

// closureOf takes a function apart; false where its text is none, or has several ends.
func closureOf(n *tree.Node) (c closure, ok bool) {
	if n == nil || n.Kind != tree.Raw {
		return c, false
	}
	text := uncommented(n.Text)
	found := arrow.FindStringSubmatch(text)
	if found == nil {
		found = function.FindStringSubmatch(text)
	}
	if found == nil {
		return c, false
	}
	for parameter := range strings.SplitSeq(found[1], ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		name, _, _ = strings.Cut(name, ":")
		c.parameters = append(c.parameters, strings.TrimSpace(name))
	}
	known := maps.Clone(n.Known)
	maps.DeleteFunc(known, func(name string, _ *tree.Node) bool { return slices.Contains(c.parameters, name) })
	body := strings.TrimSpace(found[2])
	if strings.HasPrefix(body, "{") {
		result := returned.FindStringSubmatch(body)
		if result == nil || strings.Count(body, "return") > 1 {
			return c, false
		}
		c.names = map[string]*tree.Node{}
		for _, statement := range source.Within(strings.TrimPrefix(body, "{"), source.JavaScript, known) {
			if statement.Name != "" {
				c.names[statement.Name] = statement
			}
		}
		body = result[1]
	}
	nodes := source.Within("x("+body+")", source.JavaScript, known)
	if len(nodes) != 1 || len(nodes[0].Kids) != 1 {
		return c, false
	}
	c.result = nodes[0].Kids[0]
	return c, c.result.Kind != tree.Raw
}

// at works out what the closure returns; name is what its parameters and other names mean.
func (c closure) at(u float64, name func(string) (float64, bool)) (float64, bool) {
	return c.within(u, name, 8)
}

func (c closure) within(u float64, name func(string) (float64, bool), depth int) (float64, bool) {
	return form.Calculate(c.result, func(word string) (float64, bool) {
		if n := c.names[word]; n != nil && depth > 0 {
			inner := closure{result: bare(n), names: c.names}
			return inner.within(u, name, depth-1)
		}
		return name(word)
	}, u)
}

// bare is a node without its name.
func bare(n *tree.Node) *tree.Node {
	other := *n
	other.Name = ""
	return &other
}

// calculated reads delays that a closure calculates of the number of a retry, in milliseconds:
// its first parameter, or one of some names. It is false where no strategy has such delays.
func calculated(r *form.Reading, n *tree.Node, names ...string) bool {
	if n != nil && readListed(r, n) {
		return true
	}
	c, ok := closureOf(n)
	if !ok {
		return false
	}
	if len(names) == 0 {
		names = c.parameters[:1]
	}
	ok = r.Calculated(n, time.Millisecond, func(k int, u float64) (float64, bool) {
		return c.at(u, func(word string) (float64, bool) { return float64(k), slices.Contains(names, word) })
	})
	if ok {
		n.Mark()
	}
	return ok
}
