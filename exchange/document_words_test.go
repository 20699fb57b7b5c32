package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"backofflab/exchange/form"
	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/scenario"
)

// tried are settings that a policy may have, each with its field and a query; those of a group
// are one where all of them are lost.
var tried = []struct{ group, says, field, query string }{
	{"", "8 attempts", "attempts", "attempts=8"},
	{"", "100 attempts", "attempts", "attempts=100"},
	{"which outcomes are retried", "429 alone", "retry-on", "retry-on=rejected"},
	{"which outcomes are retried", "503 alone", "retry-on", "retry-on=unavailable"},
	{"which outcomes are retried", "timeouts alone", "retry-on", "retry-on=timed-out&timeout=1s"},
	{"which outcomes are retried", "permanent failures", "retry-on", "retry-on=rejected,unavailable,timed-out,failed"},
	{"Retry-After", "Retry-After", "honour", "honour=honour"},
	{"Retry-After", "the longer of Retry-After and its own delay", "honour", "honour=max"},
	{"times", "a timeout of an attempt", "timeout", "timeout=2s"},
	{"times", "a deadline", "deadline", "deadline=30s"},
	{"times", "a total timeout", "total-timeout", "total-timeout=20s"},
	{"", "hedges", "hedge", "hedge=200ms"},
	{"budgets", "a budget by share", "budget", "budget=ratio"},
	{"budgets", "gRPC's throttling", "budget", "budget=grpc"},
	{"budgets", "Envoy's budget", "budget", "budget=concurrent"},
	{"budgets", "the quota of AWS", "budget", "budget=aws-2026"},
	{"breakers", "a breaker by ratio", "breaker", "breaker=ratio"},
	{"breakers", "a breaker by count", "breaker", "breaker=count"},
	{"breakers", "a breaker by failures in a row", "breaker", "breaker=consecutive"},
	{"throttles", "a bucket", "throttle", "throttle=bucket"},
	{"throttles", "attempts under way", "in-flight", "in-flight=10"},
}

func writeWords(b *strings.Builder, t *testing.T) {
	b.WriteString(`
## What a format has no word for

Exactly: of the lab's own strategies with their default parameters, those that the format has as
they are. Full jitter: what a draw from 0 to 100 ms becomes before the first retry where the format
does not have it, and what share of the clients wait exactly alike before the eleventh retry, at
the cap, where hardly any should. No word: settings that are lost, each tried alone; of budgets,
breakers and throttles all where none is named.

| format | exactly | full jitter is | no word for |
|---|---|---|---|
`)
	for _, f := range formats {
		if f.Write == nil || f.Read == nil {
			continue
		}
		exactly, full := strategiesOf(t, f)
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", f.Key, cmp.Or(exactly, "none"), cmp.Or(full, "itself"), unsaid(t, f))
	}
}

// strategiesOf are the names of the strategies whose delays a format has, and what full jitter
// becomes in it.
func strategiesOf(t *testing.T, f form.Format) (exactly, full string) {
	var names []string
	all := retry.Kinds()
	for _, kind := range all {
		says, text := pair(policyFor(t, "strategies="+kind.Key+"&retry-on=rejected,unavailable,timed-out&attempts=5"), f)
		if !strings.Contains(says, "d") && says != "–" {
			names = append(names, lower(kind.Name))
		} else if kind.Key == "full" {
			full = nearestFull(text)
		}
	}
	if len(names) == len(all) {
		return "all", full
	}
	return strings.Join(names, ", "), full
}

// nearestFull says what full jitter has become: its range before the first retry, and the share of
// clients that wait exactly alike before the tenth.
func nearestFull(text Text) string {
	if text.Strategy == "" {
		return "none"
	}
	s := alone(text.Strategy)
	s.Attempts = 12
	first := span(s.Policy(s.Strategies[0]).Strategy, 1)
	retries := schedules(s).Retries
	last := retries[len(retries)-1]
	return fmt.Sprintf("%s; %s alike", first, format.WholePercent(last.Share))
}

// unsaid are the settings that a format loses, each tried alone on a policy that it has.
func unsaid(t *testing.T, f form.Format) string {
	lost, all := map[string][]string{}, map[string]int{}
	var groups []string
	for _, try := range tried {
		group := cmp.Or(try.group, try.says)
		if !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
		all[group]++
		p := policyFor(t, "strategies=exponential&attempts=4&retry-on=rejected,unavailable,timed-out&"+try.query)
		text := writeAlone(p, f)
		if text.Strategy == "" || slices.ContainsFunc(rulesChanged(sending(p.Scenario), sending(alone(text.Strategy))), func(field scenario.Field) bool { return field.Name == try.field }) {
			lost[group] = append(lost[group], try.says)
		}
	}
	var names []string
	for _, group := range groups {
		if len(lost[group]) == all[group] {
			names = append(names, group)
		} else {
			names = append(names, lost[group]...)
		}
	}
	return cmp.Or(strings.Join(names, ", "), "nothing of these")
}

func policyFor(t *testing.T, query string) form.Policy {
	t.Helper()
	fields := map[string]string{} // the last of a name holds
	var names []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if _, ok := fields[name]; !ok {
			names = append(names, name)
		}
		fields[name] = value
	}
	for i, name := range names {
		names[i] = name + "=" + fields[name]
	}
	s, err := scenario.ParseQuery(strings.Join(names, "&"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := config.Of(s, s.Strategies[0])
	if err != nil {
		t.Fatal(err)
	}
	return form.PolicyOf(s, own.Export(), s.Strategies[0])
}
