package retry

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Client is a policy, and the guards that all calls under it share: the calls of one
// program to one service, say. The zero Client is a good one: the default policy and a
// budget of a tenth.
//
// Many goroutines may use a Client at once. Its fields must not change, and it must not be
// copied, after the first call.
type Client struct {
	Name    string  // for Metrics
	Policy  Policy  // zero fields are the defaults of [Do]
	Metrics Metrics // told of everything; may be nil

	// Guards see the calls of this client one by one, behind one lock. They must belong to
	// no other, and nobody else may ask them anything meanwhile. Package guard has them.
	//
	// The budget is asked about a retry before its backoff is waited, and what it refuses
	// ends the call. nil is one of 10 tokens to which each first try adds a tenth, so
	// retries are at most a tenth of the calls in the long run; [NoBudget] is none.
	Budget Guard
	// The breaker and the throttle are asked when an attempt is to be sent. What they
	// refuse is an attempt that was NotSent, which the policy may retry. nil is none. A guard
	// with a method GivesUp() bool that says true is asked as the budget is, instead.
	Breaker, Throttle Guard

	made   atomic.Pointer[shared]
	making sync.Once
	draw   func() float64 // of a test; nil is chance
}

// DefaultClient makes the calls of the zero policy. The whole process shares its budget,
// whatever services it calls: where one of them fails, calls to the others lose their
// retries as well. A Client for each service keeps them apart.
var DefaultClient = &Client{Name: "default"}

// Metrics is told of what calls do, by any number of goroutines at once. name is that of
// the client. Packages retryprom and retryotel implement it.
type Metrics interface {
	// Attempted: attempt n, 1 for the first try, ended after took.
	Attempted(name string, n int, o Outcome, took time.Duration)
	// Waited: an attempt is to wait d, for a backoff or for a throttle.
	Waited(name string, d time.Duration)
	// Ended: a call is over, after so many attempts. err is nil for a success. One that
	// panics has no end.
	Ended(name string, attempts int, err *Error)
	// Stands: a breaker has changed its state, or is there. It is called behind the
	// client's lock.
	Stands(name string, s State)
}

// Named returns a client with another name for Metrics, and c's policy and guards: they
// see the calls of both as those of one. A breaker's state is told under c's name.
func (c *Client) Named(name string) *Client {
	r := c.ready()
	named := &Client{Name: name, Policy: r.Policy, Metrics: r.Metrics, Budget: r.Budget, Breaker: r.Breaker, Throttle: r.Throttle, draw: r.draw}
	again := *r
	again.Client = named
	named.made.Store(&again)
	return named
}

// shared is a client made ready: its policy with every default in it, and its guards.
type shared struct {
	*Client
	*guards
	policy  Policy
	invalid error // of the policy
	plain   bool  // there is nothing to do while a first try is under way, but for what guards want
}

// guards are those of a client and of all that it was named besides, by when they are
// asked.
type guards struct {
	owner *Client
	epoch time.Time // which they count from

	quiet             atomic.Bool // a first try and its success would change none
	mu                sync.Mutex  // for what follows
	deciding, sending []guarding
	now               time.Duration // the latest that a guard was told
	breaker           stater        // may be nil
	state             State
	told              bool // Metrics know the state
}

// guarding is a guard, and what a request counts as that ends because it refused.
type guarding struct {
	Guard
	verdict Verdict
	quiet   quieter // the guard; nil if it never stands quiet
}

// ready returns the client made ready.
func (c *Client) ready() *shared {
	if c == nil {
		c = DefaultClient
	}
	if r := c.made.Load(); r != nil {
		return r
	}
	c.making.Do(func() { c.made.Store(c.prepare()) })
	return c.made.Load()
}

func (c *Client) prepare() *shared {
	r := &shared{Client: c, guards: &guards{owner: c, epoch: start()}, policy: c.Policy, invalid: c.Policy.Validate()}
	r.plain = r.invalid == nil && c.Metrics == nil && r.policy.plain()
	r.policy.fill()
	r.breaker, _ = c.Breaker.(stater)
	budget := c.Budget
	if budget == nil {
		budget = NewBudget(10, 0.1, 0)
	}
	r.add(c.Breaker, GiveUpBreaker, false)
	r.add(c.Throttle, GiveUpThrottle, false)
	r.add(budget, GiveUpBudget, true)
	r.note()
	return r
}

