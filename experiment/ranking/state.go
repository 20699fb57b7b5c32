package ranking

// State is what a selection knows after a step.
type State struct {
	Runs         int    // replications that each system has which is left
	Observations int    // of all systems together
	Left, Open   int    // systems that are left, and of these that may break a limit yet
	Best         int    // the best so far, or -1
	Fates        []Fate // of each system
	Ahead        int    // an estimate of observations to come at most; 0 in the first stage
}

func (s *selection) state() State {
	st := State{Runs: s.runs, Observations: s.observations, Left: len(s.left), Ahead: s.ahead()}
	st.Best, _ = s.best()
	for _, one := range s.systems {
		st.Fates = append(st.Fates, one.fate)
		if one.fate == Left && one.open() {
			st.Open++
		}
	}
	return st
}
