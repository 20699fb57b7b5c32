package experiment

import (
	"cmp"
	"slices"
)

// Verdict says which fleets of a scenario are ahead and which are behind. It is the only
// place where fleets are ranked: headlines, titles, cards, findings and comparisons
// take it from here.
//
// Fleets are judged by who lost requests, then by the time until 95 % of all requests had
// succeeded, then by waste, then by waves. A fleet that lost more than a rival is never
// ahead in anything. A difference counts where the seeds agree on it, and the run that is
// shown with them.
type Verdict struct {
	Seeds    int   // runs it rests on; 1: the one that is shown
	Fewest   []int // the fleets that lost the fewest requests; only they can be ahead
	Standing [Measures]Standing
}

// Standing is how the fleets compare in one measure.
type Standing struct {
	Clear  bool  // there is a difference between those ahead and one behind
	Ahead  []int // fleets between which there is no clear difference, in the order of the scenario
	Behind int   // the fleet that every one of Ahead is clearly before, the last of several
	Agree  int   // seeds in which each of Ahead is before Behind
}

// Lead returns the measure that decides, the first with a clear difference. It returns
// false where there is none.
func (v Verdict) Lead() (Measure, bool) {
	for m := range Measure(Measures) {
		if v.Standing[m].Clear {
			return m, true
		}
	}
	return 0, false
}

// TradeOff returns the first measure after one in which a fleet is ahead that is not
// ahead in that one. It returns false where there is none.
func (v Verdict) TradeOff(after Measure) (Measure, bool) {
	for m := after + 1; m < Measures; m++ {
		other := func(i int) bool { return !slices.Contains(v.Standing[after].Ahead, i) }
		if v.Standing[m].Clear && slices.ContainsFunc(v.Standing[m].Ahead, other) {
			return m, true
		}
	}
	return 0, false
}

// Judge compares fleets by their scores, by fleet and seed. The first seed is that of the
// run that is shown. There must be a fleet and a seed.
func Judge(scores [][]Score) Verdict {
	v := Verdict{Seeds: len(scores[0]), Fewest: fewest(scores)}
	for m := range v.Standing {
		v.Standing[m].Behind = -1
	}
	if len(scores) > 1 && served(scores) {
		for m := range Measure(Measures) {
			v.Standing[m] = standing(scores, v.Fewest, m)
		}
	}
	return v
}

// served reports whether any request succeeded in the run that is shown. Of fleets that got
// nothing none is ahead.
func served(scores [][]Score) bool {
	return slices.ContainsFunc(scores, func(s []Score) bool { return s[0].Lost < s[0].Requests })
}

// fewest are the fleets that lost the fewest requests in the run that is shown, without
// those that clearly lose more under the other seeds.
func fewest(scores [][]Score) []int {
	least := ByLost.Of(scores[0][0])
	for _, s := range scores {
		least = min(least, ByLost.Of(s[0]))
	}
	var some []int
	for i, s := range scores {
		if ByLost.Of(s[0]) == least {
			some = append(some, i)
		}
	}
	best := bestOf(scores, some, ByLost)
	return slices.DeleteFunc(some, func(i int) bool { return usuallyBefore(scores[best], scores[i], ByLost) })
}

// bestOf is the fleet with the lowest median, the first of several.
func bestOf(scores [][]Score, fleets []int, m Measure) int {
	return slices.MinFunc(fleets, func(a, b int) int {
		return cmp.Or(cmp.Compare(median(scores[a], m), median(scores[b], m)), cmp.Compare(m.Of(scores[a][0]), m.Of(scores[b][0])), cmp.Compare(a, b))
	})
}

func standing(scores [][]Score, fewest []int, m Measure) Standing {
	best := bestOf(scores, fewest, m)
	s := Standing{Behind: -1}
	for i := range scores {
		if before(scores[best], scores[i], m) && (s.Behind < 0 || worse(scores, i, s.Behind, m)) {
			s.Behind = i
		}
	}
	if s.Behind < 0 {
		return s
	}
	for _, i := range fewest {
		if i == best || !usuallyBefore(scores[best], scores[i], m) && before(scores[i], scores[s.Behind], m) {
			s.Ahead = append(s.Ahead, i)
		}
	}
	s.Ahead = withLevel(scores, fewest, s, m)
	s.Agree = agreeing(scores, s, m)
	s.Clear = firstInShown(scores, fewest, s.Ahead, m)
	return s
}

