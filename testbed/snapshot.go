package testbed

import (
	"slices"
	"time"

	"backofflab/sim"
)

// Snapshot is what is known of a testbed at a moment. Nothing in it changes later.
type Snapshot struct {
	Began   time.Time // when it was started
	Started time.Time // its first request, where time begins; zero before it
	Now     time.Time
	Ends    time.Time
	Ended   bool

	Elapsed  time.Duration   // since the first request
	Result   sim.Result      // what was measured: times are since the first request
	Requests int             // that came, those over a bound too
	Inside   int             // of these, being answered now
	Clients  []ClientRow     // in the order in which they came
	Others   bool            // the last of these stands for all that came after Limits.Clients
	Early    int             // attempts that came before the Retry-After of the answer before
	EarlyAt  []time.Duration // when the first 10,000 of these were sent, since the first request
	Script   ScriptState
	Bounds   Bounds
}

// Bounds counts what was refused because of a bound of the testbed, not of its service. None of
// these are in the Result.
type Bounds struct {
	Rate     int // more requests a second than Limits.PerSecond
	Requests int // more than Limits.Requests
	Held     int // more at once than Limits.Held, or of all testbeds than Limits.HeldInAll
	Long     int // held for longer than Limits.Hold, and let go
	Body     int // a body larger or slower than allowed; the rest of it was not read
	Origin   int // pages of other origins
}

// Snapshot returns what is known now.
func (t *Testbed) Snapshot() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now
	if !t.first.IsZero() && !t.ended {
		now = t.clock()
		t.advance(now)
		t.wake(now)
	}
	s := Snapshot{
		Began: t.began, Started: t.first, Now: time.Now(), Ends: t.ends, Ended: t.ended,
		Elapsed: now, Requests: int(t.requests.Load()), Inside: int(t.inside.Load()), Early: t.early, EarlyAt: slices.Clone(t.earlyAt), Bounds: t.bounds,
		Result: t.meter.Result(now, t.resolved.Strategies[0], len(t.roster.all), t.service),
		Script: t.script.state(), Others: t.roster.others != nil,
	}
	for _, c := range t.roster.all {
		s.Clients = append(s.Clients, c.ClientRow)
	}
	return s
}
