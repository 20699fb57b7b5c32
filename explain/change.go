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

// weight is the relative change in attempts and that in the share of the lost; completion
// times break ties.
func (p Pair) weight() float64 {
	change := math.Abs(float64(p.Now.Attempts-p.Baseline.Attempts)) / float64(max(1, p.Baseline.Attempts))
	lost := math.Abs(shareLost(p.Now) - shareLost(p.Baseline))
	wait := math.Abs(float64(p.Now.Completion.Max() - p.Baseline.Completion.Max()))
	return change + lost + wait/float64(1<<62)
}

func shareLost(r sim.Result) float64 { return float64(r.Lost()) / float64(max(1, r.Requests)) }

// A difference of two runs that is smaller than this says nothing about what was changed:
// in attempts and in the longest wait a share of the larger, in the lost a share of all.
const (
	minAttemptsChange = 0.01
	minWaitChange     = 0.05
	minLostChange     = 0.01
)

func (p Pair) attemptsInWords() string {
	now, then := p.Now.Attempts, p.Baseline.Attempts
	among := ""
	if p.Now.Requests != p.Baseline.Requests {
		among = fmt.Sprintf(", for %s instead of %s", format.Plural(p.Now.Requests, "request"), format.Count(p.Baseline.Requests))
	}
	than := "more"
	if now < then {
		than = "fewer"
	}
	switch change := math.Abs(float64(now - then)); {
	case now == then:
		return "needs as many attempts as the baseline" + among
	case change < minAttemptsChange*float64(max(now, then)):
		return "needs about as many attempts as the baseline" + among
	case then == 0:
		return "needs " + format.Plural(now, "attempt") + ", the baseline none" + among
	case now >= 2*then:
		return fmt.Sprintf("needs %s\u00a0times as many attempts as the baseline%s", format.Multiple(float64(now)/float64(then)), among)
	}
	return fmt.Sprintf("needs %s %s attempts than the baseline%s", format.ChangeSize(float64(then), float64(now)), than, among)
}

// waitsInWords says who is lost, or else how long the longest waited: where some are
// lost, the longest wait is that of others.
func (p Pair) waitsInWords(s scenario.Scenario) string {
	a, b := p.Now, p.Baseline
	if text := p.lossesInWords(s); text != "" {
		return text
	}
	if a.Completion.Count() == 0 || b.Completion.Count() == 0 || a.Lost() != b.Lost() {
		return ""
	}
	longest, other := a.Completion.Max(), b.Completion.Max()
	longer, than := longest-other, "longer"
	if longer < 0 {
		longer, than = -longer, "shorter"
	}
	if longer < time.Millisecond || float64(longer) < minWaitChange*float64(max(longest, other)) {
		return ""
	}
	return "its longest wait is " + format.Elapsed(longer) + " " + than
}

// lossesInWords says how many found no success in both runs, where that tells them apart.
func (p Pair) lossesInWords(s scenario.Scenario) string {
	a, b := p.Now, p.Baseline
	if (a.Lost() == 0) == (b.Lost() == 0) && math.Abs(shareLost(a)-shareLost(b)) < minLostChange {
		return ""
	}
	find := format.Verb(a.Lost(), "finds", "find") + " no success"
	if a.Requests != b.Requests {
		return fmt.Sprintf("%s of %s %s, %s of %s with the baseline",
			manyOrNone(a.Lost()), format.Plural(a.Requests, Noun(s)), find, manyOrNone(b.Lost()), format.Count(b.Requests))
	}
	who := format.Plural(a.Lost(), Noun(s))
	if a.Lost() == 0 {
		who = "no " + Noun(s)
		find = "is lost"
	}
	return fmt.Sprintf("%s %s, with the baseline %s", who, find, manyOrNone(b.Lost()))
}

func manyOrNone(n int) string {
	if n == 0 {
		return "none"
	}
	return format.Count(n)
}
