package ranking

import "math"

// compare puts out those that are worse than one that is left and keeps all limits for sure.
// One that may break a limit must put nobody out: the other could be the best that keeps them.
// What is put out now still counts against the others now.
//
// Looking only now and then, and at a system only when it is known to keep all limits, makes no
// test less sure: as long as a sum has not decided anything, more of it tells more.
func (s *selection) compare() {
	var rivals []int
	for _, i := range s.left {
		if !s.systems[i].open() {
			rivals = append(rivals, i)
		}
	}
	if len(rivals) == 0 {
		return
	}
	tests := s.pairTests()
	for _, i := range s.left {
		for _, rival := range rivals {
			if i == rival {
				break // it and those that follow have no lower means
			}
			if fate := tests.of(s.systems[i].goal, s.systems[rival].goal); fate != Left {
				s.systems[i].out(fate, rival)
				break
			}
		}
	}
}

// pairTests are the two tests of a pair, with their constants at one look.
type pairTests struct {
	t2     float64 // the square of Student's t over the number of replications
	h2     float64
	delta  float64
	first  int
	staged bool
}

func (s *selection) pairTests() pairTests {
	t := s.quantiles.of(atLook(s.levels.race, s.looks), s.runs-1)
	return pairTests{
		t2: float64(t*t) / float64(s.runs), h2: breadth(s.levels.sequential, s.config.First),
		delta: s.delta, first: s.config.First, staged: s.staged(),
	}
}

// of is the fate of a system that has goals a, beside another that has b and a lower mean.
//
// The race is the paired t test of Nelson, Swann, Goldsman and Song ("Simple procedures for
// selecting the best simulated system when the number of alternatives is large", Operations
// Research 49, 2001) without their allowance for the indifference, so the best survives even
// where others are within it. Differences that are all alike decide only after the first
// stage.
//
// Then Kim and Nelson ("A fully sequential procedure for indifference-zone selection in
// simulation", ACM TOMACS 11, 2001): a sum of differences beyond the triangle, with the
// variance of the first stage.
func (p pairTests) of(a, b []float64) Fate {
	m, s2 := difference(a, b)
	if m <= 0 {
		return Left
	}
	if s2 > 0 && float64(m*m) > float64(p.t2*s2) {
		return Raced
	}
	if p.staged && float64(m*float64(len(a))) > p.edge(a, b, s2) {
		return Outrun
	}
	return Left
}

// edge is where the triangle of a pair is now, with the variance of the first stage, or of all
// so far where that is larger.
func (p pairTests) edge(a, b []float64, s2 float64) float64 {
	_, staged := difference(a[:p.first], b[:p.first])
	return edge(p.h2, max(staged, s2), p.delta, len(a))
}

// closed says whether the triangles of all pairs that are left have ended; then their sums are
// the same, for else one of the two were out.
func (s *selection) closed() bool {
	tests := s.pairTests()
	for n, i := range s.left {
		for _, j := range s.left[:n] {
			a, b := s.systems[i].goal, s.systems[j].goal
			if _, s2 := difference(a, b); tests.edge(a, b, s2) > 0 {
				return false
			}
		}
	}
	return true
}

// ahead estimates how many observations may follow at most, by the triangles of all that are
// left with the best of them, and those of the limits. It is 0 before the end of the first
// stage.
func (s *selection) ahead() int {
	best, _ := s.best()
	if !s.staged() || best < 0 || s.settled {
		return 0
	}
	last, all := 0.0, 0.0
	for _, i := range s.left {
		n := s.longest(i, best)
		last = max(last, n)
		if i != best {
			all += max(0, n-float64(s.runs))
		}
	}
	all += max(0, last-float64(s.runs))
	return int(math.Min(all, float64(s.config.Budget-s.observations)))
}

// longest is after how many replications nothing is open of a system beside the best one.
func (s *selection) longest(i, best int) float64 {
	first := s.config.First
	_, s2 := difference(s.systems[i].goal[:first], s.systems[best].goal[:first])
	n := longest(breadth(s.levels.sequential, first), s2, s.delta)
	for l, limit := range s.config.Limits {
		if !s.systems[i].kept[l] {
			n = max(n, longest(breadth(s.levels.triangle, first), variance(s.systems[i].over[l][:first]), limit.Tolerance))
		}
	}
	return n
}
