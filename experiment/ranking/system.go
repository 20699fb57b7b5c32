package ranking

// system is what is known of one of them. Figures are turned so that low is good: a goal that
// should be high is negated, and of a limited figure it is kept by how much it is over.
type system struct {
	goal   []float64   // by replication
	over   [][]float64 // by limit and replication
	kept   []bool      // by limit: known to be kept
	fate   Fate
	by     int // the system, limit or replication that its fate is about
	limit  int // which limited figure a run lacks, or -1 for the goal
	reason string
}

func newSystem(limits int) *system {
	return &system{over: make([][]float64, limits), kept: make([]bool, limits), by: -1, limit: -1}
}

// open says whether it is not known yet whether the system keeps all limits.
func (s *system) open() bool {
	for _, kept := range s.kept {
		if !kept {
			return true
		}
	}
	return false
}

// out ends the observation of a system.
func (s *system) out(fate Fate, by int) { s.fate, s.by = fate, by }

// take adds what was observed; a figure that is lacking puts the system out.
func (s *system) take(o Observations, c Config) {
	if o.Failed != "" {
		s.out(Failed, -1)
		s.reason = o.Failed
		return
	}
	before := len(s.goal)
	for r, x := range o.Goal {
		s.goal = append(s.goal, float64(c.direction()*x))
		s.lacks(x, before+r, -1)
	}
	for i, limit := range c.Limits {
		for r, x := range o.Limits[i] {
			s.over[i] = append(s.over[i], limit.over(x))
			s.lacks(x, before+r, i)
		}
	}
}

// lacks puts the system out if a figure of a replication is not there. The first is kept; of
// one replication, the goal.
func (s *system) lacks(x float64, replication, limit int) {
	if !there(x) && (s.fate == Left || replication < s.by) {
		s.out(Lacking, replication)
		s.limit = limit
	}
}

// whole is how many replications at the beginning have all figures.
func (s *system) whole() int {
	if s.fate == Lacking {
		return s.by
	}
	return len(s.goal)
}
