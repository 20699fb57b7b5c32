package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/sim/metrics"
)

// Result is what came of one strategy. Requests = Successes + GaveUp.Total() +
// Unfinished, and Attempts = accepted + Rejected + Failed.
type Result struct {
	Strategy string // key of a retry.Kind

	Requests   int // one a client
	Attempts   int // that reached the service
	Successes  int // requests whose client learned of its success
	Rejected   int // attempts turned away by the limiter
	Failed     int // attempts that met a fault, transient or permanent
	GaveUp     GaveUp
	Unfinished int // requests still under way when the run stopped

	Amplification float64 // Attempts / Requests
	Wasted        int     // attempts that served nobody: Attempts - Successes
	PeakBin       int     // number of the busiest bin, the first of several
	Peak          int     // attempts in it
	PeakPerS      float64 // the same as a rate
	PeakOverRate  float64 // the same as a multiple of the capacity

	// HerdIndex is variance / mean of the attempts per bin after the start burst
	// (index of dispersion: 1 for a Poisson process, large for a herd). It is
	// taken over HerdBins bins: from the first that begins after the last
	// client's first attempt arrived, to the last with an attempt. With no such
	// bin it is undefined, and 0 here.
	HerdIndex float64
	HerdBins  int

	Completion *metrics.Histogram // from a client's first attempt to its success; successes only

	Bin     time.Duration // width of the bins
	Columns metrics.Columns
}

// GaveUp counts the requests that were given up, by reason.
type GaveUp struct {
	Attempts  int // max attempts were used up
	Deadline  int // the next retry would have started after the deadline
	Permanent int // the failure was permanent
}

// Total returns how many requests were given up.
func (g GaveUp) Total() int { return g.Attempts + g.Deadline + g.Permanent }

func (g *GaveUp) count(v retry.Verdict) {
	switch v {
	case retry.GiveUpAttempts:
		g.Attempts++
	case retry.GiveUpDeadline:
		g.Deadline++
	case retry.GiveUpNotRetryable:
		g.Permanent++
	}
}

// summarise computes the figures that follow from counts and columns.
func (r *Result) summarise(s Scenario) {
	r.Amplification = float64(r.Attempts) / float64(r.Requests)
	r.Wasted = r.Attempts - r.Successes
	// The first bin that begins after the last first attempt may have arrived.
	after := int((s.Spread+s.Latency)/s.Bin) + 1
	last := -1
	for i, n := range r.Columns.Attempts {
		if n > r.Peak {
			r.PeakBin, r.Peak = i, n
		}
		if n > 0 {
			last = i
		}
	}
	r.PeakPerS = float64(r.Peak) / s.Bin.Seconds()
	r.PeakOverRate = r.PeakPerS / s.Rate
	if last >= after {
		r.HerdBins = last + 1 - after
		r.HerdIndex = dispersion(r.Columns.Attempts[after : last+1])
	}
}

// dispersion is variance / mean of some counts, not all of them zero. The
// conversions keep products from being fused into the sums, which would round
// differently on some machines.
func dispersion(counts []int) float64 {
	var sum, squares float64
	for _, n := range counts {
		sum += float64(n)
		squares += float64(float64(n) * float64(n))
	}
	n := float64(len(counts))
	return (float64(n*squares) - float64(sum*sum)) / float64(n*sum)
}
