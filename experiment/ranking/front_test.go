package ranking

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// around has n values with a mean and next to no spread, in pairs above and below it.
func around(mean, spread float64, n int) []float64 {
	values := make([]float64, n)
	for r := range values {
		values[r] = mean + spread*float64(1-2*(r%2))
	}
	return values
}

func TestFront(t *testing.T) {
	lacking := []float64{1, math.NaN(), 1, 1, 1, 1}
	for _, tt := range []struct {
		shows  string
		points [][][]float64
		want   []Point
	}{
		{"one alone", [][][]float64{{{1, 2}}}, []Point{{true, -1, true}}},
		{"each lower in one figure", [][][]float64{
			{around(1, 0.01, 6), around(9, 0, 6)}, {around(5, 0, 6), around(5, 0, 6)}, {around(9, 0, 6), around(1, 0.01, 6)},
		}, []Point{{true, -1, true}, {true, -1, true}, {true, -1, true}}},
		{"one higher in both", [][][]float64{
			{around(1, 0.01, 6), around(1, 0, 6)}, {around(2, 0, 6), around(2, 0.01, 6)},
		}, []Point{{true, -1, true}, {false, 0, true}}},
		{"one higher in both, in one by chance", [][][]float64{
			{around(1, 0.01, 6), around(1, 0, 6)}, {around(2, 0, 6), around(1.1, 3, 6)},
		}, []Point{{true, -1, true}, {false, 0, false}}},
		{"neither certain", [][][]float64{
			{around(1, 3, 6)}, {around(1.1, -3, 6)},
		}, []Point{{true, -1, false}, {false, 0, false}}},
		{"the same in all runs", [][][]float64{
			{{1, 2, 3}, {4, 5, 6}}, {{1, 2, 3}, {4, 5, 6}},
		}, []Point{{true, -1, true}, {true, -1, true}}},
		{"one that is certain is told rather than one that is not", [][][]float64{
			{around(2, 0.01, 6)}, {around(1.9, 3, 6)}, {around(1, 0.01, 6)},
		}, []Point{{false, 2, true}, {false, 2, false}, {true, -1, false}}},
		{"a figure that a run lacks", [][][]float64{
			{lacking, around(1, 0, 6)}, {around(50, 0.1, 6), around(1, 0, 6)}, {lacking, around(2, 0.1, 6)},
		}, []Point{{false, 1, true}, {true, -1, true}, {false, 0, true}}},
		{"other numbers of replications", [][][]float64{
			{around(1, 0.01, 4)}, {around(3, 0.01, 60)},
		}, []Point{{true, -1, true}, {false, 0, true}}},
		{"one replication says nothing for certain", [][][]float64{
			{{1}, {1}}, {{2}, {2}},
		}, []Point{{true, -1, false}, {false, 0, false}}},
		{"none", nil, []Point{}},
	} {
		got, err := Front(tt.points, 0.95)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.shows, got, err, tt.want)
		}
	}
}

// Where no system is better than another, hardly ever is one said to be off the front for
// certain, or on it alone: in 5 % of many fronts at most.
func TestFrontIsSeldomCertainOfNothing(t *testing.T) {
	wrong := 0
	for seed := range uint64(200) {
		points := make([][][]float64, 8)
		for i := range points {
			points[i] = [][]float64{drawnFor(seed, i)}
		}
		all, err := Front(points, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			if p.Certain {
				wrong++
				break
			}
		}
	}
	// 10 are expected at most; 20 are fewer than 999 of 1,000 draws of so many have.
	if wrong > 20 {
		t.Errorf("%d of 200 fronts have what is certain and wrong", wrong)
	}
}

// drawnFor are values of a system; half of their variance is that of all systems.
func drawnFor(seed uint64, system int) []float64 {
	values := make([]float64, 8)
	for r := range values {
		values[r] = score(seed, uint64(r), 0) + score(seed, uint64(r), uint64(1+system))
	}
	return values
}

func TestFrontsThatCannotBe(t *testing.T) {
	for want, points := range map[string][][][]float64{
		"point 1 has 1 figures":                       {{{1}, {1}}, {{1}}},
		"point 0 has 0 figures":                       {{}},
		"point 1 has figures of 2 and 1 replications": {{{1}, {1}}, {{1, 2}, {1}}},
		"point 0 has figures of 0 and 0 replications": {{{}}},
	} {
		if _, err := Front(points, 0.95); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := Front([][][]float64{{{1}}}, 1); err == nil || err.Error() != "confidence is 1; it must be from 0.5 to below 1" {
		t.Errorf("%v", err)
	}
}
