package wire

import (
	"time"

	"backofflab/sim"
	"backofflab/sim/metrics"
)

// Outcome is what came of one strategy, without its columns. A figure that is
// undefined, such as the median of no completions, is null.
type Outcome struct {
	Strategy      string   `json:"strategy"`
	Attempts      int      `json:"attempts"`
	Requests      int      `json:"requests"`
	Successes     int      `json:"successes"`
	Rejected      int      `json:"rejected"`
	Failed        int      `json:"failed"`
	TimedOut      int      `json:"timed_out"`
	NotSent       int      `json:"not_sent"`
	Abandoned     int      `json:"abandoned"`
	Dropped       int      `json:"dropped"`
	GaveUp        int      `json:"gave_up"`
	GaveUpBy      reasons  `json:"gave_up_by"`
	Unfinished    int      `json:"unfinished"`
	Wasted        int      `json:"wasted"`
	Amplification float64  `json:"amplification"`
	PeakBin       int      `json:"peak_bin"`
	PeakPerS      float64  `json:"peak_per_s"`
	PeakOverRate  *float64 `json:"peak_over_rate"`
	HerdIndex     *float64 `json:"herd_index"`
	Waves         []wave   `json:"waves"`
	RecoveryMS    *float64 `json:"recovery_ms"`
	Fairness      *float64 `json:"fairness"`
	completion
	QueueWaitP50MS *float64 `json:"queue_wait_p50_ms"`
	QueueWaitP99MS *float64 `json:"queue_wait_p99_ms"`
	QueueWaitMaxMS *float64 `json:"queue_wait_max_ms"`
	Parts          []share  `json:"parts"`
	Partial        bool     `json:"partial"`
	BinMS          float64  `json:"bin_ms"`
}

// reasons counts the requests that were given up, by reason.
type reasons struct {
	Attempts   int `json:"attempts"`
	Deadline   int `json:"deadline"`
	Permanent  int `json:"permanent"`
	Budget     int `json:"budget"`
	RetryAfter int `json:"retry_after"`
}

// wave is a span in which retries came together.
type wave struct {
	FromMS  float64 `json:"from_ms"`
	ToMS    float64 `json:"to_ms"`
	Retries int     `json:"retries"`
	Clients int     `json:"clients"`
}

// share is what came of the clients of a mixed fleet that use one strategy.
type share struct {
	Strategy  string  `json:"strategy"`
	Clients   int     `json:"clients"`
	Requests  int     `json:"requests"`
	Attempts  int     `json:"attempts"`
	Successes int     `json:"successes"`
	GaveUp    int     `json:"gave_up"`
	GaveUpBy  reasons `json:"gave_up_by"`
	completion
}

// completion are the quantiles of completion times.
type completion struct {
	CompletionMinMS *float64 `json:"completion_min_ms"`
	CompletionP50MS *float64 `json:"completion_p50_ms"`
	CompletionP90MS *float64 `json:"completion_p90_ms"`
	CompletionP95MS *float64 `json:"completion_p95_ms"`
	CompletionP99MS *float64 `json:"completion_p99_ms"`
	CompletionMaxMS *float64 `json:"completion_max_ms"`
}

func OutcomeOf(r sim.Result) Outcome {
	o := Outcome{
		Strategy:      r.Strategy,
		Attempts:      r.Attempts,
		Requests:      r.Requests,
		Successes:     r.Successes,
		Rejected:      r.Rejected,
		Failed:        r.Failed,
		TimedOut:      r.TimedOut,
		NotSent:       r.NotSent,
		Abandoned:     r.Abandoned,
		Dropped:       r.Dropped,
		GaveUp:        r.GaveUp.Total(),
		GaveUpBy:      reasonsOf(r.GaveUp),
		Unfinished:    r.Unfinished,
		Wasted:        r.Wasted,
		Amplification: r.Amplification,
		PeakBin:       r.PeakBin,
		PeakPerS:      r.PeakPerS,
		Waves:         []wave{},
		completion:    completionOf(r.Completion),
		Parts:         []share{},
		Partial:       r.Partial,
		BinMS:         InMS(r.Bin),
	}
	if r.PeakOverRate > 0 {
		o.PeakOverRate = &r.PeakOverRate
	}
	if r.HerdBins > 0 {
		o.HerdIndex = &r.HerdIndex
	}
	if r.HasTrigger && r.Recovered {
		o.RecoveryMS = at(r.Recovery)
	}
	if r.Completion.Count() > 0 {
		fairness := r.Completion.Jain()
		o.Fairness = &fairness
	}
	if wait := r.QueueWait; wait.Count() > 0 {
		o.QueueWaitP50MS, o.QueueWaitP99MS, o.QueueWaitMaxMS = at(wait.Quantile(0.50)), at(wait.Quantile(0.99)), at(wait.Max())
	}
	for _, w := range r.Waves {
		o.Waves = append(o.Waves, wave{InMS(w.From), InMS(w.To), w.Retries, w.Clients})
	}
	for _, p := range r.Parts {
		o.Parts = append(o.Parts, share{
			Strategy: p.Strategy, Clients: p.Clients, Requests: p.Requests, Attempts: p.Attempts, Successes: p.Successes,
			GaveUp: p.GaveUp.Total(), GaveUpBy: reasonsOf(p.GaveUp), completion: completionOf(p.Completion),
		})
	}
	return o
}

func reasonsOf(g sim.GaveUp) reasons {
	return reasons{g.Attempts, g.Deadline, g.Permanent, g.Budget, g.RetryAfter}
}

func completionOf(done *metrics.Histogram) completion {
	if done.Count() == 0 {
		return completion{}
	}
	return completion{
		at(done.Min()), at(done.Quantile(0.50)), at(done.Quantile(0.90)),
		at(done.Quantile(0.95)), at(done.Quantile(0.99)), at(done.Max()),
	}
}

func at(d time.Duration) *float64 { ms := InMS(d); return &ms }

// InMS rounds once, so a duration has one value on every machine.
func InMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
