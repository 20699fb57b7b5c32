package validation

import (
	"fmt"

	"backofflab/sim"
)

// thousand clients ask a service at once that admits a hundred per 10 s.
const (
	thousand    = "clients=1000&spread=0s&network=normal&latency=10ms&latency-sd=2ms&%s&base=500ms&cap=8s&attempts=1000&bin=50ms%s"
	perWindow   = "limiter=fixed-window&rate=10&window=10s&retry-after=seconds&strategies="
	perBucket   = "limiter=token-bucket&rate=10&burst=100&retry-after=seconds&strategies="
	honour      = "&honour=honour"
	honourShare = "&honour=honour-jitter&honour-jitter=0.2"
)

func retryAfter(l lab) Claim {
	c := Claim{
		ID: "V11", Title: "Under a rate limit the ranking reverses",
		Source:    "Reference simulation of HTTP clients under a rate limit (Retry-After as in RFC 9110, section 10.2.3)",
		SourceURL: "https://www.rfc-editor.org/rfc/rfc9110#name-retry-after",
		Says:      "A thousand clients ask at once where a hundred per 10 s are admitted. With Retry-After ignored, full jitter makes more attempts than no jitter. Obeyed exactly, the header makes a herd of its own; with a fifth of it added as jitter the herd is gone at no cost.",
		Tolerance: "Attempts ± 3 %, time of the last acceptance ± 2 %, worst 100 ms ± 10 %.",
		Note:      "The worst 100 ms are those with the most retries; the figures leave out the first 0.2 s.",
		Query:     l.canonical(fmt.Sprintf(thousand, perWindow+"exponential,full", "")),
	}
	for _, w := range []struct {
		what, service, rule  string
		attempts, last, herd float64
	}{
		{"Window, Retry-After ignored, no jitter", perWindow + "exponential", "", 9900, 95.8, 900},
		{"Window, Retry-After ignored, full jitter", perWindow + "full", "", 15_079, 97.3, 276},
		{"Window, Retry-After obeyed exactly", perWindow + "exponential", honour, 5500, 90.2, 900},
		{"Window, Retry-After + U(0, 20 %)", perWindow + "exponential", honourShare, 5500, 92.7, 63},
		{"Bucket, Retry-After obeyed exactly", perBucket + "exponential", honour, 41_148, 0, 0},
		{"Bucket, Retry-After ignored, full jitter", perBucket + "full", "", 13_812, 0, 0},
	} {
		query := fmt.Sprintf(thousand, w.service, w.rule)
		runs := simulate(l, query, l.pick(3, 100), func(r []sim.Result) [3]float64 {
			return [3]float64{float64(r[0].Attempts), r[0].Completion.Max().Seconds(), float64(r[0].Waves[0].Retries)}
		})
		figure := func(i int) float64 { return meanOf(runs, func(f [3]float64) float64 { return f[i] }).mean }
		row := Row{
			What: w.what + ": attempts", Theirs: number(w.attempts, 0), Ours: number(figure(0), 0),
			Off: percent(figure(0), w.attempts), Pass: within(figure(0)/w.attempts-1, 0.03), Query: l.canonical(query),
		}
		if w.last > 0 {
			row.What += ", last, worst 100 ms"
			row.Theirs += fmt.Sprintf(", %.1f s, %.0f", w.last, w.herd)
			row.Ours += fmt.Sprintf(", %.1f s, %.0f", figure(1), figure(2))
			row.Off += ", " + percent(figure(1), w.last) + ", " + percent(figure(2), w.herd)
			row.Pass = row.Pass && within(figure(1)/w.last-1, 0.02) && within(figure(2)/w.herd-1, 0.1)
		}
		c.Rows = append(c.Rows, row)
	}
	return verdict(c)
}
