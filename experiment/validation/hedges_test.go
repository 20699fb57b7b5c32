package validation

import (
	"fmt"
	"math"

	"backofflab/sim"
)

// hedgedLaw is what comes of a request whose copies take exponential times with one mean, each
// sent so long after the one before while none has been answered. While k are out the first
// answer comes at k times the rate, so the request outlives the delay after copy k with
// probability s(k+1) = s(k) exp(-k delay/mean), s(1) = 1.
type hedgedLaw struct{ mean, hedges, p99 float64 }

func newHedgedLaw(mean, delay float64, hedges int) hedgedLaw {
	var law hedgedLaw
	alive := 1.0
	for k := 1; k <= hedges+1; k++ {
		rate := float64(k) / mean
		after := alive * math.Exp(-rate*delay)
		if k > hedges {
			after = 0
		}
		law.mean += (alive - after) / rate
		if k > 1 {
			law.hedges += alive
		}
		if alive > 0.01 && after <= 0.01 {
			law.p99 = float64(k-1)*delay + math.Log(alive/0.01)/rate
		}
		alive = after
	}
	return law
}

// hedged compares the lab with the law, and with what a percentile must send.
func hedged(l lab) Claim {
	const service = 0.1
	c := Claim{
		ID: "V16", Title: "Hedged requests",
		Source: "Dean and Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013", SourceURL: "https://cacm.acm.org/research/the-tail-at-scale/",
		Says:      "A second copy of a request that has been outstanding for longer than the 95th percentile limits the additional load to about 5 % and shortens the tail. For exponential times X, Y with mean m and one copy after d that is min(X, d + Y): its mean is m (1 − exp(−d/m)/2), its 99th percentile (d + m ln 100)/2, and exp(−d/m) of the requests send the copy; with more copies likewise.",
		Tolerance: "4 standard errors of ours and 0.1 %, which a percentile of ours may be above the exact one; theirs are exact. At a percentile the delay is found in the course of the run: within 10 %.",
		Note:      "Service times of 100 ms on average, no queue and no latency; nobody tries twice. Their example, reads of 1,000 keys from BigTable (a copy after 10 ms takes the 99.9th percentile from 1,800 to 74 ms for 2 % more requests), depends on a distribution of times that is not published.",
	}
	for _, tt := range []struct {
		hedge     string
		delay     float64
		hedges    int
		tolerance float64
	}{
		{"50ms", 0.05, 1, 0.001}, {"100ms", 0.1, 1, 0.001}, {"300ms", 0.3, 1, 0.001}, {"50ms", 0.05, 2, 0.001}, {"100ms", 0.1, 5, 0.001},
		{"p90", service * math.Log(10), 1, 0.1}, {"p95", service * math.Log(20), 1, 0.1},
	} {
		query := fmt.Sprintf("clients=%d&spread=10m&latency=0s&limiter=none&service=100ms&service-dist=exponential&strategies=fixed&attempts=1&hedge=%s&hedges=%d", 20_000, tt.hedge, tt.hedges)
		runs := simulate(l, query, l.pick(10, 50), func(r []sim.Result) hedgedLaw {
			return hedgedLaw{r[0].Completion.Mean().Seconds(), float64(r[0].Hedges) / float64(r[0].Requests), r[0].Completion.Quantile(0.99).Seconds()}
		})
		want := newHedgedLaw(service, tt.delay, tt.hedges)
		for _, f := range []struct {
			what string
			of   func(hedgedLaw) float64
		}{
			{"mean, ms", func(h hedgedLaw) float64 { return 1000 * h.mean }},
			{"99th percentile, ms", func(h hedgedLaw) float64 { return 1000 * h.p99 }},
			{"copies for 100 requests", func(h hedgedLaw) float64 { return 100 * h.hedges }},
		} {
			ours, theirs := meanOf(runs, f.of), f.of(want)
			c.Rows = append(c.Rows, Row{
				What:   fmt.Sprintf("After %s, at most %d: %s", tt.hedge, tt.hedges, f.what),
				Theirs: number(theirs, 2), Ours: number(ours.mean, 2), Off: percent(ours.mean, theirs),
				Pass: within(ours.mean-theirs, four*ours.err+tt.tolerance*theirs), Query: l.canonical(query),
			})
		}
	}
	c.Query = c.Rows[0].Query
	return verdict(c)
}
