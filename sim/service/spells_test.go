package service

import (
	"math"
	"testing"
	"time"
)

// Spells have the share of the time and the mean length that they are given, are the same
// whoever asks in whatever order, and no spell is cut where a block ends but one in a thousand.
func TestSpells(t *testing.T) {
	const step, n = 10 * time.Millisecond, 2_000_000
	for _, tt := range []struct {
		share float64
		run   time.Duration
	}{{0.3, time.Second}, {0.05, 500 * time.Millisecond}, {0.9, 2 * time.Second}, {1, time.Second}} {
		f := NewFaults(FaultConfig{Transient: tt.share, TransientRun: tt.run}, 7)
		bad, spells, last := 0, 0, false
		for i := range time.Duration(n) {
			now := f.Meet(i*step, Attempt{Caller: uint32(i), Serial: 1}) == FailsForNow
			if now {
				bad++
			}
			if now && !last {
				spells++
			}
			last = now
		}
		if share := float64(bad) / n; math.Abs(share-tt.share) > 0.05*tt.share {
			t.Errorf("share %v, run %v: %v of the time is bad", tt.share, tt.run, share)
		}
		if mean := time.Duration(bad) * step / time.Duration(spells); tt.share < 1 && math.Abs(float64(mean-tt.run)) > 0.06*float64(tt.run) {
			t.Errorf("share %v, run %v: spells last %v", tt.share, tt.run, mean)
		}
		back := NewFaults(FaultConfig{Transient: tt.share, TransientRun: tt.run}, 7)
		for i := time.Duration(n - 1); i >= 0; i -= 997 {
			if at := i * step; back.Meet(at, Attempt{}) != f.Meet(at, Attempt{Caller: 3, Serial: 4}) {
				t.Fatalf("share %v: at %v it depends on who asks, or when", tt.share, at)
			}
		}
	}
}

// Spells so rare that the mean time between them is more than a Duration holds are rare.
func TestRareSpells(t *testing.T) {
	for seed := range uint64(200) {
		f := NewFaults(FaultConfig{Transient: 1e-6, TransientRun: 24 * time.Hour}, seed)
		if f.Meet(time.Hour, Attempt{}) == FailsForNow {
			t.Fatalf("seed %d is bad after an hour; one in a million is", seed)
		}
	}
}
