package explain

import (
	"fmt"
	"slices"
	"strings"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Headline are sentences computed from a scenario and its results. Each states
// figures of the results or is neutral, so the data cannot contradict it.
type Headline struct {
	Title        string // what is asked
	Lead         string // the scenario in words
	Verdict      Text   // what decides between the fleets; a sentence, as no other headline is
	TradeOff     Text   // what those that are ahead in it pay for it; empty when nothing
	Seeds        string // how far other seeds bear it out; "" where nothing is compared
	Agree, Of    int    // the same in numbers: seeds in which the verdict holds, of so many; 0 of 0 where nothing is compared
	Clear        bool   // the verdict has somebody ahead
	Load         string // finding of the load chart
	Completion   string // finding of the completion chart, and of the part of the page that it is in
	TradeOffLine string // finding of time against waste
	Numbers      string // what the table has
	Attempts     string // how many marks there are
	Cost         string // who made how many attempts
	Herd         string // the largest waves; "" when nobody came back
	Note         string // what limits the result; "" when nothing does
}

// Headlines writes the headlines of a run.
func Headlines(s scenario.Scenario, found experiment.Outcome) Headline {
	title, lead := Scenario(s)
	agree, of, clear := seedsOf(found)
	return Headline{
		Title:        title,
		Lead:         lead,
		Verdict:      verdictText(s, found).sentence(),
		TradeOff:     tradeOffText(s, found).sentence(),
		Seeds:        seedsInWords(found),
		Agree:        agree,
		Of:           of,
		Clear:        clear,
		Load:         loadHeadline(s, found),
		Completion:   completionLine(s, found.Results),
		TradeOffLine: tradeOffLine(s, found),
		Numbers:      numbersLine(found),
		Attempts:     attemptsLine(found.Results),
		Cost:         costHeadline(found.Results),
		Herd:         herdHeadline(found.Results),
		Note:         note(s, found.Results),
	}
}

// loadHeadline is about the waves after the first burst, or the busiest bins where no
// fleet is clearly ahead in those.
func loadHeadline(s scenario.Scenario, found experiment.Outcome) string {
	results, waves := found.Results, found.Verdict.Standing[experiment.ByWaves]
	if !slices.ContainsFunc(results, func(r sim.Result) bool { return len(r.Waves) > 0 }) {
		return "No retry reached the service"
	}
	if waves.Clear {
		return format.Capital(standingText(s, results, experiment.ByWaves, waves.Ahead, []int{waves.Behind}).String())
	}
	low, high := extremes(results, func(r sim.Result) float64 { return r.PeakPerS })
	least, most := format.PerTime(low.PeakPerS), format.PerTime(high.PeakPerS)
	switch {
	case len(results) == 1:
		return fmt.Sprintf("Retries included, the load peaks at %s", most)
	case least == most:
		return fmt.Sprintf("Retries included, the load peaks at %s with every strategy", most)
	case low.PeakPerS > 0.9*high.PeakPerS:
		return fmt.Sprintf("Retries included, the load peaks at %s with every strategy", format.Range(strings.TrimSuffix(least, "/s"), most))
	}
	as := func(rate string) string {
		return withFleets(keysOf(filter(results, func(r sim.Result) bool { return format.PerTime(r.PeakPerS) == rate }))...)
	}
	return fmt.Sprintf("Retries included, the load peaks at %s %s, at %s %s", most, as(most), least, as(least))
}

func longestWait(r sim.Result) float64 { return float64(r.Completion.Max()) }

// costHeadline compares how many attempts the strategies made. It praises nobody: who
// gives up early makes few.
func costHeadline(results []sim.Result) string {
	low, high := extremes(results, func(r sim.Result) float64 { return float64(r.Attempts) })
	as := func(like sim.Result) string {
		return withFleets(keysOf(filter(results, func(r sim.Result) bool { return r.Attempts == like.Attempts }))...)
	}
	switch {
	case len(results) == 1:
		return fmt.Sprintf("%s makes %s", format.Capital(inText(low.Strategy)), format.Plural(low.Attempts, "attempt"))
	case low.Attempts == high.Attempts:
		return fmt.Sprintf("Every strategy makes %s", format.Plural(low.Attempts, "attempt"))
	}
	if float64(low.Attempts) > 0.99*float64(high.Attempts) {
		return fmt.Sprintf("Every strategy makes %s attempts", format.Range(format.Count(low.Attempts), format.Count(high.Attempts)))
	}
	return fmt.Sprintf("From %s %s to %s %s", format.Plural(low.Attempts, "attempt"), as(low), format.Count(high.Attempts), as(high))
}

// herdHeadline is about the waves of the most retries, of all strategies that have as many.
func herdHeadline(results []sim.Result) string {
	_, high := extremes(results, func(r sim.Result) float64 { return float64(worst(r).Retries) })
	w := worst(high)
	switch {
	case w.Retries == 0:
		return "No retry reached the service"
	case w.Retries == 1:
		return "No two retries reached the service within " + format.Span(sim.HerdWindow)
	}
	var where []string
	for _, r := range results {
		if own := worst(r); own.Retries == w.Retries && own.Clients == w.Clients {
			where = append(where, inText(r.Strategy)+" at "+format.Moment(own.From))
		}
	}
	return fmt.Sprintf("Biggest burst: %s from %s within %s (%s)", format.Plural(w.Retries, "retry"), format.Plural(w.Clients, "client"),
		format.Span(sim.HerdWindow), format.List(where))
}

// note says why a run stopped before every client was done.
func note(s scenario.Scenario, results []sim.Result) string {
	if results[0].Partial {
		limit := "on attempts"
		if results[0].Late {
			limit = "on computing time"
		}
		return fmt.Sprintf("Stopped at %s of simulated time: this run reached the limit %s. Try fewer clients or a longer delay.",
			format.Moment(results[0].Length()), limit)
	}
	most := 0
	for _, r := range results {
		most = max(most, r.Unfinished)
	}
	if most == 0 {
		return ""
	}
	left := "up to " + format.Plural(most, "request")
	if len(results) == 1 {
		left = format.Plural(most, "request")
	}
	if s.End() == s.Horizon {
		return fmt.Sprintf("The run stopped at its horizon of %s with %s still under way. Completion times leave these out.", format.Span(s.Horizon), left)
	}
	text := fmt.Sprintf("The run stopped at %s, the end of its %s bins, with %s still under way. Completion times leave these out",
		format.Span(s.End()), format.Count(scenario.MaxBins), left)
	if s.Bin == 0 { // no bin is wider
		return text + "."
	}
	return text + "; bins that adapt to the run (bin=auto) show all of it."
}

// extremes returns the results with the lowest and the highest figure, the first
// of several.
func extremes(results []sim.Result, of func(sim.Result) float64) (low, high sim.Result) {
	low, high = results[0], results[0]
	least := of(low)
	most := least
	for _, r := range results[1:] {
		x := of(r)
		if x < least {
			low, least = r, x
		}
		if x > most {
			high, most = r, x
		}
	}
	return low, high
}

// inText is a fleet's name in the middle of a sentence. Names that hold commas of
// their own, of libraries and mixes, are quoted.
func inText(key string) string {
	name := scenario.FleetName(key)
	switch key { // whose names alone are adjectives
	case "immediate":
		return "immediate retry"
	case "linear":
		return "linear backoff"
	case "polynomial":
		return "polynomial backoff"
	}
	if kind, own := scenario.KindOf(key); !own || kind.Library || strings.Contains(key, "(") {
		return "“" + name + "”"
	}
	return format.Lower(name)
}
