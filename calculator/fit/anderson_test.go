package fit

import (
	"math"
	"testing"

	"backofflab/sim/rng"
)

// The points of many draws are those of tables (Anderson and Darling 1954 with two decimals,
// Giles 2001 with four), those of one draw are exact: A² = -1 - ln(u(1-u)).
func TestAndersonDarlingAgainstPublishedPoints(t *testing.T) {
	const many = 1 << 30
	for _, point := range []struct {
		n          int
		z, p, near float64
	}{
		{many, 1.248, 0.25, 1e-4},
		{many, 1.933, 0.10, 2e-5},
		{many, 2.4924, 0.05, 2e-5},
		{many, 3.8781, 0.01, 1e-5},
		{1, 2*math.Ln2 - 1, 1, 1e-7}, // the least that one draw has, at 1/2
		{1, -1 - math.Log(0.025*0.975), 0.05, 1e-9},
		{1, -1 - math.Log(0.25*0.75), 0.5, 1e-9},
	} {
		if p := pAndersonDarling(point.n, point.z); math.Abs(p-point.p) > point.near {
			t.Errorf("n = %d, A² = %v: p = %v, want %v", point.n, point.z, p, point.p)
		}
	}
}

// The limit of many draws is the series of Anderson and Darling ("Asymptotic Theory of Certain
// Goodness of Fit Criteria", 1952), to 2e-5: the fourth digit is what a p needs.
func TestLimitIsTheSeries(t *testing.T) {
	for z := 0.1; z < 8; z += 0.13 {
		if got, want := manyDraws(z), limit(z); math.Abs(got-want) > 2e-5 {
			t.Errorf("P(A² < %v) = %v, want %v", z, got, want)
		}
	}
}

// limit is that series: sqrt(2 pi)/z times the sum of binomial(-1/2, j) (4j+1)
// exp(-c) ∫ exp(z/(8(w²+1)) - c w²) dw over w >= 0, with c = (4j+1)² pi²/(8z).
func limit(z float64) (sum float64) {
	binomial := 1.0
	for j := range 60 {
		c := math.Pow(float64(4*j+1)*math.Pi, 2) / (8 * z)
		if c > 700 {
			break
		}
		far, steps, area := 8/math.Sqrt(c), 4000, 0.0
		for i := range steps {
			w := (float64(i) + 0.5) / float64(steps) * far
			area += math.Exp(z/(8*(w*w+1))-c*w*w) * far / float64(steps)
		}
		sum += binomial * float64(4*j+1) * math.Exp(-c) * area
		binomial *= (-0.5 - float64(j)) / float64(j+1)
	}
	return math.Sqrt(2*math.Pi) / z * sum
}

// uniformDraws are n draws that are uniform.
func uniformDraws(n int, seed uint64) []float64 {
	stream, all := rng.New(seed, rng.Jitter), make([]float64, n)
	for i := range all {
		all[i] = stream.Float64(uint32(i), 0)
	}
	return all
}

// Of draws that are uniform the p's are uniform themselves: as often below 0.01, 0.05, 0.5 as
// that says, within four standard deviations of 20,000.
func TestPOfUniformDrawsIsUniform(t *testing.T) {
	const times = 20_000
	for _, n := range []int{1, 2, 5, 20, 200} {
		below := map[float64]int{0.01: 0, 0.05: 0, 0.5: 0}
		for i := range times / max(1, n/20) {
			p := uniform(uniformDraws(n, uint64(1000*n+i)))
			for limit := range below {
				if p < limit {
					below[limit]++
				}
			}
		}
		for limit, got := range below {
			of := float64(times / max(1, n/20))
			want, far := limit*of, 4*math.Sqrt(limit*(1-limit)*of)
			if math.Abs(float64(got)-want) > far {
				t.Errorf("n = %d: %d p's of %v below %v, want %v ± %v", n, got, of, limit, want, far)
			}
		}
	}
}

// The statistic of a sample that can be computed by hand: for u = 0.2 and 0.6 it is
// -2 - (ln 0.2 + ln 0.4 + 3 ln 0.6 + 3 ln 0.8) / 2.
func TestAndersonDarlingByHand(t *testing.T) {
	want := -2 - (math.Log(0.2)+math.Log(0.4)+3*math.Log(0.6)+3*math.Log(0.8))/2
	if got := andersonDarling([]float64{0.6, 0.2}); math.Abs(got-want) > 1e-12 {
		t.Errorf("A² = %v, want %v", got, want)
	}
}

// Fisher's method: two p's of 0.1 are a product of 0.01, whose tail is 0.01 (1 - ln 0.01).
func TestCombined(t *testing.T) {
	if got, want := combined([]float64{0.1, 0.1}), 0.01*(1-math.Log(0.01)); math.Abs(got-want) > 1e-12 {
		t.Errorf("p = %v, want %v", got, want)
	}
	if got := combined([]float64{0.3}); math.Abs(got-0.3) > 1e-12 {
		t.Errorf("one p = %v, want itself", got)
	}
}
