package limit

import "time"

var fixedWindowKind = Kind{
	Key: "fixed-window", Name: "Fixed window",
	Unit: "requests",
	Rule: "So many requests in each window; the count restarts when the next begins.",
	Rate: true, Window: true, Edges: true,
	New:     func(p Params) Limiter { return NewFixedWindow(WindowQuota(p.Rate, p.Window), p.Window) },
	AtOnce:  func(p Params) int { return WindowQuota(p.Rate, p.Window) / p.cost() },
	LongRun: quotaRate,
	Bound:   fixedWindowBound,
}

// fixedWindowBound is a quota for every window that an interval can touch: the
// last nanosecond of one, and whole windows after it.
func fixedWindowBound(p Params, d time.Duration) int {
	if d <= 0 {
		return 0
	}
	windows := 1 + scaleUp(int64(d-1), 1, int64(p.Window))
	return int(scale(windows, int64(WindowQuota(p.Rate, p.Window)/p.cost()), 1))
}

// FixedWindow admits a quota of requests in each window. Windows are aligned at
// time 0 and include their start, not their end, so up to twice the quota can
// pass within one window's length around an edge.
//
// Source: the counter per calendar unit of public APIs, such as so many calls
// an hour, of which all clients learn the same end.
type FixedWindow struct {
	quota  int
	length time.Duration
	window int64 // number of the window that used counts
	used   int
	last   time.Duration
}

// NewFixedWindow returns a limiter that admits quota requests per window of that
// length, which must be positive.
func NewFixedWindow(quota int, length time.Duration) *FixedWindow {
	return &FixedWindow{quota: quota, length: length}
}

// WindowQuota is the whole number of requests that a rate allows in a window,
// rounded down.
func WindowQuota(rate float64, window time.Duration) int {
	gain, unit := exactly(rate)
	return int(scale(gain, int64(window), unit))
}

// quotaRate is as many requests as a quota has room for in every window: of a rate what is
// left by WindowQuota.
func quotaRate(p Params) float64 {
	return float64(WindowQuota(p.Rate, p.Window)/p.cost()) / p.Window.Seconds()
}

// AllowN counts n requests into the window of time now if they fit.
func (w *FixedWindow) AllowN(now time.Duration, n int) bool {
	w.last = max(w.last, now)
	if window := int64(w.last / w.length); window > w.window {
		w.window, w.used = window, 0
	}
	if n > w.quota-w.used {
		return false
	}
	w.used += n
	return true
}

// RetryAfter returns 0 while the window of time now has room for n, then how long it
// still lasts.
func (w *FixedWindow) RetryAfter(now time.Duration, n int) time.Duration {
	now = max(w.last, now)
	switch {
	case n > w.quota:
		return Never
	case n <= w.quota-w.used || int64(now/w.length) > w.window:
		return 0
	}
	return w.length - now%w.length
}

// Reset begins with window 0.
func (w *FixedWindow) Reset() { w.window, w.used, w.last = 0, 0, 0 }
