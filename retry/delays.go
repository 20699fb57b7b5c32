package retry

import "time"

// Delays computes how long many clients of one policy wait whose attempts ended with one
// outcome: what [Policy.Next] says of each, after an answer that asks for no wait and an attempt
// that is not the last, where the policy retries that outcome and has neither a deadline nor a
// total timeout. It belongs to one goroutine.
type Delays struct {
	strategy Strategy
	all      delayer // the same, if it is one
	rungs    ladder
}

// Turns are the clients: slices of one length.
type Turns struct {
	Attempts []uint32        // the attempt that ended of each, 1 for the first
	Draws    []float64       // for the strategy, each uniform in [0, 1)
	Memories []time.Duration // what the decision before returned; what this one returns
	Delays   []time.Duration // what comes out
}

// delayer is a strategy without a memory that can compute delays for many clients faster than
// for one after the other: what Delay says of each.
type delayer interface {
	delayAll(turns Turns, rungs *ladder)
}

// DelaysAfter returns what computes the delays after an outcome.
func (p *Policy) DelaysAfter(o Outcome) Delays {
	d := Delays{strategy: p.After(o)}
	d.all, _ = d.strategy.(delayer)
	return d
}

// Forget reports whether the memories are neither read nor written.
func (d *Delays) Forget() bool { return d.all != nil }

// Compute computes the delays, and the memories unless it forgets them.
func (d *Delays) Compute(turns Turns) {
	if d.all != nil {
		d.all.delayAll(turns, &d.rungs)
		return
	}
	for i, k := range turns.Attempts {
		turns.Delays[i], turns.Memories[i] = d.strategy.Delay(int(k), turns.Memories[i], turns.Draws[i])
	}
}
