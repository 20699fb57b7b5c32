package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// document is a policy as JSON of our own: durations as Go writes them, and of Params only
// what the strategy takes.
type document struct {
	Strategy    string   `json:"strategy"`
	MaxAttempts int      `json:"max_attempts"`
	BaseDelay   duration `json:"base_delay,omitzero"`
	MaxDelay    duration `json:"max_delay,omitzero"`
	Factor      float64  `json:"factor,omitzero"`
	Offset      int      `json:"offset,omitzero"` // exponent of the first retry
	Jitter      *float64 `json:"jitter,omitzero"` // the share that ± jitter takes
	Extra       duration `json:"extra,omitzero"`  // the most that additive jitter adds
	Timeout     duration `json:"timeout,omitzero"`
	Deadline    duration `json:"deadline,omitzero"`
	RetryOn     []string `json:"retry_on,omitzero"`
}

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
	takes := laws[p.Strategy]
	d := document{Strategy: p.Strategy, MaxAttempts: p.Attempts, Timeout: duration(p.Timeout), Deadline: duration(p.Deadline), RetryOn: p.RetryOn}
	if takes.base {
		d.BaseDelay = duration(p.Params.Base)
	}
	if takes.cap {
		d.MaxDelay = duration(p.Params.Cap)
	}
	if takes.factor {
		d.Factor, d.Offset = p.Params.Factor, p.Params.Offset
	}
	if takes.share {
		d.Jitter = &p.Params.Share
	}
	if takes.extra {
		d.Extra = duration(p.Params.Extra)
	}
	text, _ := json.MarshalIndent(d, "", "  ") // nothing in it can fail
	without := p.shared()
	if kind := p.kind(); kind.Library {
		without = append([]string{libraryOf(kind) + " has base, cap and jitter of its own; they are not repeated here."}, without...)
	}
	return string(text) + "\n", without
}

// ParseJSON reads the JSON that [Texts] writes, and refuses what is none.
func ParseJSON(text []byte) (Policy, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var d document
	if err := decoder.Decode(&d); err != nil {
		return Policy{}, fmt.Errorf("reading a policy: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Policy{}, errors.New("reading a policy: something follows it")
	}
	p := Policy{
		Strategy: d.Strategy, Attempts: d.MaxAttempts, Timeout: time.Duration(d.Timeout), Deadline: time.Duration(d.Deadline), RetryOn: d.RetryOn,
		Params: retry.Params{Base: time.Duration(d.BaseDelay), Cap: time.Duration(d.MaxDelay), Factor: d.Factor, Offset: d.Offset, Extra: time.Duration(d.Extra)},
	}
	if d.Jitter != nil {
		p.Params.Share = *d.Jitter
	}
	return p, p.check()
}

// check says what of a policy is out of its range.
func (p Policy) check() error {
	if _, ok := library.Lookup(p.Strategy); !ok {
		return fmt.Errorf("strategy %q is none of the lab's", p.Strategy)
	}
	takes := laws[p.Strategy]
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
	} {
		if !rule.ok {
			return errors.New(rule.what)
		}
	}
	return nil
}
