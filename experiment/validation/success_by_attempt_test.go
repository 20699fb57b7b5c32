package validation

import (
	"fmt"

	"backofflab/sim"
)

// successByAttempt has the three retries of .NET's standard resilience handler: exponential from
// 2 s with jitter, 10 s for an attempt and 30 s in all. The share of time that is in bad spells,
// their length and the share of answers that come too late are fitted to the three figures.
func successByAttempt(l lab) Claim {
	const query = "population=open&offered=0.2&duration=24h&limiter=none&fail=0.1%s&service=100ms&service-dist=bimodal&slow=20s&slow-share=0.04" +
		"&strategies=lib:polly-v8&attempts=4&timeout=10s&total-timeout=30s"
	bad := fmt.Sprintf(query, "&fail-run=3m")
	days := l.pick(100, 600)
	rates, alike := ratesByAttempt(l, bad, days), ratesByAttempt(l, fmt.Sprintf(query, ""), l.pick(10, 100))
	c := Claim{
		ID: "V15", Title: "Success by retry where failures have a memory",
		Source: "dotnet/extensions #7686, sliding-window retry budget and selectable defaults, 2026", SourceURL: "https://github.com/dotnet/extensions/issues/7686",
		Says:      "Of the first, second and third retries of a busy production service against one large HTTP dependency about 26 %, 3 % and 2 % succeed: the second and third buy a few per cent more success for three times the load.",
		Tolerance: "± 1 point.",
		Note: fmt.Sprintf("Fitted, for the source has the three figures only: a tenth of the time is in bad spells of 3 minutes on average, in which every attempt fails, and 4 %% of the answers come after the attempt's 10 s. "+
			"The policy is that of the handler that the source is about. Three figures and three parameters: what it shows is that a memory is enough. Without one (each attempt fails for itself, as often) %s %%, %s %% and %s %% of the retries succeed. "+
			"One request in 5 s on average, for %d days in all.", number(alike[1], 1), number(alike[2], 1), number(alike[3], 1), days),
		Query: l.canonical(bad),
	}
	for i, theirs := range []float64{26, 3, 2} {
		ours := rates[i+1]
		c.Rows = append(c.Rows, Row{
			What: fmt.Sprintf("Retry %d: share of those made that succeed", i+1), Theirs: number(theirs, 0) + " %", Ours: number(ours, 1) + " %",
			Off: fmt.Sprintf("%+.1f points", ours-theirs), Pass: within(ours-theirs, 1), Query: l.canonical(bad),
		})
	}
	return verdict(c)
}

// ratesByAttempt is how many in a hundred attempts succeed, by their number.
func ratesByAttempt(l lab, query string, runs int) (rates [4]float64) {
	var all sim.ByAttempt
	for _, counts := range simulate(l, query, runs, func(r []sim.Result) sim.ByAttempt { return r[0].ByAttempt }) {
		all.Add(counts)
	}
	for i := range rates {
		if i < len(all) {
			rates[i] = 100 * float64(all[i].Succeeded) / float64(all[i].Made)
		}
	}
	return rates
}
