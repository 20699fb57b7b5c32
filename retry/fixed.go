package retry

import "time"

var fixedKind = Kind{
	Key: "fixed", Name: "Fixed delay",
	Formula: "base",
	Source:  "the usual sleep(1) in a loop",
	New:     func(p Params) Strategy { return Fixed{p} },
}

// Fixed waits the same time before every retry: base. The cap, never below the
// base, does not matter to it.
//
// With base 100ms the first delays are 100ms, 100ms, 100ms, 100ms, 100ms.
//
// Source: the usual sleep in a loop.
type Fixed struct{ Params }

// Delay returns base.
func (s Fixed) Delay(int, time.Duration, float64) (delay, next time.Duration) { return s.Base, 0 }

func (Fixed) width(int) time.Duration { return 0 }

var listKind = Kind{
	Key: "list", Name: "Delay list",
	Formula: "the k-th of a list, then the last",
	Source:  "webhook senders: 5 s, 5 min, 30 min, 2 h",
	New:     func(p Params) Strategy { return List{p} },
}

// List waits what a list says, retry by retry, and its last delay from there on.
//
// With 1s, 5s and 30s the first delays are 1s, 5s, 30s, 30s, 30s.
//
// Source: senders of webhooks publish their delays as lists (Standard Webhooks: 5 s, 5 min,
// 30 min, 2 h, 5 h, 10 h, 10 h).
type List struct{ Params }

// Delay returns delay k of the list, or the last; 0 where there is none.
func (s List) Delay(k int, _ time.Duration, _ float64) (delay, next time.Duration) {
	if len(s.Delays) == 0 {
		return 0, 0
	}
	return s.Delays[min(k, len(s.Delays))-1], 0
}

func (List) width(int) time.Duration { return 0 }
