package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// Widen lets the scales of a run hold its bands as well. Their bins are as wide as the
// run's, which is one of the replications, or so many times as wide.
func Widen(f *chart.Frame, spreads []experiment.Spread) {
	for _, spread := range spreads {
		ratio := int(spread.Bin / f.Bin)
		f.Reach = max(f.Reach, len(spread.Attempts)*ratio)
		for bin, b := range spread.Attempts {
			f.Count(bin*ratio, (int(b.High)+ratio-1)/ratio)
		}
		for _, b := range spread.Completed {
			f.Done = max(f.Done, int(b.High))
		}
	}
}

// bandsOfSeries are the bands of a fleet by its number, for a run with bins of a width;
// none where there is one run.
func bandsOfSeries(i int, bin time.Duration, spreads []experiment.Spread) chart.Bands {
	if i >= len(spreads) {
		return chart.Bands{}
	}
	return chart.Bands{Ratio: float64(spreads[i].Bin) / float64(bin), Attempts: wholeBands(spreads[i].Attempts), Completed: wholeBands(spreads[i].Completed)}
}

// wholeBands are bands of counts. Their quantiles are values of runs, so whole.
func wholeBands(list []metrics.Band) []chart.Band {
	bands := make([]chart.Band, len(list))
	for i, b := range list {
		bands[i] = chart.Band{Low: int(b.Low), Median: int(b.Median), High: int(b.High)}
	}
	return bands
}
