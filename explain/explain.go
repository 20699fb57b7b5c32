package explain

import (
	"fmt"
	"slices"

	"backofflab/internal/format"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// Headline are sentences computed from a scenario and its results. Each states
// figures of the results or is neutral, so the data cannot contradict it.
type Headline struct {
	Title      string // what is compared
	Lead       string // the scenario in words
	Load       string // finding of the load chart
	Completion string // finding of the completion chart
	Cost       string // who made the most attempts, and the fewest
	Herd       string // the largest wave; "" when nobody came back
	Note       string // what limits the result; "" when nothing does
}

// Headlines writes the headlines of a run.
func Headlines(s scenario.Scenario, results []sim.Result) Headline {
	title, lead := Scenario(s)
	return Headline{
		Title:      title,
		Lead:       lead,
		Load:       loadHeadline(results),
		Completion: completionHeadline(s, results),
		Cost:       costHeadline(results),
		Herd:       herdHeadline(results),
		Note:       note(s, results),
	}
}

// minHerdBins is how many bins a herd index needs before a sentence rests on it.
const minHerdBins = 10

// loadHeadline compares the herds that come back, or the busiest bins where there
// is too little after the start burst to speak of herds.
func loadHeadline(results []sim.Result) string {
	back := slices.DeleteFunc(slices.Clone(results), func(r sim.Result) bool { return r.HerdBins < minHerdBins })
	if len(back) == 0 {
		return burstHeadline(results)
	}
	low, high := extremes(back, func(r sim.Result) float64 { return r.HerdIndex })
	least, most := format.Index(low.HerdIndex), format.Index(high.HerdIndex)
	switch {
	case high.HerdIndex < 2:
		return fmt.Sprintf("No herd comes back: the herd index is at most\u00a0%s, independent arrivals have 1", most)
	case len(results) == 1:
		return fmt.Sprintf("The herd index of %s is %s; independent arrivals have 1", inText(high.Strategy), most)
	case len(back) == 1:
		return fmt.Sprintf("Only %s keeps coming back after the start: its herd index is %s", inText(high.Strategy), most)
	case least == most:
		return fmt.Sprintf("The herd index is %s whoever comes back; independent arrivals have 1", most)
	}
	return fmt.Sprintf("%s comes back in the largest herds (index\u00a0%s), %s in the smallest (%s)",
		format.Capital(inText(high.Strategy)), most, inText(low.Strategy), least)
}

// burstHeadline compares runs that are over when the start burst is.
func burstHeadline(results []sim.Result) string {
	if !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Attempts > r.Requests }) {
		return "No client made more than one attempt"
	}
	low, high := extremes(results, func(r sim.Result) float64 { return r.PeakPerS })
	least, most := format.Rate(low.PeakPerS), format.Rate(high.PeakPerS)
	switch {
	case len(results) == 1:
		return fmt.Sprintf("Retries included, the load peaks at %s/s", most)
	case least == most:
		return fmt.Sprintf("Retries included, the load peaks at %s/s under every strategy", most)
	}
	return fmt.Sprintf("Retries included, %s peaks at %s/s and %s at %s/s", inText(high.Strategy), most, inText(low.Strategy), least)
}

// completionHeadline says who did not get through, or else who was last.
func completionHeadline(s scenario.Scenario, results []sim.Result) string {
	noun := Noun(s)
	lost := func(r sim.Result) float64 { return float64(r.GaveUp.InVain()) }
	verb := "gave up"
	if s.Population != scenario.PopulationOnce {
		verb = "found no success" // the count before it may be one
	}
	if text := shortfall(results, lost, noun, verb); text != "" {
		return text
	}
	late := func(r sim.Result) float64 { return float64(r.Unfinished) }
	if text := shortfall(results, late, noun, "still waiting at the end"); text != "" {
		return text
	}
	if results[0].Completion.Count() == 0 {
		return "No request succeeded"
	}
	last := func(r sim.Result) float64 { return float64(r.Completion.Max()) }
	first, final := extremes(results, last)
	everyone, who := "Everyone got through", "the last client waited"
	if s.Population != scenario.PopulationOnce {
		everyone, who = "Every request got through", "the slowest took"
	}
	if results[0].GaveUp.Permanent > 0 {
		everyone = "All that could succeed did"
	}
	from, to := format.Elapsed(first.Completion.Max()), format.Elapsed(final.Completion.Max())
	switch {
	case len(results) == 1:
		return fmt.Sprintf("%s: %s %s", everyone, who, to)
	case from == to:
		return fmt.Sprintf("%s: the longest wait is %s under every strategy", everyone, to)
	}
	return fmt.Sprintf("%s: the longest wait is %s under %s, %s under %s",
		everyone, from, inText(first.Strategy), to, inText(final.Strategy))
}

