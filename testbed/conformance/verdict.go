package conformance

import (
	"fmt"
	"slices"
)

// Verdict says how a client did in a case.
type Verdict uint8

// The verdicts.
const (
	NotTried Verdict = iota // it did not do what the case needs
	Pass                    // as it should be
	Warn                    // allowed, but late, careless or wasteful
	Fail                    // against the standard, or harmful to the service or the caller
)

var verdictNames = []string{"not tried", "pass", "warn", "fail"}

// String is the verdict as reports write it: "pass", "warn", "fail", "not tried".
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes what String says.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Verdict) UnmarshalText(text []byte) error {
	at := slices.Index(verdictNames, string(text))
	if at < 0 {
		return fmt.Errorf("verdict: %q is none of %q", text, verdictNames)
	}
	*v = Verdict(at)
	return nil
}

// Finding is a verdict with its reason.
type Finding struct {
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"` // a sentence without its full stop

	luck bool // it may have been bad luck
}

func pass(form string, args ...any) Finding {
	return Finding{Verdict: Pass, Reason: fmt.Sprintf(form, args...)}
}
func warn(form string, args ...any) Finding {
	return Finding{Verdict: Warn, Reason: fmt.Sprintf(form, args...)}
}
func fail(form string, args ...any) Finding {
	return Finding{Verdict: Fail, Reason: fmt.Sprintf(form, args...)}
}
func notTried(form string, args ...any) Finding { return Finding{Reason: fmt.Sprintf(form, args...)} }

// byChance marks what a client may come to by a draw of its jitter. It is tried again
// before it counts.
func byChance(f Finding) Finding {
	f.luck = true
	return f
}
