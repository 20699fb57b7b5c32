package fit

import (
	"slices"
	"time"

	"backofflab/calculator/observed"
	"backofflab/sim/rng"
)

// How many delays are tested: of more, those of whole clients are taken evenly from all. More
// would say little more, and find that a base that was searched is off by a thousandth.
const (
	MaxTested      = 1000
	MaxTestedTimes = 400 // where delays are differences of times, which take longer to test

	// MaxFollowed is against how many delays the bounds of a strategy are held that depend on
	// the delay before. Those of all others are held against every delay.
	MaxFollowed = 5000
)

// sample are delays as they are tested.
type sample struct {
	step    time.Duration
	times   bool
	all     []observed.Client
	clients []observed.Client // those that are tested: all, or a part of them
	delays  int               // of clients
	late    bool              // some client is seen from a later retry on
	chance  rng.Stream        // the same for the same delays
}

func sampleOf(log observed.Log) *sample {
	s := &sample{step: log.Step, times: log.Times, all: log.Clients}
	limit := MaxTested
	if log.Times {
		limit = MaxTestedTimes
	}
	s.clients = part(log.Clients, limit)
	s.delays = count(s.clients)
	s.late = slices.ContainsFunc(s.clients, func(c observed.Client) bool { return len(c.Delays) > 0 && c.Delays[0].Retry > 1 })
	s.chance = rng.New(fingerprint(log), rng.Jitter)
	return s
}

func count(clients []observed.Client) (n int) {
	for _, c := range clients {
		n += len(c.Delays)
	}
	return n
}

// part are clients with at most so many delays in all, evenly from first to last. A single
// client may have more: then it is its beginning.
func part(clients []observed.Client, limit int) []observed.Client {
	total := count(clients)
	if total <= limit {
		return clients
	}
	var some []observed.Client
	room, every := limit, float64(total)/float64(limit)
	for at := 0.0; int(at) < len(clients) && room > 0; at += every {
		c := clients[int(at)]
		if len(c.Delays) > room {
			c.Delays = c.Delays[:room]
		}
		some = append(some, c)
		room -= len(c.Delays)
	}
	return some
}

// fingerprint is a number made of the delays alone (FNV-1a, by Fowler, Noll and Vo).
func fingerprint(log observed.Log) uint64 {
	h := uint64(14695981039346656037)
	add := func(x uint64) { h = (h ^ x) * 1099511628211 }
	for _, c := range log.Clients {
		for _, d := range c.Delays {
			add(uint64(d.Retry))
			add(uint64(d.Delay))
		}
	}
	return h
}

// values are all delays in order of length.
func (s *sample) values() []time.Duration {
	var all []time.Duration
	for _, c := range s.clients {
		for _, d := range c.Delays {
			all = append(all, d.Delay)
		}
	}
	slices.Sort(all)
	return all
}

func (s *sample) median() time.Duration {
	values := s.values()
	if len(values) == 0 {
		return 0
	}
	return values[len(values)/2]
}

// fineSteps says that rounding hides little: less than a hundredth of a usual delay.
func (s *sample) fineSteps() bool { return 100*s.step < s.median() && !s.times }
