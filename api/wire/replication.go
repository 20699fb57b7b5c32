package wire

import (
	"backofflab/experiment"
	"backofflab/sim/metrics"
)

// Replication is what the runs of one strategy with different seeds have in
// common. Low, median and high are the 5 %, 50 % and 95 % quantile of all runs.
type Replication struct {
	Strategy        string         `json:"strategy"`
	Runs            int            `json:"runs"`
	Figures         []figureBand   `json:"figures"`
	BinMS           float64        `json:"bin_ms"`
	AttemptsPerBin  bands          `json:"attempts_per_bin"`
	CompletedByBin  bands          `json:"completed_by_bin"`  // running totals
	CompletionP99MS *float64       `json:"completion_p99_ms"` // of all runs together
	Requests        int            `json:"requests"`          // likewise
	ByAttempt       []attemptCount `json:"by_attempt"`        // likewise
}

type figureBand struct {
	Name   string  `json:"name"`
	Unit   string  `json:"unit"`
	Runs   int     `json:"runs"` // that have the figure
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	High   float64 `json:"high"`
}

// bands hold a quantile each, bin by bin.
type bands struct {
	Low    []float64 `json:"low"`
	Median []float64 `json:"median"`
	High   []float64 `json:"high"`
}

func ReplicationOf(s experiment.Spread) Replication {
	r := Replication{
		Strategy: s.Strategy, Runs: s.Runs, Figures: []figureBand{}, BinMS: InMS(s.Bin),
		AttemptsPerBin: bandsOf(s.Attempts), CompletedByBin: bandsOf(s.Completed), Requests: s.Requests, ByAttempt: byAttemptOf(s.ByAttempt),
	}
	if s.Completion.Count() > 0 {
		r.CompletionP99MS = at(s.Completion.Quantile(0.99))
	}
	for _, f := range s.Figures {
		r.Figures = append(r.Figures, figureBand{f.Name, f.Unit, f.Runs, f.Band.Low, f.Band.Median, f.Band.High})
	}
	return r
}

func bandsOf(list []metrics.Band) bands {
	b := bands{Low: []float64{}, Median: []float64{}, High: []float64{}}
	for _, band := range list {
		b.Low, b.Median, b.High = append(b.Low, band.Low), append(b.Median, band.Median), append(b.High, band.High)
	}
	return b
}