// withLevel adds to those that are ahead others whose figure in the run that is shown lies
// among theirs: a reader sees no difference.
func withLevel(scores [][]Score, fewest []int, s Standing, m Measure) []int {
	highest := 0.0
	for _, i := range s.Ahead {
		highest = max(highest, m.Of(scores[i][0]))
	}
	var all []int
	for _, i := range fewest {
		level := m.Of(scores[i][0]) <= highest && before(scores[i], scores[s.Behind], m)
		if level || slices.Contains(s.Ahead, i) {
			all = append(all, i)
		}
	}
	return all
}

// worse reports whether one fleet is further behind than another: in the run that is shown,
// or else under most seeds.
func worse(scores [][]Score, i, than int, m Measure) bool {
	return cmp.Or(cmp.Compare(m.Of(scores[i][0]), m.Of(scores[than][0])), cmp.Compare(median(scores[i], m), median(scores[than], m))) > 0
}

// firstInShown reports whether the best figure of the run that is shown, among those that
// may be ahead, is of one that is: a reader sees that run.
func firstInShown(scores [][]Score, fewest, ahead []int, m Measure) bool {
	shown := func(a, b int) int { return cmp.Compare(m.Of(scores[a][0]), m.Of(scores[b][0])) }
	return m.Of(scores[slices.MinFunc(ahead, shown)][0]) <= m.Of(scores[slices.MinFunc(fewest, shown)][0])
}

// agreeing counts the seeds in which all that are ahead are before the one behind.
func agreeing(scores [][]Score, s Standing, m Measure) int {
	n := 0
	for seed, behind := range scores[s.Behind] {
		if !slices.ContainsFunc(s.Ahead, func(i int) bool { return m.Of(scores[i][seed]) >= m.Of(behind) }) {
			n++
		}
	}
	return n
}

// before reports whether a is clearly before b: it usually is, and it is in the run that
// is shown.
func before(a, b []Score, m Measure) bool {
	return gap(m.Of(a[0]), m.Of(b[0])) > 0 && usuallyBefore(a, b, m)
}

// usuallyBefore is the sign test over the seeds, of those that differ, at 5 % on both sides
// together, of a difference whose median is large enough to matter. One seed cannot be
// tested: there the difference must be twice as large.
func usuallyBefore(a, b []Score, m Measure) bool {
	least := measures[m].gap
	if len(a) == 1 {
		return gap(m.Of(a[0]), m.Of(b[0])) >= 2*least
	}
	gaps := make([]float64, len(a))
	wins, losses := 0, 0
	for seed := range a {
		switch gaps[seed] = gap(m.Of(a[seed]), m.Of(b[seed])); {
		case gaps[seed] > 0:
			wins++
		case gaps[seed] < 0:
			losses++
		}
	}
	return unlikely(wins, losses) && middle(gaps) >= least
}

// gap is by how much b is above a, as a share of the larger.
func gap(a, b float64) float64 {
	if a == b {
		return 0
	}
	return (b - a) / max(a, b)
}

// unlikely reports whether so many wins, or more, of so many have a probability of at most
// 2.5 % where neither side is favoured.
func unlikely(wins, losses int) bool {
	n := wins + losses
	ways, more := 1.0, 0.0 // C(n, k) for k = n, n-1, ...
	for k := n; k >= wins; k-- {
		more += ways
		ways = ways * float64(k) / float64(n-k+1)
	}
	all := 1.0
	for range n {
		all *= 2
	}
	return n > 0 && more/all <= 0.025
}

func median(scores []Score, m Measure) float64 {
	figures := make([]float64, len(scores))
	for i, s := range scores {
		figures[i] = m.Of(s)
	}
	return middle(figures)
}

// middle is the median; it puts the figures in order. Of an even number it is the lower
// of the two in the middle, so one that never happens has no part in it.
func middle(figures []float64) float64 {
	slices.Sort(figures)
	return figures[(len(figures)-1)/2]
}
