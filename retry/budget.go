package retry

import (
	"math"
	"time"
)

// budgetToken is one token in the unit of a bucket's level, which grows by
// 1000*rate units in a nanosecond: 1 token = 1e9 ns * 1000 units of rate.
const budgetToken = int64(1e12)

// Budget is a guard that lets about so many retries through per first try. Its bucket
// starts full. A first try adds a part of a token, and so may time; neither beyond full. A
// retry needs more than one token, so a full bucket of 5 has 4 retries in it, and takes one.
//
// What a first try added stays when it was not sent after all.
//
// Source: Marc Brooker, "Fixing retries with token buckets and circuit
// breakers", 2022, and its simulator: 5 tokens, 0.1 per first try, no floor.
type Budget struct {
	full, perFirst int64 // units
	perNano        int64 // units per nanosecond
	level          int64 // units, at time last
	last           time.Duration
}

// NewBudget returns a full bucket of so many tokens, 0.001 to 1,000,000, to which every
// first try adds perFirst of them and every second perSecond, both 0 to 1,000,000. All are
// taken in steps of 0.001.
func NewBudget(tokens, perFirst, perSecond float64) *Budget {
	full := thousandths(tokens) * (budgetToken / 1000)
	return &Budget{
		full:     full,
		perFirst: thousandths(perFirst) * (budgetToken / 1000),
		perNano:  thousandths(perSecond),
		level:    full,
	}
}

func thousandths(x float64) int64 { return int64(math.Round(x * 1000)) }

// Admit lets every first try through, and a retry for one of more than one
// tokens.
func (b *Budget) Admit(now time.Duration, t Try, _ float64) (time.Duration, bool) {
	b.refill(now)
	switch {
	case t.Attempt == 1:
		b.put(b.perFirst)
	case b.level > budgetToken:
		b.level -= budgetToken
	default:
		return 0, false
	}
	return 0, true
}

// Done returns the token of a retry that was not sent.
func (b *Budget) Done(now time.Duration, t Try, o Outcome) {
	b.refill(now)
	if o == NotSent && t.Attempt > 1 {
		b.put(budgetToken)
	}
}

// Tokens returns what is in the bucket, as of the last call.
func (b *Budget) Tokens() float64 { return float64(b.level) / float64(budgetToken) }

// Quiet reports whether the bucket is full: first tries add nothing.
func (b *Budget) Quiet() bool { return b.level == b.full }

func (b *Budget) put(units int64) { b.level = min(b.full, b.level+units) }

func (b *Budget) refill(now time.Duration) {
	if now <= b.last {
		return
	}
	elapsed := int64(now - b.last)
	b.last = now
	// Asked this way round, elapsed*perNano cannot overflow below.
	if b.perNano > 0 && elapsed > (b.full-b.level)/b.perNano {
		b.level = b.full
		return
	}
	b.level += elapsed * b.perNano
}

// Reset fills the bucket, and begins anew at time 0.
func (b *Budget) Reset() { b.level, b.last = b.full, 0 }

// NoBudget is the Budget of a client that has none.
var NoBudget Guard = unlimited{}

type unlimited struct{}

func (unlimited) Admit(time.Duration, Try, float64) (time.Duration, bool) { return 0, true }
func (unlimited) Done(time.Duration, Try, Outcome)                        {}
func (unlimited) Reset()                                                  {}
