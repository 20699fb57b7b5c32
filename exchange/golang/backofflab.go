package golang

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// backofflab is package retry of this project: a link that package config reads, which says
// all of a policy, or a literal of retry.Policy.
var backofflab = form.Format{
	Key: "backofflab-go", Name: "retry of Backoff Lab", Language: "Go", File: "retry.go",
	Version: "1", Source: "retry/policy.go, retry/do.go, retry/config/config.go",
	Sample: `settings, err := config.Parse("strategies=equal&base=200ms&cap=10s&attempts=6&budget=ratio")
if err != nil {
	return err
}
client := settings.Client("shop")
order, err := retry.Call(ctx, client, call)
`,
	Recognise: func(t *form.Text) bool {
		return t.Has(module+"/retry", "retry.Policy{", "retry.Call(ctx", "retry.Client{") || t.Has("config.Parse(", "config.ParseStrategy(") && t.Has("strategies=")
	},
	Read:  readBackofflab,
	Write: writeBackofflab,
}

func readBackofflab(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	for _, call := range tree.FindCalls(code, "Parse", "ParseStrategy") {
		if link := call.Arg(0, ""); link != nil && strings.Contains(link.Text, "=") {
			readBackofflabLink(r, link)
			return
		}
	}
	for _, policy := range tree.FindCalls(code, "Policy") {
		if policy.Text == "retry.Policy" {
			readBackofflabPolicy(r, code, policy)
			return
		}
	}
}

func readBackofflabLink(r *form.Reading, link *tree.Node) {
	_, query, ok := strings.Cut(link.Text, "?")
	if !ok {
		query = link.Text
	}
	s, err := scenario.ParseQuery(query)
	if err != nil {
		r.Lose(link, err.Error())
		return
	}
	r.Whole(link, s)
	for _, lost := range []struct {
		is   bool
		says string
	}{{s.Hedge != 0, "Package retry makes no hedges."}, {s.InFlight != 0, "Package retry does not limit what is under way."}} {
		if lost.is {
			r.Lose(link, lost.says)
		}
	}
}

// strategies are the types of package retry by the key of a strategy.
var strategies = map[string]string{
	"Immediate": "immediate", "Fixed": "fixed", "Linear": "linear", "Polynomial": "polynomial", "List": "list", "Exponential": "exponential", "Full": "full", "Equal": "equal",
	"Decorrelated": "decorrelated", "DecorrelatedAWS": "decorrelated-aws", "Proportional": "proportional", "Upward": "upward", "Additive": "additive",
}

// rules are those for Retry-After by their keys.
var rules = map[string]string{
	"Ignore": "ignore", "Honour": "honour", "HonourJitter": "honour-jitter", "LongerOfBoth": "max", "HonourFull": "honour-full", "LongerJitter": "max-jitter", "LongerByFive": "max-5s", "FullWithin": "full-within",
}

// readBackofflabPolicy reads a literal, whose absent fields are the defaults of retry.Do.
func readBackofflabPolicy(r *form.Reading, code []*tree.Node, policy *tree.Node) {
	policy.Take()
	strategy := policy.Get("Strategy")
	name := strategies[last(strategy)]
	switch {
	case strategy == nil:
		r.Strategy(nil, "full", "The default of package retry is full jitter.")
		r.Assume("base", "100ms", "")
		r.Assume("cap", "20s", "")
	case name == "":
		r.Strategy(nil, "full", "The default of package retry is full jitter.")
		r.Lose(strategy, "What this strategy waits is not read: full jitter is taken.")
	default:
		r.Strategy(strategy, name, "Its strategy is "+name+".")
		readBackofflabParams(r, strategy)
	}
	if n := policy.Get("MaxAttempts"); n != nil {
		r.Attempts(n, nil)
	} else {
		r.Assume("attempts", "3", "The default of package retry is 3 attempts.")
	}
	for _, f := range []struct{ name, field string }{{"Timeout", "timeout"}, {"Deadline", "deadline"}, {"Total", "total-timeout"}} {
		r.Duration(policy.Get(f.name), f.field, time.Nanosecond)
	}
	readBackofflabRules(r, code, policy)
	for _, kid := range policy.Kids {
		r.Rest(kid)
	}
}

