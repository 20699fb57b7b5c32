package golang

import (
	"fmt"
	gofmt "go/format"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// lastOf is what a text gives a name last, in a literal or by an assignment; nil where it does not.
func lastOf(code []*tree.Node, name string) *tree.Node {
	found := tree.Find(code, name)
	if len(found) == 0 {
		return nil
	}
	for _, n := range found {
		n.Mark()
	}
	return found[len(found)-1]
}

// last is the last part of a name: FixedDelay of retry.FixedDelay, or of a call of it.
func last(n *tree.Node) string {
	if n == nil {
		return ""
	}
	return n.Text[strings.LastIndexByte(n.Text, '.')+1:]
}

// around marks a call around something that is read where it is made.
func around(call *tree.Node) {
	call.Take()
	for _, kid := range call.Kids {
		if kid.Kind == tree.Scalar {
			kid.Mark()
		}
	}
}

// rest tells of what is left of the arguments of calls that are calls of a package.
func rest(r *form.Reading, calls []*tree.Node, packages ...string) {
	for _, call := range calls {
		if call == nil { // what the text does not have
			continue
		}
		for _, kid := range call.Kids {
			for _, name := range packages {
				if kid.Kind == tree.Call && strings.HasPrefix(kid.Text, name+".") {
					r.Rest(kid)
				}
			}
		}
	}
}

// readContexts reads context.WithTimeout: within a closure it is of one attempt, else of the
// whole call.
func readContexts(r *form.Reading, code []*tree.Node) {
	for _, n := range code {
		readContext(r, n, false)
	}
}

func readContext(r *form.Reading, n *tree.Node, within bool) {
	if n == nil {
		return
	}
	if n.Calls("WithTimeout") && strings.HasPrefix(n.Text, "context.") {
		field := "total-timeout"
		if within {
			field = "timeout"
		}
		if d, ok := r.LiteralDuration(n.Arg(1, ""), time.Nanosecond); ok {
			r.Set(n, field, d.String(), "")
		}
		n.Mark()
	}
	readContext(r, n.Of, within)
	for _, kid := range n.Kids {
		readContext(r, kid, within || n.Kind == tree.Raw)
	}
}

// retriesAll says that a library retries every error but those that its caller marks.
func retriesAll(r *form.Reading, but string) {
	r.Assume("retry-on", "rejected,unavailable,timed-out", "Every error is retried that is not "+but+"; which those are, the calls decide.")
}

// readOutcomes reads what some code of conditions names: statuses, and errors by their names. It
// reports whether it knew any.
func readOutcomes(r *form.Reading, nodes ...*tree.Node) bool {
	var words []string
	for _, n := range nodes {
		n.Walk(func(n *tree.Node) bool {
			words = append(words, form.Outcomes(n.Text)...)
			return true
		})
	}
	if len(words) == 0 {
		return false
	}
	for _, n := range nodes {
		n.Mark()
	}
	r.RetryOn(nodes[0], "Retried is what the condition names, as far as its names say.", words...)
	return true
}

// part is the first group of what was found in a text.
func part(t *form.Text, found []int) *tree.Node {
	return &tree.Node{Kind: tree.Raw, Text: t.Raw[found[2]:found[3]], Line: 1 + strings.Count(t.Raw[:found[2]], "\n")}
}

// condition is what a policy retries as a condition of code on err; "" where it is what
// libraries retry by themselves.
func condition(p form.Policy) string {
	var parts []string
	for _, o := range []struct{ word, code string }{
		{"rejected", "errors.Is(err, ErrTooManyRequests)"}, {"unavailable", "errors.Is(err, ErrUnavailable)"}, {"timed-out", "errors.Is(err, context.DeadlineExceeded)"},
	} {
		if p.Retried(o.word) {
			parts = append(parts, o.code)
		}
	}
	if len(parts) == 0 || len(parts) == 3 {
		return ""
	}
	return strings.Join(parts, " || ")
}

// naming is what a text with a condition leaves to whoever uses it.
const naming = "ErrTooManyRequests and ErrUnavailable are yours: errors of 429 and 503."

// total is the context of a whole call in code, with an end where the policy has one.
func total(p form.Policy) string {
	if p.Total == 0 {
		return ""
	}
	return fmt.Sprintf("ctx, cancel := context.WithTimeout(ctx, %s) // attempts and waits together\ndefer cancel()\n", form.GoDuration(p.Total))
}

// attempt is one attempt as a closure in code, with an end where the policy has one. head is
// the head of the function, body what it does.
func attempt(p form.Policy, head, body string) string {
	if p.Timeout > 0 {
		body = fmt.Sprintf("ctx, cancel := context.WithTimeout(ctx, %s) // of one attempt\ndefer cancel()\n", form.GoDuration(p.Timeout)) + body
	}
	if strings.Contains(body, "\n") {
		return head + " {\n" + body + "\n}"
	}
	return head + " { " + body + " }"
}

// tidy is code as gofmt has it.
func tidy(code string) string {
	text, err := gofmt.Source([]byte(code))
	if err != nil {
		return code
	}
	return string(text)
}

// doubles is what a writer says where a library can only double.
func doubles(p form.Policy, library string) []string {
	if p.Factor == 2 || p.Factor == 1 {
		return nil
	}
	return []string{library + " always doubles its delays."}
}

// chain is a chain of calls: start().one(1).two(2), of which end is the last.
type chain struct{ start, end *tree.Node }

// chains are those that begin with a call of one of some names, whole, in the order in which
// they are found.
func chains(code []*tree.Node, starts ...string) (found []chain) {
	seen := map[*tree.Node]bool{}
	for _, n := range code {
		walkEnds(n, func(end *tree.Node) {
			start := end
			for start.Of != nil {
				start = start.Of
			}
			if start.Kind == tree.Call && slices.Contains(starts, start.Text) && !seen[start] {
				seen[start] = true
				found = append(found, chain{start, end})
			}
		})
	}
	return found
}

// walkEnds visits the last call of each chain, and every other node that is in none.
func walkEnds(n *tree.Node, visit func(*tree.Node)) {
	visit(n)
	for ; n != nil; n = n.Of {
		for _, kid := range n.Kids {
			walkEnds(kid, visit)
		}
	}
}

// call is the last call of one of some names in the chain, which it takes; nil where there is none.
func (c chain) call(names ...string) *tree.Node {
	for n := c.end; n != nil; n = n.Of {
		if n.Calls(names...) {
			n.Take()
			return n
		}
	}
	return nil
}

// calls are all calls of some names in the chain.
func (c chain) calls(names ...string) (found []*tree.Node) {
	for n := c.end; n != nil; n = n.Of {
		if n.Calls(names...) {
			found = append(found, n)
		}
	}
	return found
}

// rest tells of what is left of the chain, but for its ends.
func (c chain) rest(r *form.Reading) {
	c.start.Take()
	if c.end.Calls("Build", "Do") {
		c.end.Take()
	}
	for n := c.end; n != nil; n = n.Of {
		link := *n
		link.Of, link.Name = nil, ""
		r.Rest(&link)
	}
}

// beside says of calls in chains that they are not about retries.
func beside(r *form.Reading, calls ...*tree.Node) {
	for _, n := range calls {
		n.Take()
		for _, kid := range n.Kids {
			kid.Mark()
		}
		r.Beside(&tree.Node{Text: n.Callee()})
	}
}

// own is a parameter of a library's delays as links write it: what the policy sets in brackets,
// or else the library's own.
func own(p form.Policy, name, standard string) string {
	for _, l := range scenario.Layers(p.Strategy) {
		for _, pair := range strings.Fields(l.Own) {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
	}
	return standard
}

// ownTime is own for a duration.
func ownTime(p form.Policy, name string, standard time.Duration) time.Duration {
	d, err := time.ParseDuration(own(p, name, standard.String()))
	if err != nil {
		return standard
	}
	return d
}

// setFields writes fields that are set one by one: client.RetryMax = 4.
func setFields(variable string, fields ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i+1] != "" {
			fmt.Fprintf(&b, "%s.%s = %s\n", variable, fields[i], fields[i+1])
		}
	}
	return b.String()
}
