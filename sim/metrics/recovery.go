package metrics

import (
	"math"
	"time"
)

// Recovery finds when what a disturbance set off is over: the first moment, not before the
// end of the disturbance, at which no more requests are under way than there were at most
// at any moment before it began. What happens at one moment counts together. A nil Recovery
// looks for nothing.
type Recovery struct {
	from, to, last time.Duration

	ends  times         // of requests under way, where they are known ahead
	now   time.Duration // up to here all is known,
	level int           // and so many requests are under way then
	most  int           // before the disturbance
	at    time.Duration
	over  bool
}

// NewRecovery is for a disturbance from one time to another. It must be over before a
// last time, unless nobody was under way any more when it ended.
func NewRecovery(from, to, last time.Duration) *Recovery {
	return &Recovery{from: from, to: to, last: last}
}

// Reset makes it what NewRecovery returned, and keeps its memory.
func (r *Recovery) Reset() {
	if r != nil {
		*r = Recovery{from: r.from, to: r.to, last: r.last, ends: r.ends[:0]}
	}
}

// Opened says that a request begins, in the order of time.
func (r *Recovery) Opened(at time.Duration) {
	if r != nil {
		r.goOn(at)
		r.level++
	}
}

// Ended says that a request ends, in any order, none before a request that began last.
func (r *Recovery) Ended(at time.Duration) {
	if r != nil {
		r.ends.push(at)
	}
}

// Over returns when it was over, if it was by what happened until a time, which ends it.
func (r *Recovery) Over(until time.Duration) (at time.Duration, over bool) {
	r.goOn(until)
	return r.at, r.over
}

// Ever is later than all that can happen in a run.
const Ever time.Duration = math.MaxInt64

// goOn takes all that is known up to a moment into account.
func (r *Recovery) goOn(until time.Duration) {
	for len(r.ends) > 0 && r.ends[0] < until {
		r.pass(r.ends.pop())
		r.level--
	}
	r.pass(until)
}

// pass is the end of the stretch in which so many requests are under way.
func (r *Recovery) pass(until time.Duration) {
	if until == r.now {
		return
	}
	if r.now < r.from {
		r.most = max(r.most, r.level)
	}
	if at := max(r.now, r.to); !r.over && at < until && r.level <= r.most {
		r.at, r.over = at, at < r.last || at == r.to && r.level == 0
	}
	r.now = until
}

// times is a heap, the earliest first.
type times []time.Duration

func (h *times) push(at time.Duration) {
	*h = append(*h, at)
	i := len(*h) - 1
	for up := (i - 1) / 2; i > 0 && at < (*h)[up]; up = (i - 1) / 2 {
		(*h)[i], i = (*h)[up], up
	}
	(*h)[i] = at
}

func (h *times) pop() time.Duration {
	first, n := (*h)[0], len(*h)-1
	at := (*h)[n]
	*h = (*h)[:n]
	i := 0
	for down := 1; down < n; down = 2*i + 1 {
		if down+1 < n && (*h)[down+1] < (*h)[down] {
			down++
		}
		if at <= (*h)[down] {
			break
		}
		(*h)[i], i = (*h)[down], down
	}
	if n > 0 {
		(*h)[i] = at
	}
	return first
}
