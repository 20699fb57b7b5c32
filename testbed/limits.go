package testbed

import "time"

// Limits bound a pool and each of its testbeds. A zero field means the default, that of a public
// server; whoever serves alone may allow more.
type Limits struct {
	Life       time.Duration // of a testbed, from its start; 15 min, at most MaxLife
	Requests   int           // of a testbed in all, counted ones or not; 10,000
	PerSecond  float64       // requests of a testbed a second; 100, at most MaxPerSecond
	Burst      int           // of these at once, so that a crowd can come, and come back; half a minute of them, at most MaxBurst
	Held       int           // requests of a testbed that are being answered at once; 1,000
	HeldInAll  int           // the same of all testbeds together; 4,000
	Hold       time.Duration // longest that one is held; 30 s
	Body       int64         // bytes of a request's body that are read; 64 KB
	BodyTime   time.Duration // in which they must have come; 10 s
	AnswerTime time.Duration // in which a client must have read its answer; 30 s
	Clients    int           // that a testbed tells apart; 1,000. The rest count as one
	Testbeds   int           // at once, in all; 200
	PerOwner   int           // of these, of one owner; 5
}

// The most that limits may be, and the least; what is beyond counts as this.
const (
	MaxLife      = 24 * time.Hour
	MinPerSecond = 0.001
	MaxPerSecond = 1_000_000.0
	MaxBurst     = 1_000_000
)

// DefaultLimits returns the limits of a public server.
func DefaultLimits() Limits { return Limits{}.filled() }

// filled puts the default in place of every zero.
func (l Limits) filled() Limits {
	or(&l.Life, 15*time.Minute)
	l.Life = min(l.Life, MaxLife)
	or(&l.Requests, 10_000)
	or(&l.PerSecond, 100)
	l.PerSecond = min(max(l.PerSecond, MinPerSecond), MaxPerSecond)
	or(&l.Burst, max(1, int(30*l.PerSecond)))
	l.Burst = min(l.Burst, MaxBurst)
	or(&l.Held, 1000)
	or(&l.HeldInAll, max(4000, l.Held))
	or(&l.Hold, 30*time.Second)
	or(&l.Body, 64<<10)
	or(&l.BodyTime, 10*time.Second)
	or(&l.AnswerTime, 30*time.Second)
	or(&l.Clients, 1000)
	or(&l.Testbeds, 200)
	or(&l.PerOwner, 5)
	return l
}

// or puts a default in place of a value that is zero, or below.
func or[T int | int64 | float64 | time.Duration](v *T, otherwise T) {
	if *v <= 0 {
		*v = otherwise
	}
}
