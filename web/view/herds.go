package view

import (
	"strconv"

	"backofflab/internal/format"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// herdsOf are the worst waves of each fleet.
func herdsOf(results []sim.Result, strategies []chart.Strategy) []chart.Herd {
	var herds []chart.Herd
	for i, r := range results {
		herd := chart.Herd{Strategy: strategies[i]}
		for _, w := range r.Waves[:min(len(r.Waves), chart.MaxWaves)] {
			herd.Waves = append(herd.Waves, chart.Wave{
				When:    format.Moment(w.From),
				UntilMS: strconv.FormatInt(w.To.Milliseconds()+1, 10),
				Retries: format.Count(w.Retries),
				Clients: format.Count(w.Clients),
			})
		}
		herds = append(herds, herd)
	}
	return herds
}
