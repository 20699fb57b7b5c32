package find

import (
	"slices"
	"strings"

	"backofflab/experiment/sweep"
	"backofflab/scenario"
	"backofflab/sim/rng"
)

// Candidate is a policy: the scenario with one fleet, and settings of its own.
type Candidate struct {
	Query    string    `json:"query"` // of the scenario with this policy
	Strategy string    `json:"strategy"`
	Settings []Setting `json:"settings,omitempty"` // that differ from the scenario's, of those that do something
	Own      bool      `json:"own,omitempty"`      // it is one of the scenario's
	Classic  bool      `json:"classic,omitempty"`  // one of the four classic strategies with the scenario's settings

	scenario scenario.Scenario
}

// Setting is a field of the policy and its value, as links write it.
type Setting struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// classic are the four strategies that everyone compares, without jitter first. (Brooker,
// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
var classic = []string{"exponential", "full", "equal", "decorrelated"}

// Candidates are the policies that are tried, each once: the scenario's own, the classic
// ones with its settings, and then all combinations of what may vary, or where these are more
// than Most an even draw of them, the same each time. What contradicts the scenario is none.
func (s Search) Candidates() []Candidate {
	all := set{seen: map[string]int{}}
	alone := []sweep.Axis{{Field: "strategies"}}
	for _, strategy := range s.Scenario.Strategies {
		if c, ok := s.candidate([]string{strategy}, alone); ok {
			all.add(c).Own = true
		}
	}
	for _, strategy := range classic {
		if c, ok := s.candidate([]string{strategy}, alone); ok {
			all.add(c).Classic = true
		}
	}
	axes := s.axes()
	for values := range draws(axes, s.Most, s.Scenario.Seed) {
		if len(all.members) >= s.Most {
			break
		}
		if c, ok := s.candidate(values, axes); ok {
			all.add(c)
		}
	}
	return all.members
}

// set are candidates, each once.
type set struct {
	members []Candidate
	seen    map[string]int
}

// add adds a candidate, and returns the one that is there.
func (a *set) add(c Candidate) *Candidate {
	at, there := a.seen[c.Query]
	if !there {
		at = len(a.members)
		a.members, a.seen[c.Query] = append(a.members, c), at
	}
	return &a.members[at]
}

// candidate is the policy of some values. It is not ok where they contradict the scenario.
func (s Search) candidate(values []string, axes []sweep.Axis) (c Candidate, ok bool) {
	of := s.Scenario
	of.Runs = 1
	for i, a := range axes {
		if a.Field == "strategies" {
			of.Strategies = []string{values[i]}
		}
	}
	if !setMet(&of, values, axes) {
		return Candidate{}, false
	}
	s.restoreIdle(&of, axes)
	if of.Validate() != nil {
		return Candidate{}, false
	}
	c = Candidate{Query: of.Query(), Strategy: of.Strategies[0], scenario: of}
	for _, a := range axes {
		f, _ := scenario.FieldNamed(a.Field)
		if value := f.Format(of); a.Field != "strategies" && value != f.Format(s.Scenario) {
			c.Settings = append(c.Settings, Setting{a.Field, value})
		}
	}
	return c, true
}

// setMet sets the fields that do something. One may do so only once another is set, which may
// come after it.
func setMet(of *scenario.Scenario, values []string, axes []sweep.Axis) bool {
	set := make([]bool, len(axes))
	for again := true; again; {
		again = false
		for i, a := range axes {
			f, _ := scenario.FieldNamed(a.Field)
			if a.Field == "strategies" || set[i] || !f.Met(*of) {
				continue
			}
			if f.Set(of, values[i]) != nil {
				return false
			}
			set[i], again = true, true
		}
	}
	return true
}

// restoreIdle gives the fields that turned out to do nothing the scenario's own values, so
// that policies that differ in nothing else are one.
func (s Search) restoreIdle(of *scenario.Scenario, axes []sweep.Axis) {
	for _, a := range axes {
		if f, _ := scenario.FieldNamed(a.Field); a.Field != "strategies" && !f.Met(*of) {
			_ = f.Set(of, f.Format(s.Scenario)) // a value that the scenario has
		}
	}
}

