package api

import (
	"time"

	"backofflab/sim"
)

// outcome is what came of one strategy, without its columns. A figure that is
// undefined, such as the median of no completions, is null.
type outcome struct {
	Strategy        string   `json:"strategy"`
	Attempts        int      `json:"attempts"`
	Requests        int      `json:"requests"`
	Successes       int      `json:"successes"`
	Rejected        int      `json:"rejected"`
	Failed          int      `json:"failed"`
	GaveUp          int      `json:"gave_up"`
	GaveUpBy        reasons  `json:"gave_up_by"`
	Unfinished      int      `json:"unfinished"`
	Wasted          int      `json:"wasted"`
	Amplification   float64  `json:"amplification"`
	PeakBin         int      `json:"peak_bin"`
	PeakPerS        float64  `json:"peak_per_s"`
	PeakOverRate    float64  `json:"peak_over_rate"`
	HerdIndex       *float64 `json:"herd_index"`
	Fairness        *float64 `json:"fairness"`
	CompletionMinMS *float64 `json:"completion_min_ms"`
	CompletionP50MS *float64 `json:"completion_p50_ms"`
	CompletionP90MS *float64 `json:"completion_p90_ms"`
	CompletionP95MS *float64 `json:"completion_p95_ms"`
	CompletionP99MS *float64 `json:"completion_p99_ms"`
	CompletionMaxMS *float64 `json:"completion_max_ms"`
	BinMS           float64  `json:"bin_ms"`
}

// reasons counts the requests that were given up, by reason.
type reasons struct {
	Attempts  int `json:"attempts"`
	Deadline  int `json:"deadline"`
	Permanent int `json:"permanent"`
}

func outcomeOf(r sim.Result) outcome {
	o := outcome{
		Strategy:      r.Strategy,
		Attempts:      r.Attempts,
		Requests:      r.Requests,
		Successes:     r.Successes,
		Rejected:      r.Rejected,
		Failed:        r.Failed,
		GaveUp:        r.GaveUp.Total(),
		GaveUpBy:      reasons{r.GaveUp.Attempts, r.GaveUp.Deadline, r.GaveUp.Permanent},
		Unfinished:    r.Unfinished,
		Wasted:        r.Wasted,
		Amplification: r.Amplification,
		PeakBin:       r.PeakBin,
		PeakPerS:      r.PeakPerS,
		PeakOverRate:  r.PeakOverRate,
		BinMS:         inMS(r.Bin),
	}
	if r.HerdBins > 0 {
		o.HerdIndex = &r.HerdIndex
	}
	if done := r.Completion; done.Count() > 0 {
		fairness := done.Jain()
		at := func(d time.Duration) *float64 { ms := inMS(d); return &ms }
		o.Fairness = &fairness
		o.CompletionMinMS = at(done.Min())
		o.CompletionP50MS = at(done.Quantile(0.50))
		o.CompletionP90MS = at(done.Quantile(0.90))
		o.CompletionP95MS = at(done.Quantile(0.95))
		o.CompletionP99MS = at(done.Quantile(0.99))
		o.CompletionMaxMS = at(done.Max())
	}
	return o
}

// inMS rounds once, so a duration has one value on every machine.
func inMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
