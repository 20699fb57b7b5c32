package limit

import "time"

var slidingLogKind = Kind{
	Key: "sliding-log", Name: "Sliding window log",
	Unit: "requests",
	Rule: "So many requests within any window's length, exactly: the time of each is kept.",
	Rate: true, Window: true, Logs: true,
	New:     func(p Params) Limiter { return NewSlidingLog(WindowQuota(p.Rate, p.Window), p.Window) },
	AtOnce:  func(p Params) int { return WindowQuota(p.Rate, p.Window) / p.cost() },
	LongRun: quotaRate,
	Bound: func(p Params, d time.Duration) int {
		windows := scaleUp(int64(max(d, 0)), 1, int64(p.Window))
		return int(scale(windows, int64(WindowQuota(p.Rate, p.Window)/p.cost()), 1))
	},
}

// SlidingLog admits a quota of requests within (t-w, t] for every time t and the
// window's length w. It keeps the times of what it admitted, and forgets them
// when they are w old.
//
// Source: a log of times per caller, such as a sorted set in Redis from which
// each request first removes what is older than the window. Such a log often
// holds the rejected as well; here only what was admitted counts.
type SlidingLog struct {
	quota  int
	length time.Duration
	last   time.Duration
	held   int // requests in the log

	// A ring, which grows up to quota entries and no further: first is the
	// oldest of count entries.
	ring         []admission
	first, count int
}

// admission is n requests that were admitted at one time.
type admission struct {
	at time.Duration
	n  int
}

// NewSlidingLog returns a limiter that admits quota requests within any window
// of that length, which must be positive.
func NewSlidingLog(quota int, length time.Duration) *SlidingLog {
	return &SlidingLog{quota: quota, length: length}
}

// AllowN notes n requests at time now if no more than the quota are then within
// the window that ends there.
func (l *SlidingLog) AllowN(now time.Duration, n int) bool {
	l.last = max(l.last, now)
	l.forget(l.last - l.length)
	if n > l.quota-l.held {
		return false
	}
	l.note(l.last, n)
	return true
}

// forget drops what was admitted at that time or before.
func (l *SlidingLog) forget(until time.Duration) {
	for l.count > 0 && l.ring[l.first].at <= until {
		l.held -= l.ring[l.first].n
		l.count--
		if l.first++; l.first == len(l.ring) {
			l.first = 0
		}
	}
}

func (l *SlidingLog) note(at time.Duration, n int) {
	l.held += n
	if l.count > 0 {
		if newest := &l.ring[l.place(l.count-1)]; newest.at == at {
			newest.n += n
			return
		}
	}
	if l.count == len(l.ring) {
		l.grow()
	}
	l.ring[l.place(l.count)] = admission{at, n}
	l.count++
}

// place is where in the ring the entry i after the oldest is.
func (l *SlidingLog) place(i int) int {
	if i += l.first; i >= len(l.ring) {
		i -= len(l.ring)
	}
	return i
}

// grow doubles the ring. Every entry is a request or more, so quota entries are
// always enough.
func (l *SlidingLog) grow() {
	ring := make([]admission, min(max(16, 2*len(l.ring)), l.quota))
	kept := copy(ring, l.ring[l.first:])
	copy(ring[kept:], l.ring[:l.first])
	l.ring, l.first = ring, 0
}

// RetryAfter returns how long it takes until so many of the oldest admissions have left
// the window that there is room for n, or 0 if there is.
func (l *SlidingLog) RetryAfter(now time.Duration, n int) time.Duration {
	if n > l.quota {
		return Never
	}
	over := l.held + n - l.quota
	for i := 0; over > 0; i++ {
		old := l.ring[l.place(i)]
		if over -= old.n; over <= 0 {
			return max(0, old.at-max(l.last, now)+l.length)
		}
	}
	return 0
}

// Reset empties the log.
func (l *SlidingLog) Reset() { l.last, l.held, l.first, l.count = 0, 0, 0, 0 }
