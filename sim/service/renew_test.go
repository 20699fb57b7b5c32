package service

import (
	"slices"
	"testing"
	"time"

	"backofflab/limit"
)

// The spell under way at a change of the seed ends when it would have, those after it are drawn
// anew, and so is the next block.
func TestTheSpellUnderWayStays(t *testing.T) {
	const run = time.Second
	for _, at := range []time.Duration{0, 3 * time.Second, 700 * time.Second, 2 * time.Hour} {
		f := spells{window: transient{0.25, 0, 0}, run: run}
		f.reseed(1)
		f.badAt(at)
		before := slices.Clone(f.ends)
		under := slices.IndexFunc(before, func(end time.Duration) bool {
			return end+time.Duration(f.block)*f.length() > at
		})
		f.renew(at, 2)
		if !slices.Equal(f.ends[:under+1], before[:under+1]) {
			t.Errorf("at %v: spells end at %v, were to end at %v", at, f.ends[:under+1], before[:under+1])
		}
		if f.ends[under+1] == before[under+1] || f.ends[len(f.ends)-1] < f.length() {
			t.Errorf("at %v: spells after it end at %v, as before the change", at, f.ends[under+1:])
		}
		f.fill(f.block + 1)
		other := spells{window: f.window, run: run}
		if other.reseed(2); f.block != 0 {
			other.fill(f.block)
			if !slices.Equal(f.ends, other.ends) {
				t.Errorf("at %v: the next block is not of the new seed", at)
			}
		}
	}
}

// Of one seed the same spells follow, wherever it is taken again.
func TestASpellFollowsItself(t *testing.T) {
	f := spells{window: transient{0.25, 0, 0}, run: time.Second}
	f.reseed(1)
	f.fill(0)
	before := slices.Clone(f.ends)
	if f.renew(100*time.Second, 1); !slices.Equal(f.ends, before) {
		t.Error("spells differ after a change to their own seed")
	}
}

// A service draws all anew but for which requests fail for good, and for the spell under way.
func TestAServiceDrawsAnew(t *testing.T) {
	kind, _ := limit.Lookup("none")
	s := New(Config{Limiter: kind, Faults: FaultConfig{Permanent: 0.1, Transient: 0.25, TransientRun: time.Second}}, nil)
	s.Reset(1)
	s.faults.Meet(0, Attempt{})
	spells := s.faults.all[1].(*spells)
	before, draws, work, hints, ends := spells.ends[0], s.faults.draws, s.work, s.hints, slices.Clone(spells.ends)
	s.Renew(0, 2)
	if s.faults.draws.permanents != draws.permanents || spells.ends[0] != before {
		t.Errorf("failures for good, or the spell under way, are drawn anew: %v, were %v", s.faults.draws, draws)
	}
	if s.faults.draws.transients == draws.transients || s.work == work || s.hints == hints || slices.Equal(spells.ends, ends) {
		t.Error("something else keeps its seed")
	}
}
