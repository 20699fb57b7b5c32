package explain

import (
	"fmt"
	"math"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Change says in one sentence how a run of s differs from its baseline. It is about one
// fleet that is in both: that with the largest relative change in attempts. It states
// figures of the results, or is neutral.
func Change(s scenario.Scenario, results, baseline []sim.Result) string {
	pairs := Pairs(results, baseline)
	if len(pairs) == 0 {
		return "No strategy is in both runs"
	}
	if len(pairs) == len(results) && len(pairs) == len(baseline) && !slices.ContainsFunc(pairs, Pair.differs) {
		return "Both runs are the same"
	}
	if slices.ContainsFunc(pairs, func(p Pair) bool { return p.Now.Partial || p.Baseline.Partial }) {
		return "Two runs, of which one was stopped early"
	}
	most := pairs[0]
	for _, p := range pairs[1:] {
		if p.weight() > most.weight() {
			most = p
		}
	}
	text := format.Capital(inText(most.Now.Strategy)) + " " + most.attemptsInWords()
	if more := most.waitsInWords(s); more != "" {
		text += "; " + more
	}
	return text
}

// Pair is the result of one fleet in a run and in its baseline.
type Pair struct{ Now, Baseline sim.Result }

// Pairs returns the fleets that are in both runs, in the order of the first.
func Pairs(results, baseline []sim.Result) []Pair {
	var pairs []Pair
	for _, r := range results {
		if i := slices.IndexFunc(baseline, func(p sim.Result) bool { return p.Strategy == r.Strategy }); i >= 0 {
			pairs = append(pairs, Pair{r, baseline[i]})
		}
	}
	return pairs
}

// differs reports whether anything that the page shows is not the same.
func (p Pair) differs() bool {
	a, b := p.Now, p.Baseline
	return a.Bin != b.Bin || a.Attempts != b.Attempts || a.Requests != b.Requests || a.GaveUp != b.GaveUp || a.Unfinished != b.Unfinished || a.PeakOverRate != b.PeakOverRate ||
		!slices.Equal(a.Columns.Attempts, b.Columns.Attempts) || !slices.Equal(a.Columns.Completed, b.Columns.Completed) ||
		a.Completion.Quantile(0.5) != b.Completion.Quantile(0.5) || a.Completion.Quantile(0.99) != b.Completion.Quantile(0.99) || a.Completion.Max() != b.Completion.Max()
}

// weight is the relative change in attempts; completion times break ties.
func (p Pair) weight() float64 {
	change := math.Abs(float64(p.Now.Attempts-p.Baseline.Attempts)) / float64(max(1, p.Baseline.Attempts))
	wait := math.Abs(float64(p.Now.Completion.Max() - p.Baseline.Completion.Max()))
	return change + wait/float64(1<<62)
}

func (p Pair) attemptsInWords() string {
	now, then := p.Now.Attempts, p.Baseline.Attempts
	among := ""
	if p.Now.Requests != p.Baseline.Requests {
		among = fmt.Sprintf(", for %s requests instead of %s", format.Count(p.Now.Requests), format.Count(p.Baseline.Requests))
	}
	change := 0.0
	if then > 0 {
		change = 100 * float64(now-then) / float64(then)
	}
	than := "more"
	if now < then {
		than = "fewer"
	}
	switch {
	case now == then:
		return "needs as many attempts as in the pinned run" + among
	case math.Abs(change) < 1:
		return fmt.Sprintf("needs %s than in the pinned run%s", format.Plural(max(now-then, then-now), than+" attempt"), among)
	case change >= 100:
		return fmt.Sprintf("needs %s times as many attempts as in the pinned run%s", format.Multiple(float64(now)/float64(then)), among)
	}
	return fmt.Sprintf("needs %s %s attempts than in the pinned run%s", format.ChangeSize(float64(then), float64(now)), than, among)
}

// waitsInWords says who is lost, or else how long the longest waited: where some are
// lost, the longest wait is that of others.
func (p Pair) waitsInWords(s scenario.Scenario) string {
	many := func(n int, one, more string) string {
		than := "more "
		if n < 0 {
			n, than = -n, "fewer "
		}
		if n == 1 {
			more = one
		}
		return format.Plural(n, than+Noun(s)) + " " + more
	}
	a, b := p.Now, p.Baseline
	switch {
	case a.GaveUp.Total() != b.GaveUp.Total():
		return many(a.GaveUp.Total()-b.GaveUp.Total(), "gives up", "give up")
	case a.Unfinished != b.Unfinished:
		return many(a.Unfinished-b.Unfinished, "is not done at the end", "are not done at the end")
	case a.Completion.Count() == 0 || b.Completion.Count() == 0:
		return ""
	}
	longer := a.Completion.Max() - b.Completion.Max()
	than := "longer"
	if longer < 0 {
		longer, than = -longer, "shorter"
	}
	if longer < time.Millisecond {
		return ""
	}
	return "its longest wait is " + format.Elapsed(longer) + " " + than
}
