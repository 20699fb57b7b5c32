package wire

import (
	"backofflab/experiment"
)

// Comparison says of one figure which strategy does best, and how far the others are
// from it.
type Comparison struct {
	Figure      string       `json:"figure"`
	Unit        string       `json:"unit"`
	Best        string       `json:"best"`
	Mean        float64      `json:"mean"`
	Differences []difference `json:"differences"`
}

// difference is that of a strategy from the best, with its 95 % interval.
type difference struct {
	Strategy string  `json:"strategy"`
	Runs     int     `json:"runs"` // pairs in which both have the figure
	Mean     float64 `json:"mean"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Verdict  string  `json:"verdict"`
}

func ComparisonsOf(spreads []experiment.Spread) []Comparison {
	all := []Comparison{}
	for _, c := range experiment.Compare(spreads) {
		one := Comparison{Figure: c.Name, Unit: c.Unit, Best: c.Best, Mean: c.Mean, Differences: []difference{}}
		for _, d := range c.Differences {
			one.Differences = append(one.Differences, difference{d.Strategy, d.Runs, d.Mean, d.Low, d.High, string(d.Verdict)})
		}
		all = append(all, one)
	}
	return all
}
