package rng

import (
	"math"
	"testing"
)

// The draws are part of what makes a link reproduce its result: these must never
// change. They were computed by a second implementation of the formula.
func TestDrawsAreFixed(t *testing.T) {
	for _, tt := range []struct {
		seed            uint64
		name            Name
		client, attempt uint32
		want            uint64
	}{
		{0, Arrivals, 0, 0, 0xa241e65f9a667b34},
		{1, Jitter, 0, 1, 0xd9aca059eeb63c55},
		{1, Jitter, 1, 0, 0x123a45ed3be7e475},
		{1<<53 - 1, Faults, 999_999, 1000, 0xb225fd002ca764ce},
	} {
		if got := New(tt.seed, tt.name).Uint64(tt.client, tt.attempt); got != tt.want {
			t.Errorf("seed %d, stream %d, client %d, attempt %d: %#x, want %#x", tt.seed, tt.name, tt.client, tt.attempt, got, tt.want)
		}
	}
}

// Chi-square over 256 cells of 2^18 draws along each coordinate. With 255 degrees
// of freedom the statistic has mean 255 and standard deviation 22.6; 6 of these
// is the tolerance. The draws are fixed, so this either always holds or never.
func TestUniformAlongEachCoordinate(t *testing.T) {
	const n, cells = 1 << 18, 256
	for _, tt := range []struct {
		along string
		draw  func(i uint32) float64
	}{
		{"clients", func(i uint32) float64 { return New(1, Jitter).Float64(i, 1) }},
		{"attempts", func(i uint32) float64 { return New(1, Jitter).Float64(1, i) }},
		{"seeds", func(i uint32) float64 { return New(uint64(i), Jitter).Float64(1, 1) }},
		{"streams", func(i uint32) float64 { return New(1, Name(i)).Float64(1, 1) }},
		{"client = attempt", func(i uint32) float64 { return New(1, Jitter).Float64(i, i) }},
	} {
		var counts [cells]float64
		for i := range uint32(n) {
			u := tt.draw(i)
			if u < 0 || u >= 1 {
				t.Fatalf("%s: %v is outside [0, 1)", tt.along, u)
			}
			counts[int(u*cells)]++
		}
		var chi2 float64
		for _, c := range counts {
			chi2 += (c - n/cells) * (c - n/cells) / (n / cells)
		}
		if math.Abs(chi2-255) > 6*22.6 {
			t.Errorf("%s: chi-square is %.0f, want 255 ± 136", tt.along, chi2)
		}
	}
}

// Neighbouring draws are not correlated: over n pairs the correlation of
// independent numbers has standard deviation 1/sqrt(n), here 0.002; the tolerance
// is 5 of these.
func TestNeighboursAreIndependent(t *testing.T) {
	const n = 1 << 18
	jitter, faults := New(7, Jitter), New(7, Faults)
	for _, tt := range []struct {
		of string
		b  func(i uint32) float64
	}{
		{"the next client", func(i uint32) float64 { return jitter.Float64(i+1, 1) }},
		{"the next attempt", func(i uint32) float64 { return jitter.Float64(i, 2) }},
		{"another stream", func(i uint32) float64 { return faults.Float64(i, 1) }},
		{"the next seed", func(i uint32) float64 { return New(8, Jitter).Float64(i, 1) }},
	} {
		var sum float64
		for i := range uint32(n) {
			sum += (jitter.Float64(i, 1) - 0.5) * (tt.b(i) - 0.5)
		}
		if r := sum / n * 12; math.Abs(r) > 5/math.Sqrt(n) {
			t.Errorf("correlation with %s is %.4f", tt.of, r)
		}
	}
}
