package export

import (
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// Policy is one strategy with all that a scenario says of how it retries.
type Policy struct {
	Strategy string // key of a strategy of retry, or of a library, which may have parameters in brackets
	Params   retry.Params
	Attempts int           // in all, the first included
	Timeout  time.Duration // of one attempt; 0: none
	AtOnce   bool          // the first retry waits nothing, the second what the first would have
	Deadline time.Duration // no retry starts later than this after the first attempt; 0: none
	Total    time.Duration // after which the request is over, an attempt under way too; 0: none
	RetryOn  []string      // outcomes that are retried, in the words of links

	// What no text but JSON says more of than its name: the keys of the rule for Retry-After,
	// and of what the clients of a process share. Empty: there is none.
	RetryAfter, Budget, Breaker, Throttle string
	Settings                              []Setting // of those
}

// Setting is a setting of the rule for Retry-After or of a guard, as links write it.
type Setting struct {
	Name, Value string
	Number      bool // Value is one
}

// key is the strategy without parameters of a library's.
func (p Policy) key() string {
	key, _, _ := strings.Cut(p.Strategy, "(")
	return key
}

// kind is the strategy, which must exist.
func (p Policy) kind() retry.Kind {
	kind, _ := library.Lookup(p.key())
	return kind
}

// law is what a strategy of our own takes of Params.
type law struct {
	base, cap, factor, share, extra, floor, power, delays bool
	walks                                                 bool // it depends on the delay before, not on the number of the retry
}

// takes is what a policy takes of Params: its strategy, and the rule that adds full jitter to
// what the service asked for.
func (p Policy) takes() law {
	l := laws[p.Strategy]
	if p.RetryAfter == "honour-full" {
		l.base, l.cap, l.factor = true, true, true
	}
	return l
}

// Taken is p with those Params alone that it takes; the others are 0.
func (p Policy) Taken() Policy {
	l, all := p.takes(), p.Params
	p.Params = retry.Params{}
	if l.base {
		p.Params.Base = all.Base
	}
	if l.cap {
		p.Params.Cap = all.Cap
	}
	if l.factor {
		p.Params.Factor, p.Params.Offset = all.Factor, all.Offset
	}
	if l.share {
		p.Params.Share = all.Share
	}
	if l.extra {
		p.Params.Extra = all.Extra
	}
	if l.floor {
		p.Params.Floor = all.Floor
	}
	if l.power {
		p.Params.Power = all.Power
	}
	if l.delays {
		p.Params.Delays = all.Delays
	}
	return p
}

var laws = map[string]law{
	"immediate":        {},
	"fixed":            {base: true},
	"linear":           {base: true, cap: true},
	"exponential":      {base: true, cap: true, factor: true},
	"polynomial":       {base: true, cap: true, power: true},
	"list":             {delays: true},
	"upward":           {base: true, cap: true, factor: true, share: true},
	"full":             {base: true, cap: true, factor: true, floor: true},
	"equal":            {base: true, cap: true, factor: true},
	"decorrelated":     {base: true, cap: true, walks: true},
	"decorrelated-aws": {base: true, cap: true, walks: true},
	"proportional":     {base: true, cap: true, factor: true, share: true},
	"additive":         {base: true, cap: true, factor: true, extra: true},
}
