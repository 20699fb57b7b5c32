package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestBandOf(t *testing.T) {
	upTo := func(n int) []float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i + 1)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { values[i], values[j] = values[j], values[i] })
		return values
	}
	nan := math.NaN()
	for _, tt := range []struct {
		name   string
		values []float64
		want   Band
	}{
		{"none", nil, Band{}},
		{"one", []float64{7}, Band{7, 7, 7}},
		{"two", []float64{8, 7}, Band{7, 7, 8}},
		{"of 19 all", upTo(19), Band{1, 10, 19}},
		{"of 20 all but the largest", upTo(20), Band{1, 10, 19}},
		{"21", upTo(21), Band{2, 11, 20}},
		{"50", upTo(50), Band{3, 25, 48}},
		{"60, of which 5 % are 3 and not a hair more", upTo(60), Band{3, 30, 57}},
		{"100", upTo(100), Band{5, 50, 95}},
		{"below zero", []float64{-1, -3, -2}, Band{-3, -2, -1}},
		{"undefined in some", []float64{nan, 3, nan, 1, 2}, Band{1, 2, 3}},
		{"undefined in all", []float64{nan, nan}, Band{}},
	} {
		before := slices.Clone(tt.values)
		if got := BandOf(tt.values); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		for i, v := range tt.values {
			if math.Float64bits(v) != math.Float64bits(before[i]) {
				t.Errorf("%s: the values became %v", tt.name, tt.values)
			}
		}
	}
}
