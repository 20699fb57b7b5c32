package scenario

import (
	"math"
	"time"

	"backofflab/sim/rng"
)

// Capacity returns how many requests a second the service can serve in the long run, as
// its parts work: what the limiter admits, rounding of its windows included, what the
// servers are done with and what the optimistic lock lets through, whichever is least. No
// burst counts. It is 0 where nothing bounds it.
func (s Scenario) Capacity() float64 {
	kind, params := s.Limits()
	return orNone(min(kind.LongRun(params), s.served(), s.written()))
}

// AtOnce returns the most requests that are admitted at one moment: a full bucket, what a
// window holds, or as many as may be in the service. It is 0 where nothing bounds them.
func (s Scenario) AtOnce() int {
	kind, params := s.Limits()
	if bound := s.Bound(); bound > 0 && (s.working() || kind.Holds) {
		return min(bound, kind.AtOnce(params))
	}
	return s.Headstart()
}

// Headstart returns how many requests the fastest that the service can be begins with, after
// which it goes on at Capacity: those that the limiter admits at one moment. A bound on those in
// the service counts where it holds the service down in the long run; elsewhere it delays them by
// a few service times. It is 0 where there is no such number.
func (s Scenario) Headstart() int {
	kind, params := s.Limits()
	if !math.IsInf(s.written(), 1) {
		return 1
	}
	n := kind.AtOnce(params)
	if bound := s.Bound(); bound > 0 && s.served() < kind.LongRun(params) {
		n = min(n, bound)
	}
	if n < math.MaxInt32 {
		return n
	}
	return 0
}

// AdmittedWithin returns the most requests that the service takes up within a span d from a
// moment at which all is idle: a full bucket and its refill, the quota of the windows that
// open in that time, or so many as there are servers and what they are done with. It is
// +Inf where nothing bounds them. Against it a wave that lasts d is large or small.
func (s Scenario) AdmittedWithin(d time.Duration) float64 {
	kind, params := s.Limits()
	most := kind.Within(params, d)
	if served := s.served(); !math.IsInf(served, 1) {
		most = min(most, s.together()+served*d.Seconds())
	}
	if written := s.written(); !math.IsInf(written, 1) {
		most = min(most, 1+written*d.Seconds())
	}
	return most
}

// together is how many requests are worked on at a time.
func (s Scenario) together() float64 {
	most := math.Inf(1)
	if s.Servers > 0 {
		most = float64(s.Servers)
	}
	switch kind, _ := s.Limits(); {
	case kind.Measures:
		most = min(most, float64(s.AIMDMost))
	case kind.Concurrency:
		most = min(most, float64(s.Concurrency))
	}
	if bound := s.Bound(); bound > 0 {
		most = min(most, float64(bound))
	}
	return most
}

// served is how many requests a second leave the servers when as many are worked on as can
// be at a time and none waits. The slope alone allows 1/slope, for n together take n slopes.
func (s Scenario) served() float64 {
	service, slope := s.MeanService().Seconds(), s.Slope.Seconds()
	if n := s.together(); !math.IsInf(n, 1) {
		return n / (service + n*slope) // +Inf where serving takes no time
	}
	return 1 / slope
}

// written is how many writes a second the optimistic lock lets through: of all who read the
// version between two of them one, a round trip after its read. Where trips are drawn, or
// take no time, it bounds nothing that could be said.
func (s Scenario) written() float64 {
	if kind, _ := s.Limits(); !kind.Lock || !s.SteadyNetwork() {
		return math.Inf(1)
	}
	return 1 / (2 * s.Latency).Seconds()
}

func orNone(bound float64) float64 {
	if math.IsInf(bound, 1) {
		return 0
	}
	return bound
}

// MeanService is the mean service time of an attempt that is alone.
func (s Scenario) MeanService() time.Duration {
	if kind, _ := rng.LookupDistribution(s.ServiceDist); kind.Slow {
		return s.Service + time.Duration(s.SlowShare*float64(s.Slow-s.Service))
	}
	return s.Service
}

// MeanTokens is what a request is charged on average: tokens are whole, one at least, and
// none can ask for more than the limit of a minute, at which a draw is cut.
func (s Scenario) MeanTokens() float64 { return s.charged(s.Tokens, s.TokensPerMinute) }

// MeanOutput is the same of its answer, where answers have a limit of their own.
func (s Scenario) MeanOutput() float64 { return s.charged(s.OutputTokens, s.OutputPerMinute) }

// charged is the mean of what is drawn with one and cut at a limit; 0 where there is none.
func (s Scenario) charged(tokens, perMinute int) float64 {
	mean, most := float64(tokens), float64(perMinute)
	if s.SteadyTokens() || most == 0 {
		return min(mean, most)
	}
	// The sum of P(tokens >= n) for n from 1 to the limit; rounding puts n at n-1/2.
	return 1 - math.Exp(-1.5/mean)*math.Expm1(-(most-1)/mean)/-math.Expm1(-1/mean)
}

// Cuts reports whether a limit cuts so many draws that their mean is another.
func Cuts(mean float64, drawn int) bool { return mean < 0.995*float64(drawn) }
