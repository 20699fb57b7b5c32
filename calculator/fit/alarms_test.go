package fit

import (
	"fmt"
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
var measurements = []struct {
	name string
	measurement
	slow bool // delays are ten times as long
}{
	{"milliseconds", precise, false},
	{"whole seconds, rounded", wholeSeconds, true},
	{"whole seconds, cut off", measurement{step: time.Second, rounding: Down}, true},
	{"the last delay of each client cut short", measurement{step: time.Millisecond, censored: true}, false},
	{"seen from retry 3 on", measurement{step: time.Millisecond, first: 3}, false},
	{"differences of times to the millisecond", measurement{step: time.Millisecond, rounding: Between}, false},
	{"differences of times to the second", measurement{step: time.Second, rounding: Between}, true},
	{"differences with attempts of up to 50 ms", measurement{step: time.Millisecond, rounding: Between, attempt: 50 * time.Millisecond}, true},
}

// slowed are parameters with times ten times as long.
func slowed(p retry.Params) retry.Params {
	p.Base, p.Cap, p.Extra = 10*p.Base, 10*p.Cap, 10*p.Extra
	return p
}

func TestProbeAlarms(t *testing.T) {
	for _, m := range measurements {
		p := reference
		if m.slow {
			p = slowed(p)
		}
		for _, n := range []int{5, 20, 200} {
			sum := ""
			tot := 0
			start := time.Now()
			for _, kind := range retry.Kinds() {
				times := 40
				if n == 200 {
					times = 20
				}
				a, first := ownTruth(kind.Key, p).alarms(n, m.measurement, times)
				tot += a
				if a > 0 {
					sum += fmt.Sprintf(" %s:%d (p=%.4f broken %d %v %v)\n", kind.Key, a, first.P, first.Broken, first.Params, first.Reading)
				}
			}
			fmt.Println(m.name, n, tot, time.Since(start), "\n"+sum)
		}
	}
}
