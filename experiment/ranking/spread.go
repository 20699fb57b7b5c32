package ranking

import "math"

// The conversions below keep products from being fused into sums, which would round
// differently on some machines.

// mean is that of at least one value.
func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

// variance is that of a sample, of at least two values.
func variance(values []float64) float64 {
	m, squares := mean(values), 0.0
	for _, x := range values {
		squares += float64((x - m) * (x - m))
	}
	return varied(squares/float64(len(values)-1), m)
}

// difference is the mean and the variance of a(r) - b(r), of at least two pairs.
func difference(a, b []float64) (float64, float64) {
	b = b[:len(a)]
	sum := 0.0
	for r, x := range a {
		sum += x - b[r]
	}
	m, squares := sum/float64(len(a)), 0.0
	for r, x := range a {
		d := x - b[r] - m
		squares += float64(d * d)
	}
	return m, varied(squares/float64(len(a)-1), m)
}

// varied is a variance, or 0 where it is no more than what rounding makes of values that are
// all alike.
func varied(s2, mean float64) float64 {
	if s2 <= float64(1e-26*mean*mean) {
		return 0
	}
	return s2
}

// correlation is Pearson's, and NaN where one of the two does not vary.
func correlation(a, b []float64) float64 {
	b = b[:len(a)]
	ma, mb := mean(a), mean(b)
	var aa, bb, ab float64
	for r, x := range a {
		da, db := x-ma, b[r]-mb
		aa, bb, ab = aa+float64(da*da), bb+float64(db*db), ab+float64(da*db)
	}
	if aa == 0 || bb == 0 {
		return math.NaN()
	}
	return max(-1, min(1, ab/math.Sqrt(float64(aa*bb))))
}

// Estimate is a mean with its interval, both in the unit of the figure.
type Estimate struct {
	Mean, Low, High float64
}

// estimate is Student's interval of a mean, of at least two values, with the probability tail
// on each side of it.
func (q *quantiles) estimate(m, s2 float64, n int, tail float64) Estimate {
	half := 0.0
	if s2 > 0 {
		half = float64(q.of(tail, n-1) * math.Sqrt(s2/float64(n)))
	}
	return Estimate{m, m - half, m + half}
}

// turned is the estimate of what was multiplied by -1 if direction is that.
func (e Estimate) turned(direction float64) Estimate {
	if direction < 0 {
		return Estimate{-e.Mean, -e.High, -e.Low}
	}
	return e
}
