package explain

import (
	"fmt"
	"slices"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Change says in one sentence how a run of s differs from its baseline. It is about one
// fleet that is in both, the one with the clearest difference: a verdict between the fleet
// and itself, under the seeds that both runs have. Where the clients of with, the baseline's scenario,
// are of another kind, times are measured in another way.
func Change(s, with scenario.Scenario, now, baseline experiment.Outcome) string {
	pairs := Pairs(now.Results, baseline.Results)
	switch {
	case len(pairs) == 0:
		return "No strategy is in both runs"
	case len(pairs) == len(now.Results) && len(pairs) == len(baseline.Results) && !slices.ContainsFunc(pairs, Pair.differs):
		return "Both runs are the same"
	case slices.ContainsFunc(pairs, func(p Pair) bool { return p.Now.Partial || p.Baseline.Partial }):
		return "Two runs, of which one was stopped early"
	}
	var clearest change
	for _, p := range pairs {
		if c := changeOf(p, now, baseline, once(s) == once(with)); c.clear && (!clearest.clear || c.before(clearest)) {
			clearest = c
		}
	}
	if !clearest.clear {
		return "No clear difference from the baseline"
	}
	return clearest.inWords(s)
}

// change is how a fleet differs from itself in another run, in the measure that decides.
type change struct {
	Pair
	clear   bool
	measure experiment.Measure
	gap     float64 // share of the larger figure
	agree   int     // seeds
	seeds   int
}

// The fleets of a verdict between a fleet and itself.
const (
	inBaseline = iota
	inNow
)

func changeOf(p Pair, now, baseline experiment.Outcome, timed bool) change {
	mine, then := scoresOf(now, p.Now.Strategy), scoresOf(baseline, p.Now.Strategy)
	if len(mine) == 0 || len(then) == 0 {
		return change{}
	}
	mine, then = inCommon(now.Seeds, mine, baseline.Seeds, then)
	seeds := len(mine)
	for i := range seeds {
		if !timed {
			mine[i].Done, then[i].Done = 0, 0
		}
	}
	v := experiment.Judge([][]experiment.Score{inBaseline: then, inNow: mine})
	m, clear := v.Lead()
	x, y := m.Of(then[0]), m.Of(mine[0])
	return change{Pair: p, clear: clear, measure: m, gap: (max(x, y) - min(x, y)) / max(x, y), agree: v.Standing[m].Agree, seeds: seeds}
}

// inCommon are the scores under the seeds that two runs have, as pairs. Those of the runs that
// are shown come first, whatever their seeds.
func inCommon(seeds []uint64, scores []experiment.Score, others []uint64, theirs []experiment.Score) (a, b []experiment.Score) {
	a, b = []experiment.Score{scores[0]}, []experiment.Score{theirs[0]}
	for i := 1; i < len(scores); i++ {
		if j := slices.Index(others, seeds[i]); j > 0 && j < len(theirs) {
			a, b = append(a, scores[i]), append(b, theirs[j])
		}
	}
	return a, b
}

func once(s scenario.Scenario) bool { return s.Population == scenario.PopulationOnce }

func scoresOf(found experiment.Outcome, strategy string) []experiment.Score {
	i := slices.IndexFunc(found.Results, func(r sim.Result) bool { return r.Strategy == strategy })
	if i < 0 || i >= len(found.Scores) {
		return nil
	}
	return found.Scores[i]
}

// before reports whether a change says more than another: by an earlier measure, or by more
// of it.
func (c change) before(other change) bool {
	return c.measure < other.measure || c.measure == other.measure && c.gap > other.gap
}

func (c change) inWords(s scenario.Scenario) string {
	name, one := inText(c.Now.Strategy), Noun(s)
	figure := func(r sim.Result) string { return figureInWords([]sim.Result{r}, c.measure, []int{0}) }
	text := ""
	switch c.measure {
	case experiment.ByLost:
		text = fmt.Sprintf("%s %s %s lost, %s in the baseline", format.Capital(withFleets(c.Now.Strategy)), format.Of(c.Now.Lost(), c.Now.Requests, one),
			format.Verb(c.Now.Lost(), "is", "are"), format.Of(c.Baseline.Lost(), c.Baseline.Requests, one))
	case experiment.ByTime:
		text = format.Capital(name) + " " + c.throughInWords(one) + ", " + c.baselineInWords()
	case experiment.ByWaste:
		text = fmt.Sprintf("%s wastes %s attempts a %s, %s in the baseline", format.Capital(name), figure(c.Now), one, figure(c.Baseline))
	default:
		text = fmt.Sprintf("After the first burst %s sends at most %s within %s, %s in the baseline", name, figure(c.Now), format.Span(sim.HerdWindow), figure(c.Baseline))
	}
	if c.seeds > 1 {
		text += fmt.Sprintf("; %s %s", format.Of(c.agree, c.seeds, "run"), format.Verb(c.agree, "agrees", "agree"))
	}
	return text
}

func (c change) throughInWords(noun string) string {
	if !c.Now.HasDone95 {
		return fmt.Sprintf("never gets 95\u00a0%% of the %ss through", noun)
	}
	return fmt.Sprintf("gets 95\u00a0%% of the %ss through within %s", noun, format.Elapsed(c.Now.Done95))
}

func (c change) baselineInWords() string {
	if !c.Baseline.HasDone95 {
		return "the baseline never does"
	}
	return "the baseline within " + format.Elapsed(c.Baseline.Done95)
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
	return a.Bin != b.Bin || a.Done95 != b.Done95 || a.Later != b.Later || a.Attempts != b.Attempts || a.Requests != b.Requests || a.GaveUp != b.GaveUp || a.Unfinished != b.Unfinished || a.PeakOverRate != b.PeakOverRate ||
		!slices.Equal(a.Columns.Attempts, b.Columns.Attempts) || !slices.Equal(a.Columns.Completed, b.Columns.Completed) ||
		a.Completion.Quantile(0.5) != b.Completion.Quantile(0.5) || a.Completion.Quantile(0.99) != b.Completion.Quantile(0.99) || a.Completion.Max() != b.Completion.Max()
}
