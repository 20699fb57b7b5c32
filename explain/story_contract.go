package explain

import (
	"math"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

func done95(s scenario.Scenario, r sim.Result) (time.Duration, bool) {
	wanted := int(math.Ceil(0.95 * float64(r.Requests)))
	if r.Successes < wanted || wanted == 0 {
		return 0, false
	}
	if s.Population != scenario.PopulationOnce {
		return r.Completion.Quantile(min(1, float64(wanted)/float64(r.Successes))), true
	}
	for i, n := range r.Columns.Completed {
		if wanted -= n; wanted <= 0 {
			return time.Duration(i+1) * r.Bin, true
		}
	}
	return 0, false
}

func largest(r sim.Result) metrics.Wave {
	if len(r.Waves) == 0 {
		return metrics.Wave{}
	}
	return r.Waves[0]
}

func admittedWithin(s scenario.Scenario, d time.Duration) float64 {
	kind, params := s.Limits()
	most := math.Inf(1)
	if kind.AtOnce != nil {
		if n := kind.Bound(params, d); n < math.MaxInt32 {
			most = float64(n)
		}
	}
	return most
}
