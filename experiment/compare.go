package experiment

import (
	"math"

	"backofflab/scenario"
	"backofflab/sim"
)

// Comparison says of one figure which fleet does best over the replications, and how
// far the others are from it.
type Comparison struct {
	Name, Unit  string       // of the figure
	Best        string       // key of the fleet with the lowest mean, of those that lost the fewest requests
	Mean        float64      // its mean, of the runs that have the figure
	Differences []Difference // of every other fleet, in the order of the scenario
}

// Difference is how much higher a figure is under a fleet than under the best one, with
// its 95 % interval. Both are paired: replication r has the same seed under both.
type Difference struct {
	Strategy        string
	Runs            int // pairs in which both have the figure
	Mean, Low, High float64
	Verdict         Reading
}

// Reading is what an interval says of a difference.
type Reading string

// The readings. With fewer than two pairs nothing can be said.
const (
	Worse      Reading = "worse"               // the whole interval is above 0
	Better     Reading = "better"              // below: possible where figures are missing in some runs
	CannotTell Reading = "no clear difference" // it holds 0
	Same       Reading = "same"                // no run differs
)

// Compare compares the fleets of a scenario in each figure. A fleet alone has nothing
// to be compared with, and neither has a figure that no run has.
func Compare(spreads []Spread) []Comparison {
	if len(spreads) < 2 || spreads[0].Runs < 2 {
		return nil
	}
	var all []Comparison
	fewest := fewestLost(spreads)
	for f, figure := range banded {
		if figure.Has(Compared) {
			if c, ok := compare(spreads, fewest, f); ok {
				all = append(all, c)
			}
		}
	}
	return all
}

// fewestLost are the fleets that lost the fewest requests in all runs together. Only they
// can be best in a figure: who gives up early makes few attempts, and is over soon.
func fewestLost(spreads []Spread) []bool {
	lost, least := make([]float64, len(spreads)), math.Inf(1)
	for i, s := range spreads {
		for _, score := range s.scores {
			lost[i] += ByLost.Of(score)
		}
		least = min(least, lost[i])
	}
	fewest := make([]bool, len(spreads))
	for i := range lost {
		fewest[i] = lost[i] == least
	}
	return fewest
}

// compare compares one figure. The best is among those that may be, and of these that have
// the figure in the most runs: one that never recovers is not the fastest to recover.
func compare(spreads []Spread, may []bool, f int) (Comparison, bool) {
	best, most, mean := -1, 0, 0.0
	for i, s := range spreads {
		n, sum := 0, 0.0
		for _, o := range s.observed[f] {
			if o.there {
				n, sum = n+1, sum+o.value
			}
		}
		if n == 0 || !may[i] {
			continue
		}
		if m := sum / float64(n); n > most || n == most && m < mean {
			best, most, mean = i, n, m
		}
	}
	if best < 0 {
		return Comparison{}, false
	}
	c := Comparison{Name: banded[f].Name, Unit: banded[f].Unit, Best: spreads[best].Strategy, Mean: mean}
	for i, s := range spreads {
		if i != best {
			c.Differences = append(c.Differences, difference(s, spreads[best], f))
		}
	}
	return c, true
}

// difference is the paired t interval: mean ± t(n-1) * sd / sqrt(n) of the n
// differences. (Student, "The probable error of a mean", Biometrika 6, 1908, whose
// fourth section is a comparison of pairs.) The conversions keep products from being
// fused into sums, which would round differently on some machines.
func difference(a, b Spread, f int) Difference {
	var gaps []float64
	for r, x := range a.observed[f] {
		if y := b.observed[f][r]; x.there && y.there {
			gaps = append(gaps, x.value-y.value)
		}
	}
	return Difference{Strategy: a.Strategy, Runs: len(gaps), Verdict: CannotTell}.of(gaps)
}

// DifferenceOf is the difference of a figure under two fleets, by its values in the same
// replications; NaN where a run has none.
func DifferenceOf(a, b []float64) Difference {
	var gaps []float64
	for r, x := range a {
		if gap := x - b[r]; !math.IsNaN(gap) {
			gaps = append(gaps, gap)
		}
	}
	return Difference{Runs: len(gaps), Verdict: CannotTell}.of(gaps)
}

