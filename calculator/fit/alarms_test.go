package fit

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// truth is a strategy that delays are drawn from.
type truth struct {
	key      string
	strategy retry.Strategy
	rejected bool // of a library: its delays after a rejection
	retries  int  // of a client
}

func ownTruth(key string, p retry.Params) truth {
	kind, _ := retry.Lookup(key)
	t := truth{key: key, strategy: kind.New(p), retries: 8}
	if key == "list" {
		t.retries = len(p.Delays)
	}
	return t
}

func libraryTruths() (all []truth) {
	for _, kind := range library.Kinds() {
		all = append(all, truth{key: kind.Key, strategy: kind.New(retry.Params{}), retries: 8})
		if kind.Rejected != nil {
			all = append(all, truth{key: kind.Key, strategy: kind.Rejected(retry.Params{}), rejected: true, retries: 8})
		}
	}
	return all
}

// look tests drawn delays against the strategy that they were drawn from.
func (t truth) look(n int, m measurement, seed uint64) Candidate {
	s := sampleOf(drawn(t.strategy, n, t.retries, m, seed))
	rs := readings(s, Options{Attempt: m.attempt})
	if kind, ok := retry.Lookup(t.key); ok {
		return own(kind, s, rs)
	}
	return given(Candidate{Key: t.key, strategy: t.strategy}, s, rs)
}

// alarms counts how often delays of a strategy are said not to be.
func (t truth) alarms(n int, m measurement, times int) (alarms int, first Candidate) {
	for i := range times {
		if c := t.look(n, m, seedOf(t, n, i)); !c.Fits {
			if alarms++; alarms == 1 {
				first = c
			}
		}
	}
	return alarms, first
}

func seedOf(t truth, n, i int) uint64 {
	seed := uint64(n)<<32 + uint64(i)
	for _, letter := range t.key {
		seed = seed*31 + uint64(letter)
	}
	return seed
}

// allowed is the most alarms that so many tests may raise, if they are right in raising one in
// twenty: four standard deviations above.
func allowed(times int) int {
	mean := Alarm * float64(times)
	return int(mean + 4*math.Sqrt(mean*(1-Alarm)) + 1)
}

var wholeSeconds = measurement{step: time.Second, rounding: Nearest}

// The measurements under which false alarms are counted.
var measurements = []seen{
	{"milliseconds", precise, false},
	{"whole seconds, rounded", wholeSeconds, true},
	{"whole seconds, cut off", measurement{step: time.Second, rounding: Down}, true},
	{"the last delay of each client cut short", measurement{step: time.Millisecond, censored: true}, false},
	{"seen from retry 3 on", measurement{step: time.Millisecond, first: 3}, false},
	{"differences of times to the millisecond", measurement{step: time.Millisecond, rounding: Between}, false},
	{"differences of times to the second", measurement{step: time.Second, rounding: Between}, true},
	{"differences with attempts of up to 50 ms", measurement{step: time.Millisecond, rounding: Between, attempt: 50 * time.Millisecond}, true},
}

// seen is one of the measurements.
type seen struct {
	name string
	measurement
	slow bool // delays are ten times as long
}

// params are those that delays are drawn with.
func (m seen) params() retry.Params {
	if m.slow {
		return slowed(reference)
	}
	return reference
}

// slowed are parameters with times ten times as long.
func slowed(p retry.Params) retry.Params {
	p.Base, p.Cap, p.Extra = 10*p.Base, 10*p.Cap, 10*p.Extra
	return p
}

// Right strategies are ruled out at most as often as promised, however delays are seen. It is
// the quick form of what docs/backoff-fit.md has, and tests each kind alone. With -short, as in
// make test, every third measurement is drawn; make check draws all.
func TestFalseAlarms(t *testing.T) {
	for i, m := range measurements {
		if testing.Short() && i%3 != 1 {
			continue
		}
		total, tests := 0, 0
		for _, kind := range retry.Kinds() {
			of := ownTruth(kind.Key, m.params())
			for n, times := range map[int]int{5: 3, 20: 3, 200: 1} {
				if n == 200 && m.slow {
					continue // takes long
				}
				alarms, first := of.alarms(n, m.measurement, times)
				if total, tests = total+alarms, tests+times; alarms > 2 {
					t.Errorf("%s, %d delays of %s: %d of %d alarms, the first %+v", m.name, n, kind.Key, alarms, times, first)
				}
			}
		}
		if total > allowed(tests) {
			t.Errorf("%s: %d false alarms in %d tests, at most %d are chance", m.name, total, tests, allowed(tests))
		}
	}
}

// The same of the libraries, whose parameters are known: alarms come as often as promised, or
// a little less often.
func TestFalseAlarmsOfLibraries(t *testing.T) {
	total, tests := 0, 0
	const times = 6
	for _, of := range libraryTruths() {
		for _, n := range []int{5, 20, 200} {
			alarms, first := of.alarms(n, precise, times)
			if total, tests = total+alarms, tests+times; alarms > 4 {
				t.Errorf("%d delays of %s: %d alarms, the first %+v", n, of.key, alarms, first)
			}
		}
	}
	if total > allowed(tests) || total == 0 {
		t.Errorf("%d false alarms in %d tests, at most %d are chance", total, tests, allowed(tests))
	}
}

// The draws of delays are even and independent where the strategy that made them is tested with
// its own parameters, however they were seen: of 4,000 of each kind, no p is below one in
// 100,000.
func TestDrawsOfTheTruthAreUniform(t *testing.T) {
	for _, m := range measurements {
		for _, kind := range retry.Kinds() {
			of := ownTruth(kind.Key, m.params())
			s := sampleOf(drawn(of.strategy, 4000, of.retries, m.measurement, 7))
			s.clients, s.delays = s.all, count(s.all)
			reading := Reading{m.rounding, m.step, m.attempt}
			seen := transform(lawOf(of.strategy), s, reading, true)
			if seen.broken > 0 {
				t.Errorf("%s, %s: %d delays cannot be, the first %+v", m.name, kind.Key, seen.broken, seen.breaks[0])
			}
			if len(seen.draws) == 0 {
				continue
			}
			if p := uniform(us(seen.draws)); p < 1e-5 {
				t.Errorf("%s, %s: %d draws are not even, p = %v", m.name, kind.Key, len(seen.draws), p)
			}
			if p := uniform(differences(seen.draws)); p < 1e-5 {
				t.Errorf("%s, %s: draws depend on the one before, p = %v", m.name, kind.Key, p)
			}
		}
	}
}
