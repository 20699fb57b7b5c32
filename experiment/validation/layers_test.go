package validation

import (
	"fmt"

	"backofflab/sim"
)

// layersMultiply holds the product of retries inside retries, as reported for a service that
// always fails.
func layersMultiply(l lab) Claim {
	c := Claim{
		ID: "V13", Title: "Retries inside retries multiply",
		Source: "HKUDS/nanobot #2760 and mpfaffenberger/code_puppy, pull request #317, 2026", SourceURL: "https://github.com/HKUDS/nanobot/issues/2760",
		Says:      "An app that makes 4 attempts around an SDK that makes 3 sends 12 calls to a service that always says 429, and 4 once the SDK's own retries are off. A stream that is opened 3 times, by an SDK with 3 attempts over a client with 5, sends 45; without the SDK's 15.",
		Tolerance: "Exactly.",
	}
	for _, p := range []struct {
		what, strategy string
		theirs         int
	}{
		{"4 attempts of an app × 3 of its SDK", "exponential(attempts=4)>full(attempts=3)", 12},
		{"The same without the SDK's retries", "exponential(attempts=4)>full(attempts=1)", 4},
		{"3 of a stream × 5 of an HTTP client", "fixed(attempts=3)>exponential(attempts=5)", 15},
		{"3 of a stream × 3 of an SDK × 5 of an HTTP client", "fixed(attempts=3)>full(attempts=3)>exponential(attempts=5)", 45},
		{"4 of an app × those of the OpenAI SDK for Python", "exponential(attempts=4)>client:openai-python", 12},
	} {
		query := "clients=1&limiter=none&fail=1&strategies=" + p.strategy
		ours := simulate(l, query, 1, func(r []sim.Result) int { return r[0].Attempts })[0]
		c.Rows = append(c.Rows, Row{
			What: p.what + ", calls for one request", Theirs: number(float64(p.theirs), 0), Ours: number(float64(ours), 0),
			Off: fmt.Sprintf("%+d", ours-p.theirs), Pass: ours == p.theirs, Query: l.canonical(query),
		})
	}
	c.Query = c.Rows[0].Query
	return verdict(c)
}
