package ranking

// independent estimates how many observations there had been if each system had random
// numbers of its own: the same tests, with S²(i) + S²(best) for the variance of a difference,
// of means that are those observed. Systems that the comparison did not put out count as they
// were, and what looks at the limits cost is not in it. 0 where there is no best.
func (s *selection) independent(best int) int {
	if best < 0 {
		return 0
	}
	most, all := earliest, 0
	for i, one := range s.systems {
		switch {
		case i == best:
		case !one.fate.Compared() || one.open():
			all += len(one.goal)
		default:
			n := s.alone(i, best)
			most = max(most, n)
			all += n
		}
	}
	return all + most
}

// look is when is looked, and what t must be then.
type look struct {
	n  int
	t2 float64 // the square of t over n
}

// planned is look j, from 0, of a system that is left so long.
func (s *selection) planned(j int) look {
	for len(s.plan) <= j {
		n := 0
		if len(s.plan) > 0 {
			n = s.plan[len(s.plan)-1].n
		}
		n = nextLook(n, s.config.First)
		t := s.quantiles.of(atLook(s.levels.race, len(s.plan)+1), n-1)
		s.plan = append(s.plan, look{n, float64(t*t) / float64(n)})
	}
	return s.plan[j]
}

// alone is after how many replications a system would go that has no random numbers in common
// with the best, or both are found to be alike.
func (s *selection) alone(i, best int) int {
	a, b := s.systems[i].goal, s.systems[best].goal
	m, s2 := mean(a)-mean(b), variance(a)+variance(b)
	h2 := breadth(s.levels.sequential, s.config.First)
	for j := 0; ; j++ {
		l := s.planned(j)
		raced := s2 > 0 && m > 0 && float64(m*m) > float64(l.t2*s2)
		w := edge(h2, s2, s.delta, l.n)
		told := l.n >= s.config.First && (w == 0 || float64(m*float64(l.n)) > w)
		if raced || told || l.n >= s.config.Budget {
			return l.n
		}
	}
}
