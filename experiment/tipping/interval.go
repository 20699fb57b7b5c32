package tipping

import (
	"math"

	"backofflab/sim/rng"
)

// share is the 95 % interval of a probability of which so many of n independent runs are a sample
// (Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
// binomial", Biometrika 26, 1934).
func share(found, n int) (low, high float64) {
	const tail = 0.025
	return 1 - mostShare(n-found, n, tail), mostShare(found, n, tail)
}

// mostShare is the probability under which no more than so many of n runs are found with the
// probability tail: a bound from above at 1 - tail. It is 1 where all were found.
func mostShare(found, n int, tail float64) float64 {
	if found == n {
		return 1
	}
	low, high := 0.0, 1.0
	for range 60 {
		p := (low + high) / 2
		if atMost(found, n, p) > tail {
			low = p
		} else {
			high = p
		}
	}
	return high
}

// atMost is the probability of no more than so many of n, each with probability p in (0, 1): the
// terms of the binomial distribution from the last one down. Above the mean these grow first, and
// it is what those above leave.
func atMost(found, n int, p float64) float64 {
	if float64(found) > p*float64(n) {
		return 1 - atMost(n-found-1, n, 1-p)
	}
	term := rng.Exp(logWays(n, found) + float64(float64(found)*rng.Log(p)) + float64(float64(n-found)*rng.Log(1-p)))
	sum := term
	for k := found; k > 0 && term > 0; k-- {
		term *= float64(k) / float64(n-k+1) * (1 - p) / p
		sum += term
	}
	return sum
}

// logWays is the logarithm of the number of ways to choose k of n.
func logWays(n, k int) float64 {
	sum := 0.0
	for i := 1; i <= min(k, n-k); i++ {
		sum += rng.Log(float64(n-min(k, n-k)+i) / float64(i))
	}
	return sum
}

// aroundLog is the interval of so many standard errors around an estimate above 0, on the
// logarithm, whose standard error is that of the estimate over the estimate. It ends at 1.
func aroundLog(p, variance, errors float64) (low, high float64) {
	times := rng.Exp(errors * math.Sqrt(variance) / p)
	return p / times, min(1, p*times)
}