// of fills in what pairs say of the difference.
func (d Difference) of(gaps []float64) Difference {
	if len(gaps) == 0 {
		return d
	}
	n := float64(len(gaps))
	for _, g := range gaps {
		d.Mean += g
	}
	d.Mean /= n
	d.Low, d.High = d.Mean, d.Mean
	if len(gaps) < 2 {
		return d
	}
	squares := 0.0
	for _, g := range gaps {
		squares += float64((g - d.Mean) * (g - d.Mean))
	}
	half := float64(TQuantile(len(gaps)-1) * math.Sqrt(squares/(n-1)/n))
	d.Low, d.High = d.Mean-half, d.Mean+half
	switch {
	case d.Low > 0:
		d.Verdict = Worse
	case d.High < 0:
		d.Verdict = Better
	case d.Low == 0 && d.High == 0:
		d.Verdict = Same
	}
	return d
}

// observed is a figure of one replication, where it has one.
type observed struct {
	value float64
	there bool
}

// observe reads a figure of a result, as In does.
func observe(f Figure, r sim.Result) observed {
	x, ok := f.In(r)
	return observed{x, ok}
}

// TQuantile returns the 97.5 % quantile of Student's t distribution with so many
// degrees of freedom, from 1, to four places: Abramowitz and Stegun, Handbook of Mathematical
// Functions, table 26.10, to more places by the series 26.7.3 and 26.7.4, and where the table
// ends by the expansion 26.7.5 around the normal quantile. Studies ask for thousands.
func TQuantile(freedom int) float64 {
	if freedom <= len(tQuantiles) {
		return tQuantiles[freedom-1]
	}
	const z, first, second = 1.959964, 2.372271, 2.822499 // z, (z³+z)/4, (5z⁵+16z³+3z)/96
	n := float64(freedom)
	return math.Round(1e4*(z+float64(first/n)+float64(second/n/n))) / 1e4
}

var tQuantiles = [scenario.MaxRuns - 1]float64{
	12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010,
	2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739,
	2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423, 2.0395, 2.0369, 2.0345,
	2.0322, 2.0301, 2.0281, 2.0262, 2.0244, 2.0227, 2.0211, 2.0195, 2.0181, 2.0167, 2.0154,
	2.0141, 2.0129, 2.0117, 2.0106, 2.0096, 2.0086, 2.0076, 2.0066, 2.0057, 2.0049, 2.0040,
	2.0032, 2.0025, 2.0017, 2.0010, 2.0003, 1.9996, 1.9990, 1.9983, 1.9977, 1.9971, 1.9966,
	1.9960, 1.9955, 1.9949, 1.9944, 1.9939, 1.9935, 1.9930, 1.9925, 1.9921, 1.9917, 1.9913,
	1.9908, 1.9905, 1.9901, 1.9897, 1.9893, 1.9890, 1.9886, 1.9883, 1.9879, 1.9876, 1.9873,
	1.9870, 1.9867, 1.9864, 1.9861, 1.9858, 1.9855, 1.9853, 1.9850, 1.9847, 1.9845, 1.9842,
}

// Paired is a figure of a fleet in one run and in another, over replications that have the
// same seeds in both.
type Paired struct {
	Name, Unit    string // of the figure
	Now, Baseline float64
	Difference    // of now from the baseline
}

// Against compares a fleet with one of another scenario, in each figure in which fleets are
// compared and that both have in some replication. Now and Baseline are the means of the
// replications in which both have it. Both must have as many; they are pairs where their
// scenarios have the same seed.
func Against(now, baseline Spread) []Paired {
	var all []Paired
	for f, figure := range banded {
		if !figure.Has(Compared) || now.Runs != baseline.Runs {
			continue
		}
		p := Paired{Name: figure.Name, Unit: figure.Unit, Difference: difference(now, baseline, f)}
		for r, x := range now.observed[f] {
			if y := baseline.observed[f][r]; x.there && y.there {
				p.Now += x.value / float64(p.Runs)
				p.Baseline += y.value / float64(p.Runs)
			}
		}
		if p.Runs > 0 {
			all = append(all, p)
		}
	}
	return all
}

// Repeated are two scenarios with as many replications, so that they can be compared: the
// more of the two, and where neither has any as many as a verdict rests on, if so many attempts
// are enough for them.
func Repeated(a, b scenario.Scenario, mostAttempts int64) (scenario.Scenario, scenario.Scenario) {
	runs := max(a.Runs, b.Runs)
	if runs == 1 {
		a.Runs, b.Runs = mostSeeds, mostSeeds
		for _, s := range []scenario.Scenario{a, b} {
			if _, over := ExcessOf(s, Limits{Attempts: mostAttempts}); over {
				a.Runs, b.Runs = 1, 1
			}
		}
		return a, b
	}
	a.Runs, b.Runs = runs, runs
	return a, b
}
