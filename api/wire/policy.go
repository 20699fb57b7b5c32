package wire

import (
	"backofflab/scenario/schedule"
)

// PolicyAnswer is what GET /api/v1/policy answers.
type PolicyAnswer struct {
	Query      string          `json:"query"`
	Clients    int             `json:"clients_drawn"`
	Strategies []PolicyFigures `json:"strategies"`
}

// PolicyFigures are the delays of one strategy. What there is not is null.
type PolicyFigures struct {
	Strategy     string         `json:"strategy"`
	CapMS        *float64       `json:"cap_ms"`
	CapFromRetry *int           `json:"cap_from_retry"`
	Retries      []retryFigures `json:"retries"`
}

type retryFigures struct {
	Retry      int      `json:"retry"`
	MinMS      float64  `json:"delay_min_ms"`
	P5MS       float64  `json:"delay_p5_ms"`
	P50MS      float64  `json:"delay_p50_ms"`
	P95MS      float64  `json:"delay_p95_ms"`
	MaxMS      float64  `json:"delay_max_ms"`
	ModeMS     *float64 `json:"mode_ms"`
	ModeShare  float64  `json:"mode_share"`
	TotalP50MS float64  `json:"total_p50_ms"`
	TotalP95MS float64  `json:"total_p95_ms"`
	LateShare  float64  `json:"late_share"`
}

func PolicyFiguresOf(w schedule.Schedule) PolicyFigures {
	figures := PolicyFigures{Strategy: w.Strategy, Retries: []retryFigures{}}
	if w.CapAt > 0 {
		figures.CapMS, figures.CapFromRetry = at(w.Cap), &w.CapAt
	}
	for i, r := range w.Retries {
		one := retryFigures{
			Retry: i + 1,
			MinMS: InMS(r.Min), P5MS: InMS(r.P5), P50MS: InMS(r.Median), P95MS: InMS(r.P95), MaxMS: InMS(r.Max),
			ModeShare: r.Share, TotalP50MS: InMS(r.TotalMedian), TotalP95MS: InMS(r.TotalP95), LateShare: r.Late,
		}
		if r.Share > 0 {
			one.ModeMS = at(r.Mode)
		}
		figures.Retries = append(figures.Retries, one)
	}
	return figures
}
