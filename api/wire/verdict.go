package wire

import (
	"backofflab/experiment"
	"backofflab/scenario"
)

// Verdict says which strategies are ahead and which are behind, by the measures in the order
// in which they decide.
type Verdict struct {
	Seeds    int        `json:"seeds"`  // runs it rests on; 1: this one
	Fewest   []string   `json:"fewest"` // strategies that lost the fewest requests; only they can be ahead
	Measures []standing `json:"measures"`
}

// standing is how the strategies compare in one measure. Where there is no clear difference
// nobody is ahead or behind.
type standing struct {
	Measure experiment.Measure `json:"measure"`
	Clear   bool               `json:"clear"`
	Ahead   []string           `json:"ahead"`
	Behind  []string           `json:"behind"`
	Agree   int                `json:"agree"` // seeds
}

// VerdictOf is the verdict on the strategies of a scenario.
func VerdictOf(s scenario.Scenario, v experiment.Verdict) Verdict {
	keys := func(fleets ...int) []string {
		list := []string{}
		for _, i := range fleets {
			list = append(list, s.Strategies[i])
		}
		return list
	}
	all := Verdict{Seeds: v.Seeds, Fewest: keys(v.Fewest...), Measures: []standing{}}
	for m, of := range v.Standing {
		one := standing{Measure: experiment.Measure(m), Ahead: keys(), Behind: keys()}
		if of.Clear {
			one.Clear, one.Ahead, one.Behind, one.Agree = true, keys(of.Ahead...), keys(of.Behind), of.Agree
		}
		all.Measures = append(all.Measures, one)
	}
	return all
}