// shortfall compares how many clients did not get through; "" when all did.
func shortfall(results []sim.Result, lost func(sim.Result) float64, noun, what string) string {
	low, high := extremes(results, lost)
	n, most := int(lost(low)), int(lost(high))
	all := format.Plural(high.Requests, noun)
	switch {
	case most == 0:
		return ""
	case len(results) == 1:
		return fmt.Sprintf("%s of %s %s", format.Count(most), all, what)
	case n == most:
		return fmt.Sprintf("%s of %s %s under every strategy", format.Count(most), all, what)
	}
	fewest := format.Count(n)
	if n == 0 {
		fewest = "none"
	}
	return fmt.Sprintf("%s of %s %s under %s, %s under %s",
		format.Count(most), all, what, inText(high.Strategy), fewest, inText(low.Strategy))
}

// costHeadline compares how many attempts the strategies made.
func costHeadline(results []sim.Result) string {
	low, high := extremes(results, func(r sim.Result) float64 { return float64(r.Attempts) })
	least, most := format.Count(low.Attempts), format.Count(high.Attempts)
	switch {
	case len(results) == 1:
		return fmt.Sprintf("%s made %s", format.Capital(inText(low.Strategy)), format.Plural(low.Attempts, "attempt"))
	case low.Attempts == high.Attempts:
		return fmt.Sprintf("Every strategy made %s", format.Plural(low.Attempts, "attempt"))
	case low.Attempts == 0:
		return fmt.Sprintf("%s made %s attempts, %s none", format.Capital(inText(high.Strategy)), most, inText(low.Strategy))
	}
	return fmt.Sprintf("%s made the fewest attempts (%s), %s the most (%s)",
		format.Capital(inText(low.Strategy)), least, inText(high.Strategy), most)
}

// herdHeadline is about the wave of the most clients, of all strategies.
func herdHeadline(results []sim.Result) string {
	var worst metrics.Wave
	var of sim.Result
	for _, r := range results {
		for _, w := range r.Waves {
			if w.Clients > worst.Clients || w.Clients == worst.Clients && w.Retries > worst.Retries {
				worst, of = w, r
			}
		}
	}
	switch {
	case worst.Retries == 0:
		return "Nobody came back"
	case worst.Retries == 1:
		return "No two retries reached the service within " + format.Span(sim.HerdWindow)
	case worst.Clients == 1:
		return fmt.Sprintf("The largest wave is one client, at %s under %s: %s retries within %s",
			format.Moment(worst.From), inText(of.Strategy), format.Count(worst.Retries), format.Span(sim.HerdWindow))
	}
	text := fmt.Sprintf("At %s %s of %s came back within %s under %s",
		format.Moment(worst.From), format.Count(worst.Clients), format.Plural(of.Clients, "client"), format.Span(sim.HerdWindow), inText(of.Strategy))
	if worst.Retries > worst.Clients {
		text += fmt.Sprintf(", with %s retries", format.Count(worst.Retries))
	}
	return text
}

// note says why a run stopped before every client was done.
func note(s scenario.Scenario, results []sim.Result) string {
	if results[0].Partial {
		return fmt.Sprintf("This result is partial: the run used up its attempts at %s of virtual time and was stopped there.",
			format.Moment(results[0].Length()))
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
	for _, r := range results[1:] {
		if of(r) < of(low) {
			low = r
		}
		if of(r) > of(high) {
			high = r
		}
	}
	return low, high
}

// inText is a fleet's name in the middle of a sentence. Names that hold commas of
// their own, of libraries and mixes, are quoted.
func inText(key string) string {
	name := scenario.FleetName(key)
	if kind, own := library.Lookup(key); !own || kind.Library {
		return "“" + name + "”"
	}
	return format.Lower(name)
}
