package runs

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// slice is how long work goes on before others who wait may go first.
	slice = 20 * time.Millisecond
	// dearAfter is the time of turns from which work is dear.
	dearAfter = 250 * time.Millisecond
	// maxLine is how much of one owner's work may wait at once.
	maxLine = 1000
	// company is how long after two owners have had turns an owner counts as not alone.
	company = 10 * time.Second
	// memoryOfOwners is how long it is remembered what owners had who ask for nothing.
	memoryOfOwners = 10 * time.Second
)

// Turns share the cores fairly among owners, by time. So much work goes on at once as there
// are slots; of what waits, that of the owner comes next who has had least of them, and of
// his own what has had least itself. Work that lasts gives its slot up between its steps
// whenever somebody waits who has had less, so a small request is answered however large the
// others are. docs/decisions/who-had-least-is-next.md has the reasons.
//
// The time is that in a slot. An owner who comes begins at the least that one has had who is
// served: nobody saves turns up, and nobody pays for having had them while nobody else wanted
// any (start-time fair queueing: Goyal, Vin and Cheng 1996).
type Turns struct {
	slots  int
	wait   time.Duration // longest wait for the first slot, and for memory; 0: until ctx ends
	memory *Memory       // nil: without a bound
	spare  int           // slots that neither one owner nor dear work may have

	mu      sync.Mutex
	owners  map[string]*owner
	swept   int           // owners that the last sweep left
	waiting []*Turn       // in the order in which they came
	serving []*Turn       // those that have a slot
	clock   time.Duration // the least that an owner has had who is served; it never falls
	latest  *owner        // who was served last
	mixed   time.Time     // when that was another than before
	usual   time.Duration // a moving average of what work took, in slots
	refused int64
}

// Turn is the place of one piece of work: in a slot, or in the line for one. It belongs to
// who does the work, one goroutine at a time; others may join it.
type Turn struct {
	turns  *Turns
	owners []*owner // one of them at least
	payer  *owner   // whose slot it has; nil: it waits
	had    time.Duration
	since  time.Time     // when it got its slot
	slot   chan struct{} // closed once it has one
	dear   bool
	bytes  int64  // of memory that it needs
	lender *owner // to whose account they are; nil: it has none yet
}

// NewTurns returns so many slots, for which work waits so long at most; 0: until its context
// ends.
func NewTurns(n int, wait time.Duration) *Turns {
	return &Turns{slots: n, wait: wait, owners: map[string]*owner{}, usual: slice}
}

// Within makes work wait for its share of a memory as well.
// One owner has half of it at most, or one piece of work.
func (t *Turns) Within(m *Memory) *Turns {
	t.memory = m
	m.tell(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.serve(time.Now())
	})
	return t
}

// Sparing keeps one slot from dear work, and from an owner who has all others; where owners are
// not alone, none has more than half of them. So what has just come neither waits for what
// takes long between two of its steps nor shares the cores with all that one owner has.
func (t *Turns) Sparing() *Turns {
	t.spare = 1
	return t
}

// Enter waits for a slot for the owner of ctx. Whoever got it calls Leave once. The error is a
// *BusyError after the longest wait, ErrWithout, or the cause of ctx.
func (t *Turns) Enter(ctx context.Context) (*Turn, error) { return t.EnterWith(ctx, 0) }

// EnterWith waits for a slot and so much memory. The error is that of Enter.
func (t *Turns) EnterWith(ctx context.Context, bytes int64) (*Turn, error) {
	if err := Allowed(ctx); err != nil {
		return nil, err
	}
	turn := t.ask(OwnerOf(ctx))
	return turn, turn.enter(ctx, bytes)
}

// ask is a turn that neither has a slot nor waits for one yet.
func (t *Turns) ask(name string) *Turn {
	turn := &Turn{turns: t}
	turn.Join(name)
	return turn
}

