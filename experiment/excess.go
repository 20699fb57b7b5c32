package experiment

import (
	"errors"
	"math"
	"sort"

	"backofflab/scenario"
	"backofflab/sim"
)

// Limits are what a run may take, all strategies and replications together.
type Limits struct {
	Attempts int64
	Bytes    int64 // of memory, by the estimate; 0: as much as any run may take
}

// Excess says, before a run begins, that it needs more than it may take, and what would not.
// It is known for certain, but for how delays are drawn.
type Excess struct {
	Over    Resource
	Needs   int64 // about so much at least
	Allowed int64
	Begins  bool // it can be begun all the same, and stops at the limit

	Field   string            // that is less in Smaller; "" where no change of one helps
	Smaller scenario.Scenario // the same with the largest value of the field that surely fits
}

// Resource is what a run needs too much of.
type Resource uint8

// What that may be.
const (
	OverAttempts Resource = iota
	OverRequests          // clients, or requests of an open population, which take memory
	OverMemory            // bytes of it
)

// ExcessOf returns by what a valid scenario exceeds limits, and whether it does. Nothing is
// simulated for it.
func ExcessOf(s scenario.Scenario, most Limits) (Excess, bool) {
	e, over := most.exceededBy(s)
	if !over {
		return Excess{}, false
	}
	// Nobody can count the attempts of some: it is something that those do not surely exceed.
	passes := func(s scenario.Scenario) bool { _, over := most.exceededBy(s); return !over }
	for _, fits := range []func(scenario.Scenario) bool{most.fits, passes} {
		for _, d := range dials(s) {
			if smaller, ok := d.largest(s, fits); ok {
				e.Field, e.Smaller = d.field, smaller
				return e, true
			}
		}
	}
	return e, true
}

// exceededBy looks at attempts, then at what is held in memory.
func (m Limits) exceededBy(s scenario.Scenario) (Excess, bool) {
	if m.fits(s) {
		return Excess{}, false
	}
	if needs := sim.ForecastOf(s).Least * float64(s.Runs); needs > float64(m.Attempts) {
		_, never := m.refused(s)
		return Excess{Over: OverAttempts, Needs: int64(min(needs, math.MaxInt64/2)), Allowed: m.Attempts, Begins: !never && s.Runs == 1}, true
	}
	return m.refused(s)
}

// refused is what keeps a run from being begun at all, or its replications.
func (m Limits) refused(s scenario.Scenario) (Excess, bool) {
	var over *sim.LimitError
	err := errors.Join(sim.Afford(s, m.Attempts), sim.Afford(s, m.Attempts/int64(s.Runs)))
	least := int64(min(sim.ForecastOf(s).Least, math.MaxInt64/2))
	switch {
	case !errors.As(err, &over):
	case over.Bytes > 0:
		return Excess{Over: OverMemory, Needs: over.Bytes, Allowed: over.Limit}, true
	case over.Requests:
		return Excess{Over: OverRequests, Needs: least, Allowed: over.Limit}, true
	default:
		return Excess{Over: OverAttempts, Needs: least * int64(s.Runs), Allowed: m.Attempts}, true
	}
	if bytes := sim.Bytes(s, m.Attempts) + Bytes(s, m.Attempts); m.Bytes > 0 && bytes > m.Bytes {
		return Excess{Over: OverMemory, Needs: bytes, Allowed: m.Bytes}, true
	}
	return Excess{}, false
}

// dial is a field that makes a run smaller, in whole steps from 1 up.
type dial struct {
	field string
	value int
	set   func(*scenario.Scenario, int)
}

// dials are those of a scenario, the one that changes least of what is asked first.
func dials(s scenario.Scenario) []dial {
	all := []dial{{"clients", s.Clients, func(s *scenario.Scenario, n int) { s.Clients = n }}}
	if s.Population == scenario.PopulationOpen {
		all = []dial{{"offered", int(s.Offered), func(s *scenario.Scenario, n int) { s.Offered = float64(n) }}}
	}
	if s.Runs > 1 {
		all = append([]dial{{"runs", s.Runs, func(s *scenario.Scenario, n int) { s.Runs = n }}}, all...)
	}
	return all
}

// largest is the scenario with the largest value below the present one, of two digits, that
// fits.
func (d dial) largest(s scenario.Scenario, fits func(scenario.Scenario) bool) (scenario.Scenario, bool) {
	fitting := sort.Search(twoDigitsUpTo(d.value), func(i int) bool {
		d.set(&s, twoDigits(i+1))
		return !fits(s)
	})
	if fitting == 0 {
		return s, false
	}
	d.set(&s, twoDigits(fitting))
	return s, s.Validate() == nil
}

// fits reports whether a run cannot exceed the limits, whatever is drawn.
func (m Limits) fits(s scenario.Scenario) bool {
	if !sim.SurelyFits(s, m.Attempts/int64(s.Runs)) {
		return false
	}
	bytes := sim.Bytes(s, m.Attempts)
	return bytes <= sim.MaxBytes && (m.Bytes == 0 || bytes+Bytes(s, m.Attempts) <= m.Bytes)
}

// twoDigits is the n-th number of two digits that say something: 1, 2 … 99, 100, 110 … 990,
// 1000.
func twoDigits(n int) int {
	unit := 1
	for ; n >= 100; n -= 90 {
		unit *= 10
	}
	return n * unit
}

// twoDigitsUpTo is how many of these there are below a value.
func twoDigitsUpTo(value int) int {
	return sort.Search(900, func(i int) bool { return twoDigits(i+1) >= value })
}