func readBackofflabParams(r *form.Reading, strategy *tree.Node) {
	params := strategy
	for _, n := range tree.FindCalls([]*tree.Node{strategy}, "Params") {
		n.Take()
		params = n
	}
	for _, f := range []struct{ name, field string }{{"Base", "base"}, {"Cap", "cap"}, {"Extra", "extra"}, {"Floor", "floor"}} {
		r.Duration(params.Get(f.name), f.field, time.Nanosecond)
	}
	for _, f := range []struct{ name, field string }{{"Factor", "factor"}, {"Share", "jitter"}, {"Power", "power"}, {"Offset", "offset"}} {
		r.Number(params.Get(f.name), f.field)
	}
	if delays := params.Get("Delays"); delays != nil {
		r.Lose(delays, "A list of delays is not read here: set it by hand.")
	}
}

func readBackofflabRules(r *form.Reading, code []*tree.Node, policy *tree.Node) {
	readBackofflabRetryAfter(r, policy.Get("RetryAfter"))
	if on := policy.Get("On"); on != nil {
		var words []string
		for of := on; of != nil; of = of.Of {
			for _, kid := range of.Kids {
				words = append(words, map[string]string{"Rejected": "rejected", "Unavailable": "unavailable", "TimedOut": "timed-out", "NotSent": "not-sent", "Failed": "failed"}[last(kid)])
			}
		}
		r.RetryOn(on, "", words...)
		on.Mark()
	}
	if len(tree.FindCalls(code, "Client")) > 0 && lastOf(code, "Budget") == nil {
		r.Assume("budget", "ratio", "A retry.Client without a budget has one of a tenth.")
	} else if budget := lastOf(code, "Budget"); budget != nil && last(budget) != "NoBudget" {
		r.Lose(budget, "This budget is not read: choose one by hand.")
	}
}

// readBackofflabRetryAfter reads the rule for Retry-After, with the default of package retry.
func readBackofflabRetryAfter(r *form.Reading, after *tree.Node) {
	if after == nil {
		r.Assume("honour", "honour-jitter", "By default package retry waits what a Retry-After says and up to a tenth more, and gives up at more than 2 min.")
		r.Assume("honour-jitter", "0.1", "")
		r.Assume("honour-limit", "2m", "")
		r.Assume("honour-over", "give-up", "")
		return
	}
	after.Take()
	rule := after.Get("Rule")
	if key := rules[last(rule)]; key != "" {
		r.Set(rule, "honour", key, "")
		r.Number(rule.Get("Share"), "honour-jitter")
	}
	r.Duration(after.Get("Limit"), "honour-limit", time.Nanosecond)
	for name, over := range map[string]string{"GiveUp": "give-up", "Clamp": "clamp"} {
		if n := after.Get(name); n != nil && n.Text == "true" {
			r.Set(n, "honour-over", over, "")
		}
	}
}

// module is the path of the lab's own module, which whoever hosts a copy may have renamed.
var module = strings.TrimSuffix(reflect.TypeFor[form.Format]().PkgPath(), "/exchange/form")

func writeBackofflab(p form.Policy) (string, []string) {
	s := p.Scenario
	var notes []string
	if s.Hedge != 0 {
		notes = append(notes, "Package retry makes no hedges: this one is left out.")
	}
	code := fmt.Sprintf(`// import "%[1]s/retry"
// import "%[1]s/retry/config"
settings, err := config.Parse(%[2]s)
if err != nil {
	return err
}
client := settings.Client("service") // one for all calls to it: they share its guards
result, err := retry.Call(ctx, client, call)
`, module, strconv.Quote(s.Query()))
	return tidy(code), append(notes, "call is yours: wrap an error that is not to be retried in retry.Permanent.")
}
