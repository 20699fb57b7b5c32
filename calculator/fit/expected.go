package fit

import "backofflab/scenario"

// expected are the strategies of a scenario as it sets them, and the keys of those that are
// several at once: mixes and layers have no delays of one kind.
func expected(s scenario.Scenario, of *sample, rs []Reading) (all []Candidate, others []string) {
	for _, fleet := range s.Strategies {
		parts, err := scenario.Shares(fleet)
		if err != nil || len(parts) != 1 || len(scenario.Layers(fleet)) != 1 {
			others = append(others, fleet)
			continue
		}
		policy := s.Policy(fleet)
		c := Candidate{Key: fleet, Name: scenario.FleetName(fleet), strategy: policy.Strategy}
		found := given(c, of, rs)
		if policy.Rejected != nil {
			c.strategy, c.Rejected = policy.Rejected, true
			found = better(found, given(c, of, rs))
		}
		all = append(all, found)
	}
	return all, others
}
