package config

import (
	"fmt"
	"reflect"
	"strconv"

	"backofflab/retry"
	"backofflab/retry/export"
	"backofflab/scenario"
)

// FromPolicy returns the settings of a policy that was written in Go, as retry.Do runs it:
// String is the query that simulates it. The wholly zero policy has the budget of
// retry.DefaultClient, any other none.
//
// It is an error if the policy is invalid, if a value is out of the range of links, or if
// links have no word for a part of it: a strategy or a rule of your own, the delays of a
// library, Rejected, or full jitter on a Retry-After with a backoff that is not the strategy's.
func FromPolicy(p retry.Policy) (Settings, error) {
	if err := p.Validate(); err != nil {
		return Settings{}, err
	}
	zero := p == (retry.Policy{})
	p = p.Filled()
	first, atOnce := p.Strategy.(retry.AtOnce)
	if atOnce {
		p.Strategy = first.Strategy
	}
	key, params := strategyOf(p.Strategy)
	if key == "" || p.Rejected != nil {
		return Settings{}, fmt.Errorf("retry policy: links have no word for the strategies %T, %T", p.Strategy, p.Rejected)
	}
	out := export.Policy{AtOnce: atOnce, Strategy: key, Params: params, Attempts: p.MaxAttempts, Timeout: p.Timeout, Deadline: p.Deadline, Total: p.Total, RetryOn: scenario.WordsOf(p.On)}
	if err := addRule(&out, p.RetryAfter); err != nil {
		return Settings{}, err
	}
	if zero {
		out.Budget = "ratio"
		out.Settings = append(out.Settings, export.Setting{Name: "budget-tokens", Value: "10"}, export.Setting{Name: "budget-ratio", Value: "0.1"})
	}
	return settingsOf(out.Taken())
}

// strategyOf is the key of a strategy of package retry, and what it is made from.
func strategyOf(s retry.Strategy) (key string, params retry.Params) {
	for _, kind := range retry.Kinds() {
		if reflect.TypeOf(kind.New(params)) == reflect.TypeOf(s) {
			if field := reflect.ValueOf(s).FieldByName("Params"); field.IsValid() {
				params = field.Interface().(retry.Params)
			}
			return kind.Key, params
		}
	}
	return "", params
}

// addRule adds what is made of a Retry-After.
func addRule(out *export.Policy, r retry.RetryAfter) error {
	add := func(name, value string) {
		out.Settings = append(out.Settings, export.Setting{Name: name, Value: value})
	}
	switch rule := r.Rule.(type) {
	case nil, retry.Ignore:
		return nil
	case retry.Honour:
		out.RetryAfter = "honour"
	case retry.HonourJitter:
		out.RetryAfter = "honour-jitter"
		add("honour-jitter", strconv.FormatFloat(rule.Share, 'f', -1, 64))
	case retry.LongerOfBoth:
		out.RetryAfter = "max"
	case retry.LongerJitter:
		out.RetryAfter = "max-jitter"
		add("honour-jitter", strconv.FormatFloat(rule.Share, 'f', -1, 64))
	case retry.LongerByFive:
		out.RetryAfter = "max-5s"
	case retry.FullWithin:
		out.RetryAfter = "full-within"
	case retry.HonourFull:
		if out.RetryAfter = "honour-full"; reflect.DeepEqual(out.Params, retry.Params{}) {
			out.Params = rule.Params
		} else if !reflect.DeepEqual(rule.Params, out.Params) {
			return fmt.Errorf("retry policy: links have no word for full jitter on a Retry-After with a backoff of its own: %+v", rule.Params)
		}
	default:
		return fmt.Errorf("retry policy: links have no word for the rule %T", r.Rule)
	}
	if r.Limit > 0 {
		add("honour-limit", r.Limit.String())
	}
	switch {
	case r.GiveUp:
		add("honour-over", "give-up")
	case r.Clamp:
		add("honour-over", "clamp")
	}
	return nil
}
