package ranking

import "math"

// studentTail is the probability that Student's t with so many degrees of freedom is above t,
// which is not negative: half the regularized incomplete beta function I(x; freedom/2, 1/2) at
// x = freedom / (freedom + t²). (Abramowitz and Stegun, Handbook of Mathematical Functions,
// 26.7.1.) Far tails keep their digits, for nothing is subtracted from 1 there.
func studentTail(t, freedom float64) float64 {
	a, b := freedom/2, 0.5
	square := t * t
	x, rest := freedom/(freedom+square), square/(freedom+square)
	if x < (a+1)/(a+b+2) {
		return betaFraction(x, rest, a, b) / 2
	}
	return (1 - betaFraction(rest, x, b, a)) / 2
}

// betaFraction is I(x; a, b) by its continued fraction (26.5.8 there), for x below
// (a+1)/(a+b+2), evaluated by Lentz's method (Thompson and Barnett, 1986). The rest is 1 - x.
func betaFraction(x, rest, a, b float64) float64 {
	if x == 0 {
		return 0
	}
	const tiny, enough = 1e-300, 1e-15
	kept := func(y float64) float64 {
		if math.Abs(y) < tiny {
			return tiny
		}
		return y
	}
	c, d := 1.0, 1/kept(1-(a+b)*x/(a+1))
	h := d
	for i := 1.0; i < 10_000; i++ {
		even := i * (b - i) * x / ((a + 2*i - 1) * (a + 2*i))
		d, c = 1/kept(1+even*d), kept(1+even/c)
		h *= d * c
		odd := -(a + i) * (a + b + i) * x / ((a + 2*i) * (a + 2*i + 1))
		d, c = 1/kept(1+odd*d), kept(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < enough {
			break
		}
	}
	return math.Exp(a*math.Log(x)+b*math.Log(rest)-logBeta(a, b)) * h / a
}

// logBeta is the logarithm of the beta function.
func logBeta(a, b float64) float64 {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	return la + lb - lab
}

// studentQuantile is the t that Student's t with so many degrees of freedom, at least 1, is
// above with the probability tail, above 0 and at most 1/2. It is found by bisection, to the
// digits of a float32: the functions of package math differ in the last digit between
// machines, and what is decided must not.
func studentQuantile(tail float64, freedom int) float64 {
	nu := float64(freedom)
	low, high := 0.0, 1.0
	for studentTail(high, nu) > tail {
		low, high = high, 2*high
	}
	for range 28 {
		middle := low + (high-low)/2
		if studentTail(middle, nu) > tail {
			low = middle
		} else {
			high = middle
		}
	}
	return steady(high)
}

// steady rounds a constant of a test, so that it is the same on all machines.
func steady(x float64) float64 { return float64(float32(x)) }

// quantiles are those that were found before: a thousand systems ask for the same few.
type quantiles struct {
	found map[quantile]float64
}

type quantile struct {
	tail    float64
	freedom int
}

func (q *quantiles) of(tail float64, freedom int) float64 {
	key := quantile{tail, freedom}
	t, ok := q.found[key]
	if !ok {
		if q.found == nil {
			q.found = map[quantile]float64{}
		}
		t = studentQuantile(tail, freedom)
		q.found[key] = t
	}
	return t
}
