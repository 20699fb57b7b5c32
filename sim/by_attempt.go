package sim

import "backofflab/sim/des"

// MaxByAttempt is the number of the last attempt that is counted by its number. Those with
// higher ones count under it.
const MaxByAttempt = 1000

// ByAttempt counts by the number of the attempt within its request: element 0 is of first
// attempts, and the last is of attempts that were made. A client that lost its state in a
// crash counts from 1 again.
type ByAttempt []AttemptCount

// AttemptCount is what came of the attempts of one number.
type AttemptCount struct {
	Made      int // attempts that reached the service
	Succeeded int // requests whose client learned of its success by that attempt
}

// Add counts what another run counted.
func (b *ByAttempt) Add(o ByAttempt) {
	for i, n := range o {
		count := b.of(uint32(i + 1))
		count.Made += n.Made
		count.Succeeded += n.Succeeded
	}
}

// of returns where attempts of a number are counted.
func (b *ByAttempt) of(number uint32) *AttemptCount {
	if int(number) > len(*b) {
		number = b.grow(number)
	}
	return &(*b)[number-1]
}

// grow makes room for a number, and returns under which it is counted.
//
//go:noinline
func (b *ByAttempt) grow(number uint32) uint32 {
	number = min(number, MaxByAttempt)
	for int(number) > len(*b) {
		*b = append(*b, AttemptCount{})
	}
	return number
}

// reached counts an attempt that reaches the service, where requests have a state.
func (p *Part) reached(number uint32) {
	p.Attempts++
	p.ByAttempt.of(number).Made++
}

// succeeded counts a request whose client learns of its success by an attempt.
func (p *Part) succeeded(number uint32) {
	p.Successes++
	p.ByAttempt.of(number).Succeeded++
}

// made counts an attempt of a layer.
func (l *Layer) made(number uint16) {
	l.Attempts++
	l.ByAttempt.of(uint32(number)).Made++
}

// succeededAt counts a request whose client learns of its success, and in each layer by which
// of its attempts it came.
func (e *engine) succeededAt(id uint32, p *Part) {
	p.succeeded(uint32(e.requests[id].attempt))
	if p.Layers == nil {
		return
	}
	for i, at := range e.standings(id) {
		p.Layers[i].ByAttempt.of(uint32(at.attempt)).Succeeded++
	}
}

// On the fast path an attempt is not counted when it is made: a request that had n of them
// made the attempts 1 to n. Until total Made is how many requests had so many. Where clients have
// guards, of which some let an attempt not go, each is counted when it arrives after all.

// lasted counts a request whose last attempt that reached the service had a number; 0 is none.
func (p *Part) lasted(number uint32) {
	if number > 0 {
		p.ByAttempt.of(number).Made++
		p.beyond += max(0, int(number)-MaxByAttempt)
	}
}

// served is lasted and succeeded in one.
func (p *Part) served(number uint32) {
	count := p.ByAttempt.of(number)
	count.Made++
	count.Succeeded++
	p.Successes++
	p.beyond += max(0, int(number)-MaxByAttempt)
}

// servedAll is served of several requests, by their last attempts.
func (p *Part) servedAll(attempts []des.Word) {
	p.Successes += len(attempts)
	counts := p.ByAttempt
	for _, w := range attempts {
		number := numberIn(w.Attempt())
		if int(number) > len(counts) {
			p.ByAttempt.grow(number)
			counts = p.ByAttempt
		}
		count := &counts[min(number, MaxByAttempt)-1]
		count.Made++
		count.Succeeded++
		p.beyond += max(0, int(number)-MaxByAttempt)
	}
}

// total counts each attempt of a run on the fast path that is over, once.
func (e *engine) total() {
	if !e.mode.fast() || e.mode == PerAnswer || e.totalled {
		return
	}
	e.totalled = true
	e.queue.Each(func(client, serial uint32) {
		t := attempt{client, serial, e.partOf(client)}
		e.parts[t.part].lasted(t.number() - 1)
	})
	for i := range e.parts {
		counts := e.parts[i].ByAttempt
		for k := len(counts) - 2; k >= 0; k-- {
			counts[k].Made += counts[k+1].Made
		}
		if beyond := e.parts[i].beyond; beyond > 0 {
			counts[len(counts)-1].Made += beyond
		}
	}
}
