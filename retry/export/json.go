package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// document is a policy as JSON of our own: durations as Go writes them, and of Params only
// what the policy takes. What the rule for Retry-After and the guards are set to follows, by
// the names of links with _ in place of -.
type document struct {
	Strategy    string     `json:"strategy"`
	MaxAttempts int        `json:"max_attempts"`
	BaseDelay   duration   `json:"base_delay,omitzero"`
	MaxDelay    duration   `json:"max_delay,omitzero"`
	Factor      float64    `json:"factor,omitzero"`
	Offset      int        `json:"offset,omitzero"` // exponent of the first retry
	Jitter      *float64   `json:"jitter,omitzero"` // the share that ± jitter takes
	Extra       duration   `json:"extra,omitzero"`  // the most that additive jitter adds
	Floor       duration   `json:"floor,omitzero"`  // the least that full jitter draws
	Power       *float64   `json:"power,omitzero"`  // the degree of a polynomial
	Delays      []duration `json:"delays,omitzero"`
	FirstRetry  string     `json:"first_retry,omitzero"` // "at-once", or ""
	Timeout     duration   `json:"timeout,omitzero"`
	Deadline    duration   `json:"deadline,omitzero"`
	Total       duration   `json:"total_timeout,omitzero"`
	RetryOn     []string   `json:"retry_on,omitzero"`

	Honour   string `json:"honour,omitzero"` // the rule for Retry-After
	Budget   string `json:"budget,omitzero"`
	Breaker  string `json:"breaker,omitzero"`
	Throttle string `json:"throttle,omitzero"`
}

// atOnce is the word for a first retry that waits nothing.
const atOnce = "at-once"

type duration time.Duration

// MarshalText writes it as Go does.
func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *duration) UnmarshalText(text []byte) error {
	value, err := time.ParseDuration(string(text))
	*d = duration(value)
	return err
}

func writeJSON(p Policy) (string, []string) {
	p = p.Taken()
	d := document{
		Strategy: p.Strategy, MaxAttempts: p.Attempts, Timeout: duration(p.Timeout), Deadline: duration(p.Deadline), Total: duration(p.Total), RetryOn: p.RetryOn,
		BaseDelay: duration(p.Params.Base), MaxDelay: duration(p.Params.Cap), Factor: p.Params.Factor, Offset: p.Params.Offset, Extra: duration(p.Params.Extra),
		Honour: p.RetryAfter, Budget: p.Budget, Breaker: p.Breaker, Throttle: p.Throttle,
	}
	if p.takes().share {
		d.Jitter = &p.Params.Share
	}
	if p.takes().power {
		d.Power = &p.Params.Power
	}
	d.Floor = duration(p.Params.Floor)
	for _, delay := range p.Params.Delays {
		d.Delays = append(d.Delays, duration(delay))
	}
	if p.AtOnce {
		d.FirstRetry = atOnce
	}
	text, _ := json.MarshalIndent(d, "", "  ") // nothing in it can fail
	text = bytes.TrimSuffix(text, []byte("\n}"))
	for _, s := range p.Settings {
		value := []byte(s.Value)
		if !s.Number {
			value, _ = json.Marshal(s.Value)
		}
		text = fmt.Appendf(text, ",\n  %q: %s", strings.ReplaceAll(s.Name, "-", "_"), value)
	}
	var without []string
	if kind := p.kind(); kind.Library {
		without = append(without, libraryOf(kind)+" has base, cap and jitter of its own; they are not repeated here.")
	}
	return string(text) + "\n}\n", without
}

// ParseJSON reads the JSON that [Texts] writes. A name that it does not know becomes one of
// the Settings, which whoever knows them must check.
func ParseJSON(text []byte) (Policy, error) {
	var d document
	settings, err := decode(text, &d)
	if err != nil {
		return Policy{}, fmt.Errorf("reading a policy: %w", err)
	}
	p := Policy{
		Strategy: d.Strategy, Attempts: d.MaxAttempts, Timeout: time.Duration(d.Timeout), Deadline: time.Duration(d.Deadline), Total: time.Duration(d.Total), RetryOn: d.RetryOn,
		Params:     retry.Params{Base: time.Duration(d.BaseDelay), Cap: time.Duration(d.MaxDelay), Factor: d.Factor, Offset: d.Offset, Extra: time.Duration(d.Extra)},
		RetryAfter: d.Honour, Budget: d.Budget, Breaker: d.Breaker, Throttle: d.Throttle, Settings: settings,
	}
	if d.Jitter != nil {
		p.Params.Share = *d.Jitter
	}
	if d.Power != nil {
		p.Params.Power = *d.Power
	}
	p.Params.Floor = time.Duration(d.Floor)
	for _, delay := range d.Delays {
		p.Params.Delays = append(p.Params.Delays, time.Duration(delay))
	}
	if p.AtOnce = d.FirstRetry == atOnce; !p.AtOnce && d.FirstRetry != "" {
		return Policy{}, fmt.Errorf("reading a policy: first_retry is %q, and may be %q", d.FirstRetry, atOnce)
	}
	return p, p.check()
}

// decode reads what a document has, and returns the rest in the order of its names.
func decode(text []byte, d *document) ([]Setting, error) {
	all := map[string]json.RawMessage{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&all); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows it")
	}
	if err := json.Unmarshal(text, d); err != nil {
		return nil, err
	}
	var settings []Setting
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(documented, name) {
			continue
		}
		s := Setting{Name: strings.ReplaceAll(name, "_", "-")}
		if err := json.Unmarshal(all[name], &s.Value); err != nil {
			var number json.Number
			if json.Unmarshal(all[name], &number) != nil {
				return nil, fmt.Errorf("%s: neither a number nor a text", name)
			}
			s.Value, s.Number = number.String(), true
		}
		settings = append(settings, s)
	}
	return settings, nil
}

// documented are the names of a document.
var documented = func() (names []string) {
	for field := range reflect.TypeFor[document]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}()

// check says what of a policy is out of its range.
func (p Policy) check() error {
	if _, ok := library.Lookup(p.key()); !ok {
		return fmt.Errorf("strategy %q is none of the lab's", p.Strategy)
	}
	takes := p.takes()
	for _, rule := range []struct {
		ok   bool
		what string
	}{
		{p.Attempts >= 1, "max_attempts must be at least 1"},
		{!takes.base || p.Params.Base > 0, "base_delay must be more than 0"},
		{!takes.cap || p.Params.Cap > 0, "max_delay must be more than 0"},
		{!takes.factor || p.Params.Factor >= 1, "factor must be at least 1"},
		{p.Params.Offset == 0 || p.Params.Offset == 1, "offset must be 0 or 1"},
		{p.Params.Share >= 0 && p.Params.Share <= 1, "jitter must be from 0 to 1"},
		{p.Params.Extra >= 0, "extra must not be negative"},
		{p.Timeout >= 0, "timeout must not be negative"},
		{p.Deadline >= 0, "deadline must not be negative"},
		{p.Total >= 0, "total_timeout must not be negative"},
	} {
		if !rule.ok {
			return errors.New(rule.what)
		}
	}
	return nil
}
