package limit

import (
	"math/bits"
	"time"
)

var fixedWindowKind = Kind{
	Key: "fixed-window", Name: "Fixed window",
	Rule:   "So many requests in each window; the count starts anew when the next begins.",
	Window: true,
	New:    func(p Params) Limiter { return NewFixedWindow(WindowQuota(p.Rate, p.Window), p.Window) },
}

// FixedWindow admits a quota of requests in each window. Windows are aligned at
// time 0 and include their start, not their end, so up to twice the quota can
// pass within one window's length around an edge.
type FixedWindow struct {
	quota  int
	length time.Duration
	window int64 // number of the window that used counts
	used   int
}

// NewFixedWindow returns a limiter that admits quota requests per window of that
// length, which must be positive.
func NewFixedWindow(quota int, length time.Duration) *FixedWindow {
	return &FixedWindow{quota: quota, length: length}
}

// WindowQuota is the whole number of requests that a rate allows in a window,
// rounded down.
func WindowQuota(rate float64, window time.Duration) int {
	high, low := bits.Mul64(uint64(milli(rate)), uint64(window))
	quota, _ := bits.Div64(high, low, 1000*uint64(time.Second))
	return int(quota)
}

// AllowN counts n requests into the window of time now if they fit.
func (w *FixedWindow) AllowN(now time.Duration, n int) bool {
	if window := int64(now / w.length); window > w.window {
		w.window, w.used = window, 0
	}
	if n > w.quota-w.used {
		return false
	}
	w.used += n
	return true
}
