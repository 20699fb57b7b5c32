package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// plan is what the viewers of a crowd do.
type plan struct {
	viewers int
	query   func(i int) string // what viewer i asks for; nil: nobody asks for anything
	ready   bool               // all sockets are open before anybody asks
	returns bool               // who is thrown out comes again, as the page of the lab does
	stays   bool               // whoever is done keeps the socket
	stuck   func(i int) bool   // who asks and then never reads; nil: nobody
}

// How the page of the lab returns: web/static/socket.js.
const (
	returnBase = 250 * time.Millisecond
	returnCap  = 10 * time.Second
)

// fate is what became of a viewer.
type fate struct {
	done      time.Duration // since the crowd was let go; 0: never
	thrown    int           // times that the server ended the socket
	refused   int           // times that there was no socket
	last      error         // why, the last time
	stuck     bool
	collected atomic.Int64 // messages
	bytes     int64
}

// crowd is viewers under way.
type crowd struct {
	plan   plan
	server string
	fates  []fate
	greets atomic.Int64 // viewers that have had a hello
	begin  time.Time

	opened sync.WaitGroup // sockets of those who are to be ready
	gate   chan struct{}  // closed once they may ask
	ended  sync.WaitGroup
	slots  chan struct{} // handshakes at once while sockets are made ready
}

// handshakes is how many sockets are opened at once where that is not the load itself.
const handshakes = 64

// gather starts the viewers of a plan. They end with ctx at the latest.
func gather(ctx context.Context, server string, p plan) *crowd {
	c := &crowd{plan: p, server: server, fates: make([]fate, p.viewers), gate: make(chan struct{}), slots: make(chan struct{}, handshakes)}
	if p.ready {
		c.opened.Add(p.viewers)
	} else {
		c.begin = time.Now()
		close(c.gate)
	}
	for i := range p.viewers {
		c.ended.Go(func() { c.live(ctx, i) })
	}
	if p.ready {
		c.opened.Wait()
		c.begin = time.Now()
		close(c.gate)
	}
	return c
}

// wait returns once all viewers have ended.
func (c *crowd) wait() { c.ended.Wait() }

// live is the life of a viewer.
func (c *crowd) live(ctx context.Context, i int) {
	f := &c.fates[i]
	f.stuck = c.plan.stuck != nil && c.plan.stuck(i)
	opened := sync.OnceFunc(func() {
		if c.plan.ready {
			c.opened.Done()
		}
	})
	defer opened()
	var at place
	for tries := 0; ; {
		before := f.collected.Load()
		err := c.visit(ctx, i, &at, opened)
		if err == nil || ctx.Err() != nil {
			return
		}
		f.last = err
		var refused *refusedError
		if errors.As(err, &refused) {
			f.refused++
		} else {
			f.thrown++
		}
		if !c.plan.returns {
			return
		}
		if f.collected.Load() > before {
			tries = 0 // a server that answers, not only one that listens
		}
		tries++
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(rand.Float64() * float64(min(returnCap, returnBase<<min(tries-1, 10))))):
		}
	}
}

type refusedError struct{ err error }

func (e *refusedError) Error() string { return e.err.Error() }
func (e *refusedError) Unwrap() error { return e.err }

// place is how much of its run a viewer has.
type place struct {
	bins  int
	binMS string
}

// visit is one socket of a viewer; nil where it ended well.
func (c *crowd) visit(ctx context.Context, i int, at *place, opened func()) error {
	f := &c.fates[i]
	buffer := 0
	if f.stuck {
		buffer = 4 << 10
	}
	if c.plan.ready {
		c.slots <- struct{}{}
	}
	handshake, cancel := context.WithTimeout(ctx, 20*time.Second)
	v, err := connect(handshake, c.server, addressOf(i), buffer)
	cancel()
	if c.plan.ready {
		<-c.slots
	}
	opened()
	if err != nil {
		return &refusedError{err}
	}
	defer v.close()
	defer context.AfterFunc(ctx, v.close)()
	<-c.gate
	if c.plan.query != nil {
		if err := v.ask(c.plan.query(i), at.bins, at.binMS); err != nil {
			return err
		}
	}
	if f.stuck {
		<-ctx.Done()
		return nil
	}
	return c.watch(v, f, at)
}

func (c *crowd) watch(v *viewer, f *fate, at *place) error {
	defer func() { f.bytes += v.bytes }()
	greeted := f.collected.Load() > 0
	for {
		m, err := v.next()
		if err != nil {
			return err
		}
		f.collected.Add(1)
		switch m.kind {
		case "hello":
			if !greeted {
				greeted = true
				c.greets.Add(1)
			}
			at.bins, at.binMS = m.from, m.binMS
		case "frame", "snapshot":
			at.bins = m.bins
		case "error":
			return nil // answered, and not served
		case "done":
			if f.done == 0 {
				f.done = time.Since(c.begin)
			}
			if !c.plan.stays {
				return nil
			}
		}
	}
}

// tally is what became of a crowd.
type tally struct {
	asked    int             // viewers that read
	done     []time.Duration // of those who were served, the first first
	thrown   int
	refused  int
	messages int64
	bytes    int64
	why      error // of one that was thrown out or refused
}

func (c *crowd) tally() tally {
	var t tally
	for i := range c.fates {
		f := &c.fates[i]
		t.messages += f.collected.Load()
		t.bytes += f.bytes
		if f.stuck {
			continue
		}
		t.asked++
		if f.done > 0 {
			t.done = append(t.done, f.done)
		}
		t.thrown += f.thrown
		t.refused += f.refused
		if f.last != nil {
			t.why = f.last
		}
	}
	slices.Sort(t.done)
	return t
}

// served is the share that was served, in percent.
func (t tally) served() float64 { return 100 * float64(len(t.done)) / float64(t.asked) }

func sortTimes(all []time.Duration) { slices.Sort(all) }

// quantile returns the value below which a share of sorted values lies; 0 of none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