func (g *guards) add(one Guard, v Verdict, decides bool) {
	if one == nil || one == NoBudget {
		return
	}
	quiet, _ := one.(quieter)
	if c, ok := one.(counter); ok {
		g.sending = append(g.sending, guarding{c.UnderWay(), v, nil})
	}
	if e, ok := one.(ender); decides || ok && e.GivesUp() {
		g.deciding = append(g.deciding, guarding{one, v, quiet})
		return
	}
	g.sending = append(g.sending, guarding{one, v, quiet})
}

// note notes how the guards stand, after anything was done to them.
func (g *guards) note() {
	if quiet := stand(g.sending) && stand(g.deciding); quiet != g.quiet.Load() {
		g.quiet.Store(quiet)
	}
	if g.breaker == nil || g.owner.Metrics == nil {
		return
	}
	if s := g.breaker.State(); s != g.state || !g.told {
		g.state, g.told = s, true
		g.owner.Metrics.Stands(g.owner.Name, s)
	}
}

// stand reports whether all guards stand quiet.
func stand(guards []guarding) bool {
	for _, g := range guards {
		if g.quiet == nil || !g.quiet.Quiet() {
			return false
		}
	}
	return true
}

// clock is now, or the latest that a guard was told: whoever read the clock first need not
// come first. An attempt counts as admitted at that time, or a breaker would take a probe for
// something that was sent before.
func (g *guards) clock(now time.Duration) time.Duration {
	g.now = max(g.now, now)
	return g.now
}

// admit asks whether an attempt may be sent, and after which wait. A first try is decided
// and sent at once. A retry that may not be sent gives back what was taken when it was
// decided. at is when the guards admitted it.
func (g *guards) admit(now time.Duration, t Try, decided time.Duration, u float64) (at, wait time.Duration, refused Verdict) {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.note()
	at = g.clock(now)
	wait, refused = ask(g.sending, at, t, u)
	switch {
	case t.Attempt == 1 && refused == Retry:
		ask(g.deciding, at, t, u)
	case t.Attempt > 1 && refused != Retry:
		tell(g.deciding, at, t, decided, NotSent)
	}
	return at, wait, refused
}

// decide asks whether a retry may be made. at is when.
func (g *guards) decide(now time.Duration, t Try, u float64) (at time.Duration, refused Verdict) {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.note()
	at = g.clock(now)
	_, refused = ask(g.deciding, at, t, u)
	return at, refused
}

// settle tells the guards what came of an attempt.
func (g *guards) settle(now time.Duration, t Try, decided, admitted time.Duration, o Outcome) {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.note()
	now = g.clock(now)
	tell(g.sending, now, t, admitted, o)
	tell(g.deciding, now, t, decided, o)
}

// takeBack undoes what was decided about a retry that will not be sent.
func (g *guards) takeBack(now time.Duration, t Try, decided time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.note()
	tell(g.deciding, g.clock(now), t, decided, NotSent)
}

// ask asks guards about an attempt. When one refuses, the admissions of those before it are
// undone, and its verdict is returned; else it is Retry.
func ask(guards []guarding, now time.Duration, t Try, u float64) (wait time.Duration, refused Verdict) {
	for i, g := range guards {
		w, ok := g.Admit(now, t, u)
		if !ok {
			tell(guards[:i], now, t, now, NotSent)
			return 0, g.verdict
		}
		wait = max(wait, w)
	}
	return wait, Retry
}

// tell tells guards what came of an attempt that they admitted at a time.
func tell(guards []guarding, now time.Duration, t Try, at time.Duration, o Outcome) {
	t.At = at
	for _, g := range guards {
		g.Done(now, t, g.hears(o))
	}
}

// abandoned is what became of an attempt that its caller cancelled, or in which the function
// panicked: it says nothing about the service, but it was sent.
const abandoned Outcome = NotSent + 1

// hears is an outcome as it is told to the guard: a budget keeps what an abandoned retry took.
func (g *guarding) hears(o Outcome) Outcome {
	switch {
	case o != abandoned:
		return o
	case g.verdict == GiveUpBudget:
		return Failed
	}
	return NotSent
}

// Begin begins a call: it asks the guards for the first try, waits where they say so, and
// returns the session in which the attempts are made. Whoever makes them calls
// [Session.End] after each, and may defer [Session.Close] against panics. [Call] does all
// that; Begin is for interceptors, where a function from a context to a value does not fit.
//
// An error is an [Error], or what [Policy.Validate] says.
func (c *Client) Begin(ctx context.Context) (Session, error) {
	s := newSession(ctx, c.ready(), Policy{})
	err := s.begin()
	return s, err
}