// axes are what varies: what the search says, or what most people would try.
func (s Search) axes() []sweep.Axis {
	axes := s.Vary
	if len(axes) == 0 {
		axes = s.usual()
	}
	if !slices.ContainsFunc(axes, func(a sweep.Axis) bool { return a.Field == "strategies" }) {
		axes = append([]sweep.Axis{{Field: "strategies", Values: s.Scenario.Strategies}}, axes...)
	}
	return axes
}

// usual is what most people would try: the classic strategies beside the scenario's, delays
// of half and double, fewer and more attempts, a retry budget, and where the service sends
// Retry-After the rules for it.
func (s Search) usual() []sweep.Axis {
	strategies := slices.Clone(s.Scenario.Strategies)
	for _, key := range classic {
		if !slices.Contains(strategies, key) {
			strategies = append(strategies, key)
		}
	}
	axes := []sweep.Axis{
		{Field: "strategies", Values: strategies},
		s.around("base", 0.25, 0.5, 1, 2, 4, 8), s.around("cap", 0.25, 0.5, 1, 2, 4), s.around("factor", 0.75, 1, 1.5),
		s.around("attempts", 0.5, 1, 2), {Field: "budget", Values: []string{"none", "ratio", "grpc"}},
	}
	if s.Scenario.RetryAfter != scenario.AfterNone {
		honour, _ := scenario.FieldNamed("honour")
		axes = append(axes, sweep.Axis{Field: "honour", Values: honour.Choices})
	}
	return axes
}

// around are multiples of the scenario's own value of a field, those that it takes.
func (s Search) around(field string, factors ...float64) sweep.Axis {
	a := sweep.Axis{Field: field}
	f, _ := scenario.FieldNamed(field)
	own := f.Format(s.Scenario)
	for _, factor := range factors {
		value := a.Near(a.At(own) * factor)
		if factor == 1 {
			value = own
		}
		if plain, _, err := scenario.ReadValue(field, value); err == nil && !slices.Contains(a.Values, plain) {
			a.Values = append(a.Values, plain)
		}
	}
	return a
}

// draws are combinations of values, one of each axis: all of them, or where they are more
// than most an endless even draw, in which each value of an axis comes about as often as the
// others. (McKay, Beckman and Conover, "A comparison of three methods for selecting values of
// input variables", Technometrics 21, 1979: Latin hypercube sampling.)
func draws(axes []sweep.Axis, most int, seed uint64) func(yield func([]string) bool) {
	product := 1
	for _, a := range axes {
		product = min(product*len(a.Values), MostCandidates+1)
	}
	if product <= most {
		return func(yield func([]string) bool) { combinations(axes, nil, yield) }
	}
	return func(yield func([]string) bool) {
		const rounds = 8 // combinations that come again, or contradict the scenario, are drawn anew
		for round := range rounds {
			columns := make([][]string, len(axes))
			for i, a := range axes {
				columns[i] = shuffled(a.Values, most, rng.Replication(seed, 1+round*len(axes)+i))
			}
			for n := range most {
				values := make([]string, len(axes))
				for i := range axes {
					values[i] = columns[i][n]
				}
				if !yield(values) {
					return
				}
			}
		}
	}
}

func combinations(axes []sweep.Axis, chosen []string, yield func([]string) bool) bool {
	if len(chosen) == len(axes) {
		return yield(slices.Clone(chosen))
	}
	for _, value := range axes[len(chosen)].Values {
		if !combinations(axes, append(chosen, value), yield) {
			return false
		}
	}
	return true
}

// shuffled are n values, each of the axis about as often, in a random order (Fisher and Yates).
func shuffled(values []string, n int, seed uint64) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = values[i%len(values)]
	}
	for i := n - 1; i > 0; i-- {
		j := int(rng.Replication(seed, i) % uint64(i+1))
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// String writes the policy in one line, for logs: its strategy, and what differs.
func (c Candidate) String() string {
	texts := []string{c.Strategy}
	for _, s := range c.Settings {
		texts = append(texts, s.Field+"="+s.Value)
	}
	return strings.Join(texts, " ")
}
