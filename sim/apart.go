package sim

import (
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// apart is what is kept of requests beside them.
type apart struct {
	began  column    // when the request began; where the draw of its client does not tell
	memory column    // of the client's strategy
	after  column    // Retry-After of the answer that is on its way
	until  column    // when the client stops waiting for the attempt under way; or what holds it back ends
	asked  []guarded // of what has one layer; where guards look at it
}

// reset makes it that of so many requests that have not begun.
func (a *apart) reset(requests int) {
	a.began.reset(0)
	a.memory.reset(0)
	a.after.reset(retry.NotAsked)
	a.until.reset(never)
	a.asked = slices.Grow(a.asked[:0], requests)[:requests]
	clear(a.asked)
}

// began is when a request began.
func (e *engine) began(id uint32) time.Duration {
	if e.scenario.Population != scenario.PopulationOnce {
		return e.apart.began.at(id)
	}
	return e.upFrom(id)
}

// firstOf is when a request's first attempt was due, as its client knows it.
func (e *engine) firstOf(id uint32) time.Duration {
	if e.requests[id].lost {
		return e.restart()
	}
	return e.began(id)
}

// remembers keeps the memory of the strategy of a request's client.
func (e *engine) remembers(id uint32, memory time.Duration) {
	e.apart.memory.set(id, memory, len(e.requests))
}

// waits keeps until when a request's client waits, or is held back.
func (e *engine) waits(id uint32, until time.Duration) {
	e.apart.until.set(id, until, len(e.requests))
}

// column is a figure of each request that most runs do not need, for it is the same for all
// of their requests. It takes no memory before one differs.
type column struct {
	usual  time.Duration
	values []time.Duration // by request; of those beyond it is the usual
}

// reset makes it the usual of all.
func (c *column) reset(usual time.Duration) { c.usual, c.values = usual, c.values[:0] }

func (c *column) at(id uint32) time.Duration {
	if int(id) < len(c.values) {
		return c.values[id]
	}
	return c.usual
}

// set sets it for one of so many requests.
func (c *column) set(id uint32, to time.Duration, requests int) {
	if int(id) < len(c.values) {
		c.values[id] = to
	} else if to != c.usual {
		c.grow(requests)
		c.values[id] = to
	}
}

func (c *column) grow(requests int) {
	from := len(c.values)
	c.values = slices.Grow(c.values, requests-from)[:requests]
	for i := from; i < requests; i++ {
		c.values[i] = c.usual
	}
}
