package wire

import (
	"slices"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// CompareAnswer is what GET /api/v1/compare answers: a scenario beside its baseline.
type CompareAnswer struct {
	Engine     string             `json:"engine"`
	Query      string             `json:"query"`
	With       string             `json:"with"` // query of the baseline; "" is the default scenario
	Runs       int                `json:"runs"` // seeds that both were run with; 1: nothing is said of chance
	Title      string             `json:"title"`
	Strategies []ComparedStrategy `json:"strategies"`
}

// ComparedStrategy is what came of a strategy in both, and the differences over all seeds.
type ComparedStrategy struct {
	Strategy    string             `json:"strategy"`
	With        string             `json:"with"` // the strategy of the baseline; another only where both have one
	Now         Object             `json:"now"`
	Baseline    Object             `json:"baseline"`
	Differences []PairedDifference `json:"differences"`
}

// PairedDifference is the means of a figure in both, and the difference of the first from the
// baseline with its 95 % interval, seed by seed. The lower is the better.
type PairedDifference struct {
	Figure   string  `json:"figure"`
	Unit     string  `json:"unit"`
	Runs     int     `json:"runs"` // pairs in which both have the figure
	Now      float64 `json:"now"`
	Baseline float64 `json:"baseline"`
	Mean     float64 `json:"mean"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Verdict  string  `json:"verdict"`
}

// CompareAnswerOf is the answer to who compares s with a baseline, of which that came: each
// with as many replications. Strategies are compared with themselves, or the only one of each.
func CompareAnswerOf(s, with scenario.Scenario, now, baseline experiment.Outcome, title string) CompareAnswer {
	answer := CompareAnswer{Engine: sim.EngineVersion, Query: s.Query(), With: with.Query(), Runs: 1, Title: title, Strategies: []ComparedStrategy{}}
	for i, r := range now.Results {
		j := slices.IndexFunc(baseline.Results, func(b sim.Result) bool { return b.Strategy == r.Strategy })
		if j < 0 && len(now.Results) == 1 && len(baseline.Results) == 1 {
			j = 0
		}
		if j < 0 {
			continue
		}
		one := ComparedStrategy{Strategy: r.Strategy, With: baseline.Results[j].Strategy, Now: FullResultOf(r), Baseline: FullResultOf(baseline.Results[j]), Differences: []PairedDifference{}}
		if now.Spreads != nil && baseline.Spreads != nil {
			answer.Runs = now.Spreads[i].Runs
			for _, p := range experiment.Against(now.Spreads[i], baseline.Spreads[j]) {
				one.Differences = append(one.Differences, PairedDifference{p.Name, p.Unit, p.Runs, p.Now, p.Baseline, p.Mean, p.Low, p.High, string(p.Verdict)})
			}
		}
		answer.Strategies = append(answer.Strategies, one)
	}
	return answer
}
