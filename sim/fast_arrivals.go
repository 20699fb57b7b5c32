package sim

import (
	"slices"
	"time"

	"backofflab/sim/des"
	"backofflab/sim/rng"
)

// On the fast path the clients of a population that begins once are all on the calendar from the
// start, and an open population begins all requests of a stretch of time before anything
// else happens in it: nothing that happens changes when they begin.

// arrived is the requests of an open population that began, on the fast path, in their order.
type arrived struct {
	at       []time.Duration
	followed int       // of these, those that recovery knows of
	drawn    []arrival // those that come after the next, where they were drawn ahead
	callers  []callers // one, and one more for each further seed
}

// callers is the stream by which the clients of requests are drawn from one on.
type callers struct {
	from   int
	stream rng.Stream
}

// reset begins a run, with the stream of its seed.
func (b *arrived) reset(stream rng.Stream) {
	b.at, b.followed, b.drawn, b.callers = b.at[:0], 0, b.drawn[:0], append(b.callers[:0], callers{0, stream})
}

// opensAll begins the requests of all clients, a block at a time.
func (e *engine) opensAll() {
	for first, n := 0, e.scenario.Clients; first < n; first += batchSize {
		starts := e.batch.took[:min(batchSize, n-first)]
		for i := range starts {
			starts[i] = e.startOf(uint32(first + i))
		}
		if e.opensInRow() && slices.Max(starts) < e.end {
			e.opensRow(first, starts)
			continue
		}
		for i, at := range starts {
			id := uint32(first + i)
			if at = e.upAt(id, at); at < e.end {
				e.opens(id, at)
			}
		}
	}
}

// openUntil begins the requests that begin before a time.
func (e *engine) openUntil(until time.Duration) {
	b := &e.arrived
	first := len(b.at)
	for e.due.ok && e.due.at < until {
		b.at = append(b.at, e.due.at)
		if len(b.drawn) > 0 {
			e.due, b.drawn = b.drawn[0], b.drawn[1:]
		} else {
			e.due = e.arrivals.next()
		}
	}
	starts := b.at[first:]
	if len(starts) > 0 && e.opensInRow() {
		e.opensRow(first, starts)
		return
	}
	for i, at := range starts {
		e.opens(uint32(first+i), at)
	}
}

// opensInRow reports whether requests that begin may be put on the calendar together: none is
// delayed or forgotten in a crash, and all travel equally long.
func (e *engine) opensInRow() bool {
	return e.steady && e.scenario.Crash == 0 && len(e.parts) == 1
}

// opensRow begins requests with numbers in a row.
func (e *engine) opensRow(first int, starts []time.Duration) {
	e.parts[0].Requests += len(starts)
	e.recorder.BegunAll(starts)
	e.queue.PushFirst(arrives, uint32(first), starts, e.hop)
}

// renewArrivals takes another seed for requests that were not drawn. What the other modes have drawn
// by then stays: when and whose the next is, and all at that moment, and when the one after these is.
func (e *engine) renewArrivals(stream rng.Stream) {
	b := &e.arrived
	for last := e.due; last.ok && last.at == e.due.at; {
		if n := len(b.drawn); n > 0 && b.drawn[n-1].at > e.due.at {
			break
		}
		last = e.arrivals.next()
		b.drawn = append(b.drawn, last)
	}
	ahead := 0
	for _, a := range append([]arrival{e.due}, b.drawn...) {
		if a.ok && a.at == e.due.at {
			ahead++
		}
	}
	b.callers = append(b.callers, callers{len(b.at) + ahead, stream})
}

// callerOf is whose request it is.
func (e *engine) callerOf(id uint32) uint32 {
	if e.arrivals == nil {
		return id
	}
	all := e.arrived.callers
	for len(all) > 1 && all[len(all)-1].from > int(id) {
		all = all[:len(all)-1]
	}
	return uint32(all[len(all)-1].stream.Float64(id, 0) * float64(e.scenario.Clients))
}

// byCaller returns a stretch with the clients of retries in place of their requests, where these are others, and
// the numbers of attempts in place of their serials.
func (e *engine) byCaller(r des.Stretch) des.Stretch {
	if e.arrivals == nil && r.First() < e.forgetAt {
		return r
	}
	words := e.batch.callers[:len(r.Words)]
	for i, w := range r.Words {
		caller, number := uint32(0), numberIn(w.Attempt())
		if number > 1 { // of first attempts nobody asks whose they are
			caller = e.callerOf(w.Client())
		}
		words[i] = w.Of(caller, number)
	}
	return des.Stretch{Base: r.Base, Words: words}
}

// recoverUntil tells what looks for the end of a disturbance which requests began, up to a time:
// it learns of them in turn with those that end.
func (e *engine) recoverUntil(at time.Duration) {
	if e.recovery == nil {
		return
	}
	for ; e.arrived.followed < len(e.arrived.at) && e.arrived.at[e.arrived.followed] <= at; e.arrived.followed++ {
		e.recovery.Opened(e.arrived.at[e.arrived.followed])
	}
}

// forgetUnbegun takes back, of a run that was stopped, the requests that begin later. It returns
// when the last began of those that are left.
func (e *engine) forgetUnbegun() (last time.Duration) {
	b := &e.arrived
	if e.stopped {
		n, _ := slices.BinarySearch(b.at, e.now+1)
		e.parts[0].Requests -= len(b.at) - n
		b.at = b.at[:n]
	}
	if n := len(b.at); n > 0 {
		last = b.at[n-1]
	}
	return last
}
