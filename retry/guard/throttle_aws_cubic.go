package guard

import (
	"math"
	"time"
)

const (
	cubicScale = 0.4 // how steep the curve is
	cubicBeta  = 0.7 // what is left of the rate after a failure
)

// Cubic is a sending rate that falls at a failure and climbs back along a cubic
// curve: steeply at first, flat near the rate of the failure, then steeply again
// to find out what the service takes by now. The t seconds after a failure at
// rate w it is
//
//	0.4*(t-k)^3 + w, k = cbrt(w * (1-0.7)/0.4)
//
// which is 0.7*w at t = 0 and w at t = k. The zero value has failed at time 0,
// at rate 0.
//
// Source: botocore/retries/throttling.py, after the congestion control CUBIC (Ha,
// Rhee, Xu 2008; RFC 9438).
type Cubic struct {
	top    float64       // w, per second
	knee   float64       // k, seconds
	failed time.Duration // when
}

// Fail notes that sending at rate w per second was too much, and returns the new
// rate: 0.7*w.
func (c *Cubic) Fail(now time.Duration, w float64) float64 {
	*c = Cubic{top: w, knee: cubeRoot(w * ((1 - cubicBeta) / cubicScale)), failed: now}
	return w * cubicBeta
}

// At returns the rate at a time, which may be negative early on.
func (c *Cubic) At(now time.Duration) float64 {
	x := float64(now-c.failed)/float64(time.Second) - c.knee
	return float64(cubicScale*(x*x*x)) + c.top
}

// cubeRoot is the cube root of x >= 0 by Newton's iteration, within a few units
// in the last place. math.Cbrt is written in assembly on some machines.
func cubeRoot(x float64) float64 {
	if x == 0 {
		return 0
	}
	_, exponent := math.Frexp(x)
	// From a power of 2 that is not below the root, every step goes down until
	// rounding stops it.
	root := math.Ldexp(1, int(math.Ceil(float64(exponent)/3)))
	for {
		next := (float64(2*root) + x/float64(root*root)) / 3
		if next >= root {
			return root
		}
		root = next
	}
}
