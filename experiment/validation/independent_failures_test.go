package validation

import (
	"fmt"
	"math"

	"backofflab/sim"
)

const brookerRetriesURL = "https://brooker.co.za/blog/2022/02/28/retries.html"

func independentFailures(l lab) Claim {
	const query = "clients=%d&spread=0s&limiter=none&fail=%g&strategies=immediate&attempts=4"
	c := Claim{
		ID: "V3", Title: "Retries against independent failures",
		Source: "Marc Brooker, Fixing retries with token buckets and circuit breakers, 2022", SourceURL: brookerRetriesURL,
		Says:      "When every attempt fails with probability f whatever the load, four attempts succeed with probability 1 − f⁴ and make (1 − f⁴) / (1 − f) calls per request.",
		Tolerance: "4 standard errors of the formula's own distribution.",
		Note:      "The post's text gives the share of failures as fⁿ for n retries; its simulator, and ours, have fⁿ⁺¹.",
		Query:     l.canonical(fmt.Sprintf(query, 1000, 0.5)),
	}
	clients := l.pick(20_000, 1_000_000)
	for _, f := range []float64{0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 0.9} {
		r := simulate(l, fmt.Sprintf(query, clients, f), 1, func(r []sim.Result) sim.Result { return r[0] })[0]
		n := float64(clients)
		success, load := fourAttempts(f, n)
		ourSuccess, ourLoad := float64(r.Successes)/n, r.Amplification
		a, b := (ourSuccess-success.mean)/success.err, (ourLoad-load.mean)/load.err
		c.Rows = append(c.Rows, Row{
			What:   fmt.Sprintf("f = %g: success, calls per request", f),
			Theirs: fmt.Sprintf("%.5f, %.5f", success.mean, load.mean),
			Ours:   fmt.Sprintf("%.5f, %.5f", ourSuccess, ourLoad),
			Off:    inErrors(a) + ", " + inErrors(b), Pass: within(a, four) && within(b, four),
			Query: l.canonical(fmt.Sprintf(query, 1000, f)),
		})
	}
	return verdict(c)
}

// fourAttempts is what n requests of four attempts come to: success and calls per
// request, with the standard errors of their means. A request makes 1, 2, 3 or 4
// calls with probabilities 1-f, (1-f)f, (1-f)f² and f³.
func fourAttempts(f, n float64) (success, load estimate) {
	p := 1 - math.Pow(f, 4)
	success = estimate{p, math.Sqrt(p * (1 - p) / n)}
	var squares float64
	for k, p := range []float64{1 - f, (1 - f) * f, (1 - f) * f * f, f * f * f} {
		squares += p * float64((k+1)*(k+1))
	}
	m := p / (1 - f)
	return success, estimate{m, math.Sqrt((squares - m*m) / n)}
}
