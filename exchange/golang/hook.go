package golang

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// function is one that a library calls for a delay: it returns a calculation with its
// parameters.
type function struct {
	parameters []string
	body       string
	result     *tree.Node
}

var returned = regexp.MustCompile(`(?m)^\s*return (.+)$`)

// readHook finds a function that begins as head says, whose first group are the parameters. What
// it returns last counts; it is false where that is no calculation.
func readHook(t *form.Text, head *regexp.Regexp) (f function, ok bool) {
	at := head.FindStringSubmatchIndex(t.Raw)
	if at == nil {
		return f, false
	}
	for parameter := range strings.SplitSeq(t.Raw[at[2]:at[3]], ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(parameter), " ")
		f.parameters = append(f.parameters, name)
	}
	indent := t.Raw[strings.LastIndexByte(t.Raw[:at[0]], '\n')+1 : at[0]]
	indent = indent[:len(indent)-len(strings.TrimLeft(indent, "\t "))]
	f.body, _, _ = strings.Cut(t.Raw[at[1]:], "\n"+indent+"}")
	returns := returned.FindAllStringSubmatch(f.body, -1)
	if len(returns) == 0 {
		return f, false
	}
	result := strings.TrimSuffix(returns[len(returns)-1][1], ", nil")
	calls := source.Parse("x("+result+")", source.Go)
	if len(calls) != 1 || len(calls[0].Kids) != 1 {
		return f, false
	}
	f.result = calls[0].Kids[0]
	return f, true
}

// calculated begins a policy with what the function waits. argument is what it is given for the
// parameter of a place before a retry.
func (f function) calculated(r *form.Reading, n *tree.Node, argument func(place, retry int) *tree.Node) bool {
	return r.Calculated(n, time.Nanosecond, func(retry int, u float64) (float64, bool) {
		return form.Calculate(f.result, func(name string) (float64, bool) {
			node := &tree.Node{Text: name} // time.Second
			for place, parameter := range f.parameters {
				if parameter == name {
					node = argument(place, retry)
				}
			}
			d, ok := node.Duration(time.Nanosecond)
			return float64(d), ok
		}, u)
	})
}

// drawn is the factor by which a policy draws from its longest delays, as code.
func drawn(p form.Policy) string {
	low := float64(p.Low) / float64(p.High)
	switch {
	case p.Full():
		return "rand.Float64() * "
	case p.Jittered():
		return fmt.Sprintf("(%s + %s*rand.Float64()) * ", share(low), share(1-low))
	}
	return ""
}
