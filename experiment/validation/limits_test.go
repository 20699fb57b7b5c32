package validation

import (
	"fmt"
	"strings"

	"backofflab/sim"
)

// limitsTogether holds limits that act together, and one that moves, to what their documents and
// code say that they admit.
func limitsTogether(l lab) Claim {
	c := Claim{
		ID: "V17", Title: "Two limits at once, and one that moves",
		Source:    "GitHub, rate limits for the REST API; Anthropic, rate limits; Netflix concurrency-limits 0.5.4, AIMDLimit",
		SourceURL: "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api",
		Says:      "GitHub lets in 100 requests at a time and 900 points a minute, five for a call that writes: 180 calls a minute, or 100 where all come back at one moment. Anthropic's first tier has 8,000 output tokens a minute: 32 answers of 250, and 7.81 of 1,024. An AIMD limit grows by one with each request that goes well and found half of it taken: from L to L + ⌊L/2⌋ + 1 in the time that requests take, while there are enough of them, up to 200.",
		Tolerance: "Exactly; answers a minute ± 2 %.",
		Note:      "400 calls that write come at once, take a second each, and come back after the minute that they are told, with up to 20 % of jitter or without. Answers are the mean of minutes 3 to 20, under demand for more. Of the adaptive limit, those that it lets in at the first seven seconds, under a thousand clients that come every second.",
	}
	exactly := func(what, query string, theirs []int, ours []int) {
		row := Row{What: what, Pass: len(theirs) == len(ours), Query: l.canonical(query)}
		var words [3][]string
		for i, n := range theirs {
			words[0], words[1], words[2] = append(words[0], number(float64(n), 0)), append(words[1], number(float64(ours[i]), 0)), append(words[2], fmt.Sprintf("%+d", ours[i]-n))
			row.Pass = row.Pass && ours[i] == n
		}
		row.Theirs, row.Ours, row.Off = strings.Join(words[0], ", "), strings.Join(words[1], ", "), strings.Join(words[2], ", ")
		c.Rows = append(c.Rows, row)
	}
	const github = "clients=400&spread=0s&limiter=fixed-window&rate=15&window=1m&cost=5&inside=100&service=1s&retry-after=constant&retry-after-time=1m&strategies=exponential&base=1s&attempts=20&bin=1s"
	minutes := func(query string, first, after int) []int {
		return simulate(l, query, 1, func(r []sim.Result) []int {
			var n []int
			for minute := first; minute < after; minute++ {
				n = append(n, admittedIn(r[0], minute))
			}
			return n
		})[0]
	}
	exactly("GitHub, all back after a minute: calls in minutes 1 to 4", github+"&honour=honour", []int{100, 100, 100, 100}, minutes(github+"&honour=honour", 0, 4))
	exactly("The same with up to 20 % of jitter, minutes 1 and 2", github+"&honour=honour-jitter", []int{100, 180}, minutes(github+"&honour=honour-jitter", 0, 2))
	for _, tokens := range []int{250, 1024} {
		query := fmt.Sprintf("clients=100&population=open&offered=2&duration=20m&limiter=llm&rate=0.833&burst=50&tokens-per-minute=30000&tokens=400&output-per-minute=8000&output-tokens=%d&rejected-count=no&strategies=full&base=1s&cap=1m&attempts=3&bin=1m&horizon=20m", tokens)
		theirs, ours := 8000/float64(tokens), simulate(l, query, 1, func(r []sim.Result) float64 { return perMinute(r[0]) })[0]
		c.Rows = append(c.Rows, Row{
			What: fmt.Sprintf("Anthropic, answers of %s tokens a minute", number(float64(tokens), 0)), Theirs: number(theirs, 2), Ours: number(ours, 2),
			Off: percent(ours, theirs), Pass: within(ours/theirs-1, 0.02), Query: l.canonical(query),
		})
	}
	const adaptive = "clients=1000&spread=0s&limiter=aimd&concurrency=20&aimd-least=20&service=1s&latency=0s&strategies=fixed&base=1s&cap=1s&attempts=20&bin=1s"
	exactly("AIMD from 20 to 200, let in at seconds 0 to 6", adaptive, []int{20, 31, 47, 71, 107, 161, 200}, simulate(l, adaptive, 1, func(r []sim.Result) []int { return r[0].Columns.Accepted[:7] })[0])
	c.Query = c.Rows[0].Query
	return verdict(c)
}
