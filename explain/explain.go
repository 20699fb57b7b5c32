package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	least, most := index(low.HerdIndex), index(high.HerdIndex)
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
		capital(inText(high.Strategy)), most, inText(low.Strategy), least)
}

// burstHeadline compares runs that are over when the start burst is.
func burstHeadline(results []sim.Result) string {
	if !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Attempts > r.Requests }) {
		return "No client made more than one attempt"
	}
	low, high := extremes(results, func(r sim.Result) float64 { return r.PeakPerS })
	least, most := Rate(low.PeakPerS), Rate(high.PeakPerS)
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
	from, to := Seconds(first.Completion.Max()), Seconds(final.Completion.Max())
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
	all := count(high.Requests, noun)
	switch {
	case most == 0:
		return ""
	case len(results) == 1:
		return fmt.Sprintf("%s of %s %s", figure(int64(most)), all, what)
	case n == most:
		return fmt.Sprintf("%s of %s %s under every strategy", figure(int64(most)), all, what)
	}
	fewest := figure(int64(n))
	if n == 0 {
		fewest = "none"
	}
	return fmt.Sprintf("%s of %s %s under %s, %s under %s",
		figure(int64(most)), all, what, inText(high.Strategy), fewest, inText(low.Strategy))
}

// costHeadline compares how many attempts the strategies made.
func costHeadline(results []sim.Result) string {
	low, high := extremes(results, func(r sim.Result) float64 { return float64(r.Attempts) })
	least, most := figure(int64(low.Attempts)), figure(int64(high.Attempts))
	switch {
	case len(results) == 1:
		return fmt.Sprintf("%s made %s", capital(inText(low.Strategy)), count(low.Attempts, "attempt"))
	case low.Attempts == high.Attempts:
		return fmt.Sprintf("Every strategy made %s", count(low.Attempts, "attempt"))
	case low.Attempts == 0:
		return fmt.Sprintf("%s made %s attempts, %s none", capital(inText(high.Strategy)), most, inText(low.Strategy))
	}
	return fmt.Sprintf("%s made the fewest attempts (%s), %s the most (%s)",
		capital(inText(low.Strategy)), least, inText(high.Strategy), most)
}

// herdHeadline tells of the wave of the most clients, of all strategies.
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
		return "No two retries reached the service within " + Span(sim.HerdWindow)
	case worst.Clients == 1:
		return fmt.Sprintf("The largest wave is one client, at %s under %s: %s retries within %s",
			Moment(worst.From), inText(of.Strategy), figure(int64(worst.Retries)), Span(sim.HerdWindow))
	}
	text := fmt.Sprintf("At %s %s of %s came back within %s under %s",
		Moment(worst.From), figure(int64(worst.Clients)), count(of.Clients, "client"), Span(sim.HerdWindow), inText(of.Strategy))
	if worst.Retries > worst.Clients {
		text += fmt.Sprintf(", with %s retries", figure(int64(worst.Retries)))
	}
	return text
}

// Moment writes a point of virtual time: tenths of a second.
func Moment(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + "\u00a0s"
}

// note says why a run stopped before every client was done.
func note(s scenario.Scenario, results []sim.Result) string {
	if results[0].Partial {
		return fmt.Sprintf("This result is partial: the run used up its attempts at %s of virtual time and was stopped there.",
			Moment(time.Duration(len(results[0].Columns.Attempts))*s.Bin))
	}
	most := 0
	for _, r := range results {
		most = max(most, r.Unfinished)
	}
	if most == 0 {
		return ""
	}
	left := "up to " + count(most, "request")
	if len(results) == 1 {
		left = count(most, "request")
	}
	if s.Horizon > 0 && s.Horizon <= scenario.MaxBins*s.Bin {
		return fmt.Sprintf("The run stopped at its horizon of %s with %s still under way. Completion times leave these out.", Span(s.Horizon), left)
	}
	return fmt.Sprintf("The run stopped at %s, the end of its %s bins, with %s still under way. Completion times leave these out; a wider bin shows more.",
		Span(s.End()), figure(scenario.MaxBins), left)
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

// Rate writes a number of requests per second: whole from 10 up, with one decimal
// below where it is not whole.
func Rate(perSecond float64) string {
	if perSecond >= 10 {
		return figure(int64(perSecond + 0.5))
	}
	return strings.TrimSuffix(strconv.FormatFloat(perSecond, 'f', 1, 64), ".0")
}

// index writes a herd index.
func index(x float64) string {
	if x >= 100 {
		return figure(int64(x + 0.5))
	}
	return strconv.FormatFloat(x, 'f', 1, 64)
}

// Seconds writes a duration with its unit: milliseconds below a second, then
// tenths of a second, whole seconds from 100 s up.
func Seconds(d time.Duration) string {
	switch {
	case d < time.Second:
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 0, 64) + "\u00a0ms"
	case d < 100*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + "\u00a0s"
	}
	return figure(int64(d.Seconds()+0.5)) + "\u00a0s"
}

// inText is a fleet's name in the middle of a sentence. Names that hold commas of
// their own, of libraries and mixes, are quoted.
func inText(key string) string {
	name := scenario.FleetName(key)
	if kind, own := library.Lookup(key); !own || kind.Library {
		return "“" + name + "”"
	}
	return withFirst(name, strings.ToLower)
}

// Span writes a duration for a sentence: with a space and one unit where that is
// exact.
func Span(d time.Duration) string {
	switch {
	case d < time.Second && d%time.Millisecond == 0:
		return strconv.FormatInt(d.Milliseconds(), 10) + "\u00a0ms"
	case d > 100*time.Second && d%time.Minute == 0 && d < 2*time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "\u00a0min"
	case d <= 100*time.Second && d >= time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "\u00a0s"
	}
	return scenario.FormatDuration(d)
}

// figure writes a number as the charts do, with thin spaces between thousands.
func figure(n int64) string { return strings.ReplaceAll(scenario.Thousands(n), ",", "\u2009") }

// capital begins a sentence. What is quoted stays as it is.
func capital(s string) string { return withFirst(s, strings.ToUpper) }

// withFirst changes the first character of a text.
func withFirst(s string, change func(string) string) string {
	_, size := utf8.DecodeRuneInString(s)
	return change(s[:size]) + s[size:]
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return figure(int64(n)) + " " + noun
}

func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'f', -1, 32) + "\u00a0%"
}

func word(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
