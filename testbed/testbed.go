package testbed

import (
	"sync"
	"sync/atomic"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
	"backofflab/sim/service"
)

// Testbed is the service of one scenario on the wall clock.
type Testbed struct {
	key      string
	config   Config
	resolved scenario.Resolved
	family   *family
	quota    quota
	limits   Limits
	began    time.Time
	ends     time.Time
	over     chan struct{} // closed when it has ended
	idle     sync.Pool     // of calls that are answered, and that nothing has any more
	draws    draws
	inside   atomic.Int64  // requests that are being answered
	requests atomic.Int64  // that have come
	everyone *atomic.Int64 // who is inside any testbed of the pool

	mu      sync.Mutex    // of all below
	first   time.Time     // of the first request; zero before
	now     time.Duration // of the clock, when it was last read
	at      time.Duration // of what happens, which may be earlier
	service *service.Service
	meter   *sim.Meter
	agenda  agenda
	taken   map[[2]uint32]*call // by the service
	calls   calls
	roster  *roster
	script  player
	pace    limit.Limiter   // Limits.PerSecond
	waiting int             // requests that wait for their next attempt, all clients together
	admits  int             // attempts that the service admitted
	early   int             // attempts that came before their Retry-After
	earlyAt []time.Duration // when the first of these came
	bounds  Bounds
	timer   *time.Timer
	wakes   time.Duration // when the timer fires; forever: it does not
	ended   bool
}

// draws are those of the scenario that a real service needs.
type draws struct{ there, back, readThere, readBack, tokens, outputs rng.Stream }

// forever is later than all that happens.
const forever = service.Never

// newTestbed starts a testbed of a valid config.
func newTestbed(key string, c Config, l Limits, p *Pool) *Testbed {
	r := scenario.Resolve(c.Scenario)
	stream := func(name rng.Name) rng.Stream { return rng.New(r.Seed, name) }
	family, _ := c.Family.find()
	t := &Testbed{
		key: key, config: c, resolved: r, limits: l, family: family, quota: quotaOf(&r),
		began: time.Now(), over: make(chan struct{}), taken: map[[2]uint32]*call{},
		draws: draws{stream(rng.NetworkThere), stream(rng.NetworkBack), stream(rng.ReadThere), stream(rng.ReadBack), stream(rng.Tokens), stream(rng.Outputs)},

		everyone: &p.inside,
		roster:   newRoster(c.Tell, l.Clients, p.address),
		meter:    sim.NewMeter(&r, l.Clients+1, l.Life+time.Second),
		pace:     limit.NewTokenBucket(l.PerSecond, l.Burst),
		script:   newPlayer(c.Script),
		agenda:   agenda{seed: uint64(stream(rng.Ties))},
		wakes:    forever,
	}
	t.idle.New = func() any { return &call{ready: make(chan struct{}, 1)} }
	t.ends = t.began.Add(l.Life)
	t.service = service.New(sim.ServiceOf(&r), host{t})
	t.service.Reset(r.Seed)
	return t
}

// Key returns what nobody can guess of its address.
func (t *Testbed) Key() string { return t.key }

// Path returns the path of its address, /m/KEY: what follows is up to clients.
func (t *Testbed) Path() string { return Prefix + t.key }

// Config returns what it was started with.
func (t *Testbed) Config() Config { return t.config }

// Done returns a channel that is closed when it has ended.
func (t *Testbed) Done() <-chan struct{} { return t.over }

// stop ends it, and all calls that are under way.
func (t *Testbed) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	t.advance(t.clock())
	t.ended = true
	if t.timer != nil {
		t.timer.Stop()
	}
	close(t.over)
}

// clock is the time since the first request, which it may be; never less than before.
func (t *Testbed) clock() time.Duration {
	now := time.Now()
	if t.first.IsZero() {
		t.first = now
	}
	t.now = max(t.now, min(now.Sub(t.first), t.limits.Life))
	return t.now
}

// wall is the time of day of a time since the first request.
func (t *Testbed) wall(at time.Duration) time.Time { return t.first.Add(at) }

// host is what the service of a testbed runs in. Its mutex is held.
type host struct{ *Testbed }

var happens = [...]what{service.Departs: departs, service.Expires: expires, service.Enters: enters}

// Schedule puts an event of the service on the agenda.
func (h host) Schedule(at time.Duration, e service.Event) {
	h.agenda.push(event{at: at, what: happens[e.What], caller: e.Caller, serial: e.Serial, job: e.Job})
}

// Queued counts those that wait for a server.
func (h host) Queued(at time.Duration, change int) { h.meter.Queued(at, change) }

// Waited counts for how long they did.
func (h host) Waited(_ uint32, wait time.Duration) { h.meter.Waited(wait) }

// ClassOf is the same for all: real clients have no priority, so that none makes room.
func (h host) ClassOf(uint32) uint8 { return 0 }

// Shed is not called where there is one class.
func (h host) Shed(time.Duration, uint32, uint32, retry.Answer) {}

// advance lets everything happen up to a time, and sets the timer for what comes next.
func (t *Testbed) advance(now time.Duration) {
	for e, ok := t.agenda.take(now); ok; e, ok = t.agenda.take(now) {
		t.at = e.at
		t.happen(e)
	}
	t.at = now
	t.letGo(now)
}

// letGo ends the calls that were held for as long as may be.
func (t *Testbed) letGo(now time.Duration) {
	for c := t.calls.oldest(); c != nil && now-c.sent >= t.limits.Hold; c = t.calls.oldest() {
		if !c.hung {
			t.bounds.Long++
		}
		c.reply.silent = true
		t.leave(now, c)
		c.ready <- struct{}{}
	}
}

// wake sets the timer for the next that happens. It is called when all until now has.
func (t *Testbed) wake(now time.Duration) {
	next := forever
	if at, ok := t.agenda.next(); ok {
		next = at
	}
	if c := t.calls.oldest(); c != nil {
		next = min(next, c.sent+t.limits.Hold)
	}
	if next >= t.wakes || t.ended {
		return // it fires before, and looks again
	}
	t.wakes = next
	if t.timer == nil {
		t.timer = time.AfterFunc(next-now, t.tick)
		return
	}
	t.timer.Reset(next - now)
}

// tick is the timer.
func (t *Testbed) tick() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	t.wakes = forever
	now := t.clock()
	t.advance(now)
	t.wake(now)
}

func (t *Testbed) happen(e event) {
	switch e.what {
	case reads:
		t.read(e.at, e.call)
	case arrives:
		t.arrive(e.at, e.call)
	case answers:
		t.deliver(e.at, e.call)
	case cancels:
		t.cancel(e.at, e.call)
	case lapses:
		t.replyNow(e.at, e.call)
	default:
		t.serviceSays(e)
	}
}

// serviceSays is something that the service had put on the agenda.
func (t *Testbed) serviceSays(e event) {
	what := [...]service.What{departs: service.Departs, expires: service.Expires, enters: service.Enters}[e.what]
	answer, ok := t.service.Happen(e.at, service.Event{What: what, Caller: e.caller, Serial: e.serial, Job: e.job})
	if !ok {
		return
	}
	c, ok := t.taken[[2]uint32{e.caller, e.serial}]
	if !ok {
		return
	}
	delete(t.taken, [2]uint32{e.caller, e.serial})
	if c.state == gone {
		if answer.Outcome == retry.Success {
			t.meter.Abandoned()
		}
		return
	}
	c.entered = false
	t.answer(e.at, c, answer)
}