// Join makes an owner one of those for whom the work is done: it comes when the turn has come
// of the one who has had least, and he pays.
func (turn *Turn) Join(name string) {
	t := turn.turns
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.owners[name]
	if o == nil {
		t.sweep()
		o = &owner{}
		t.owners[name] = o
	}
	if slices.Contains(turn.owners, o) {
		return
	}
	if o.turns == 0 {
		o.had = max(o.had, t.clock)
	}
	o.turns++
	turn.owners = append(turn.owners, o)
	t.serve(time.Now())
}

// enter waits for a slot and memory, and gives the turn up where it gets none.
func (turn *Turn) enter(ctx context.Context, bytes int64) error {
	t := turn.turns
	if t.wait > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, t.wait, errWaited)
		defer stop()
	}
	turn.bytes = bytes
	err := turn.queue(ctx)
	if err == nil {
		return nil
	}
	turn.forget()
	if err == errWaited {
		return t.refuse()
	}
	return err
}

// queue waits for a slot.
func (turn *Turn) queue(ctx context.Context) error {
	t := turn.turns
	t.mu.Lock()
	if turn.longLine() {
		t.mu.Unlock()
		return errWaited
	}
	slot := make(chan struct{})
	turn.slot = slot
	t.waiting = append(t.waiting, turn)
	t.serve(time.Now())
	t.mu.Unlock()
	select {
	case <-slot:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if turn.payer != nil {
		return nil // it came at the last moment
	}
	t.waiting = without(t.waiting, turn)
	return context.Cause(ctx)
}

// longLine reports whether all its owners have more waiting than they may. The lock is held.
func (turn *Turn) longLine() bool {
	return turn.had == 0 && !slices.ContainsFunc(turn.owners, func(o *owner) bool { return o.turns-o.inUse <= maxLine })
}

// serve gives free slots to those who are next. The lock is held.
func (t *Turns) serve(now time.Time) {
	for len(t.serving) < t.slots {
		next, payer := t.next(now)
		if next == nil {
			return
		}
		if !next.borrow(payer) {
			return // somebody else took it; there will be more
		}
		t.waiting = without(t.waiting, next)
		t.serving = append(t.serving, next)
		payer.inUse++
		next.payer, next.since = payer, now
		t.tick()
		if payer != t.latest {
			if t.latest != nil {
				t.mixed = now
			}
			t.latest = payer
		}
		close(next.slot)
	}
}

// tick moves the clock on. The lock is held.
func (t *Turns) tick() {
	if len(t.serving) > 0 {
		least := slices.MinFunc(t.serving, func(a, b *Turn) int { return cmp.Compare(a.payer.had, b.payer.had) })
		t.clock = max(t.clock, least.payer.had)
	}
}

// dearOf is how many turns are of dear work.
func dearOf(turns []*Turn) int {
	n := 0
	for _, t := range turns {
		if t.dear {
			n++
		}
	}
	return n
}

// without returns turns but for one.
func without(turns []*Turn, gone *Turn) []*Turn {
	return slices.DeleteFunc(turns, func(t *Turn) bool { return t == gone })
}

// next is what waits and is to be served first, and for whom; nil where nothing may be. The
// lock is held.
func (t *Turns) next(now time.Time) (best *Turn, payer *owner) {
	dear, each := dearOf(t.serving), t.mostOfOne(now)
	for _, turn := range t.waiting {
		if turn.dear && dear >= t.most() {
			continue
		}
		o := turn.poorest()
		if o.inUse >= each || !turn.fits(o) {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(o.had, payer.had), cmp.Compare(turn.had, best.had)) < 0 {
			best, payer = turn, o
		}
	}
	return best, payer
}

// most is how many slots dear work may have at once, and an owner who is alone.
func (t *Turns) most() int { return max(1, t.slots-t.spare) }

// mostOfOne is how many slots one owner may have at once. The lock is held.
func (t *Turns) mostOfOne(now time.Time) int {
	if t.spare == 0 || now.Sub(t.mixed) >= company {
		return t.most()
	}
	return max(1, t.slots/2)
}

// poorest is the owner of a turn who has had least. The lock is held.
func (turn *Turn) poorest() *owner {
	return slices.MinFunc(turn.owners, func(a, b *owner) int { return cmp.Compare(a.had, b.had) })
}

// charge counts the time in the slot so far. The lock is held.
func (turn *Turn) charge(now time.Time) {
	took := now.Sub(turn.since)
	turn.since = now
	turn.had += took
	turn.payer.had += took
	turn.dear = turn.had >= dearAfter
	turn.turns.tick()
}

// release gives the slot back. The lock is held.
func (turn *Turn) release(now time.Time) {
	t := turn.turns
	turn.charge(now)
	t.serving = without(t.serving, turn)
	turn.payer.inUse--
	turn.payer.latest = now
	turn.payer = nil
}

// Yield lets others go first who have had less, once the work has gone on for a while. Between
// its steps work calls it. The error is the cause of ctx, and then the slot is gone: work ends,
// and leaves.
func (turn *Turn) Yield(ctx context.Context) error {
	if turn.payer == nil { // it was lost before
		return context.Cause(ctx)
	}
	if time.Since(turn.since) < slice {
		return nil
	}
	t := turn.turns
	t.mu.Lock()
	now := time.Now()
	turn.charge(now)
	if !turn.comesAfter(now) {
		t.mu.Unlock()
		return nil
	}
	turn.release(now)
	t.serve(now)
	t.mu.Unlock()
	return turn.queue(ctx)
}

// Rest gives the slot up for a while. Its error is that of Yield.
func (turn *Turn) Rest(ctx context.Context, while time.Duration) error {
	if turn.payer == nil { // it was lost before
		return context.Cause(ctx)
	}
	t, now := turn.turns, time.Now()
	t.mu.Lock()
	turn.release(now)
	t.serve(now)
	t.mu.Unlock()
	select {
	case <-time.After(while):
		return turn.queue(ctx)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// comesAfter reports whether something that waits is to have this slot. The lock is held.
func (turn *Turn) comesAfter(now time.Time) bool {
	t, payer := turn.turns, turn.payer
	if len(t.waiting) == 0 {
		return false
	}
	serving, dear := t.serving, dearOf(t.serving)
	t.serving = without(slices.Clone(serving), turn) // as if it were free
	payer.inUse--
	next, o := t.next(now)
	t.serving = serving
	payer.inUse++
	return next != nil && (turn.dear && dear > t.most() || cmp.Or(cmp.Compare(o.had, payer.had), cmp.Compare(next.had, turn.had)) < 0)
}

// Leave gives the slot and the memory back.
func (turn *Turn) Leave() {
	t := turn.turns
	t.mu.Lock()
	if turn.payer != nil {
		turn.release(time.Now())
		t.usual += (turn.had - t.usual) / 16
	}
	t.mu.Unlock()
	turn.forget()
}

// forget ends a turn that has no slot.
func (turn *Turn) forget() {
	t := turn.turns
	t.mu.Lock()
	for _, o := range turn.owners {
		o.turns--
	}
	turn.owners = nil
	lent := turn.lender != nil
	if lent {
		turn.lender.bytes -= turn.bytes
		turn.lender = nil
	}
	t.serve(time.Now())
	t.mu.Unlock()
	if lent {
		t.memory.leave(turn.bytes)
	}
}

// Size is the number of slots.
func (t *Turns) Size() int { return t.slots }

// Line is what there is of turns at a moment.
type Line struct {
	InUse, Waiting int
	Refused        int64 // since the beginning
}

// Line returns what there is now.
func (t *Turns) Line() Line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Line{len(t.serving), len(t.waiting), t.refused}
}

// InUse is the number of slots that are taken.
func (t *Turns) InUse() int { return t.Line().InUse }
