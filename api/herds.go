package api

import (
	"strconv"

	"backofflab/explain"
	"backofflab/sim"
	"backofflab/web/templates"
)

// herdsOf are the worst waves of each fleet.
func herdsOf(results []sim.Result, strategies []templates.Strategy) []templates.Herd {
	var herds []templates.Herd
	for i, r := range results {
		herd := templates.Herd{Strategy: strategies[i]}
		for _, w := range r.Waves[:min(len(r.Waves), templates.MaxWaves)] {
			herd.Waves = append(herd.Waves, templates.Wave{
				When:    explain.Moment(w.From),
				UntilMS: strconv.FormatInt(w.To.Milliseconds()+1, 10),
				Retries: templates.Thousands(w.Retries),
				Clients: templates.Thousands(w.Clients),
			})
		}
		herds = append(herds, herd)
	}
	return herds
}
