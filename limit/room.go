package limit

import "time"

// Roomy is a limiter that can tell how much it would still admit. All but the LLM's,
// which counts several things, and none can.
type Roomy interface {
	// Room returns how many requests of cost 1 it would admit at time now, which is
	// not before any time it was asked about: a whole number, or for a bucket with the
	// part of the next. It has no effect.
	Room(now time.Duration) float64
}

// Stepper is a Roomy whose room grows by itself in steps.
type Stepper interface {
	// Steps calls each for every time after one and before another, neither before any
	// time it was asked about, at which it has more room than just before if nobody
	// comes, in the order of time. It has no effect.
	Steps(after, before time.Duration, each func(at time.Duration, room float64))
}

// Room is the level of the bucket.
func (b *TokenBucket) Room(now time.Duration) float64 { return b.tokens.levelAt(max(b.latest, now)) }

// Room is the number of free places, with the part that is draining.
func (b *LeakyBucket) Room(now time.Duration) float64 { return b.places.levelAt(now) }

// Room is the burst, less what is due later than now.
func (g *GCRA) Room(now time.Duration) float64 {
	ahead := (g.due.ns - max(g.last, now)).Seconds() * float64(g.rate) / 1000
	return float64(g.burst) - max(0, ahead)
}

// Room is what is left of the window's quota.
func (w *FixedWindow) Room(now time.Duration) float64 {
	if int64(max(w.last, now)/w.length) > w.window {
		return float64(w.quota)
	}
	return float64(w.quota - w.used)
}

// Room is the quota less what lies within a window's length before now.
func (l *SlidingLog) Room(now time.Duration) float64 {
	held := l.held
	for i := 0; i < l.count && l.ring[l.place(i)].at <= max(l.last, now)-l.length; i++ {
		held -= l.ring[l.place(i)].n
	}
	return float64(l.quota - held)
}

// Steps are when admissions leave the window.
func (l *SlidingLog) Steps(after, before time.Duration, each func(at time.Duration, room float64)) {
	held := l.held
	for i := range l.count {
		old := l.ring[l.place(i)]
		held -= old.n
		switch at := old.at + l.length; {
		case at >= before:
			return
		case at > after:
			each(at, float64(l.quota-held))
		}
	}
}

// Room is the quota less the current window's count and the share of the last one's.
func (c *SlidingCounter) Room(now time.Duration) float64 {
	then := *c
	e := then.slide(now)
	return float64(c.quota-then.current) - float64(scale(int64(then.previous), int64(c.length-e), int64(c.length)))
}

// Steps are when the share of the last window is a request less.
func (c *SlidingCounter) Steps(after, before time.Duration, each func(at time.Duration, room float64)) {
	then := *c
	for {
		offset := then.slide(after)
		share := int(scale(int64(then.previous), int64(then.length-offset), int64(then.length)))
		begin := time.Duration(then.window) * then.length
		if share == 0 {
			if then.current == 0 {
				return
			}
			after = begin + then.length // where nothing changes yet
			continue
		}
		if after = begin + then.offset(then.previous, share-1); after >= before {
			return
		}
		each(after, float64(then.quota-then.current-share+1))
	}
}

// Room is the number of free places.
func (c *Concurrency) Room(time.Duration) float64 { return float64(c.limit - c.inside) }

// Room is how many requests and how many tokens there are at time now, and tokens of answers
// where they are counted apart, each with the part of the next. It has no effect.
func (l *LLM) Room(now time.Duration) (requests, tokens, output float64) {
	if l.apart {
		output = l.output.levelAt(now)
	}
	return l.requests.levelAt(now), l.tokens.levelAt(now), output
}

// levelAt is how many tokens the bucket would hold at time now.
func (b bucket) levelAt(now time.Duration) float64 {
	b.refill(now)
	return float64(b.whole) + float64(b.part)/float64(b.unit)
}
