package wire

import (
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// PolicyAnswer is what GET /api/v1/policy answers.
type PolicyAnswer struct {
	Query      string          `json:"query"`
	Clients    int             `json:"clients_drawn"`
	Strategies []PolicyFigures `json:"strategies"`
}

// PolicyAnswerOf is the answer to who asks for the policy of a scenario.
func PolicyAnswerOf(s scenario.Scenario) PolicyAnswer {
	answer := PolicyAnswer{Query: s.Query(), Clients: schedule.Clients, Strategies: []PolicyFigures{}}
	for _, w := range schedule.All(s) {
		answer.Strategies = append(answer.Strategies, PolicyFiguresOf(w))
	}
	return answer
}

// PolicyFigures are the delays of one strategy. What there is not is null.
type PolicyFigures struct {
	Strategy string `json:"strategy"`
	delaysFigures

	// After is null but for a library that waits otherwise after a rejection than after
	// any other failure: it says which these delays come after. Other has those that come
	// after the other.
	After *string      `json:"after"`
	Other *otherDelays `json:"other"`
}

type otherDelays struct {
	After string `json:"after"`
	delaysFigures
}

type delaysFigures struct {
	CapMS        *float64       `json:"cap_ms"`
	CapFromRetry *int           `json:"cap_from_retry"`
	InAll        *totalFigures  `json:"in_all"`
	Retries      []retryFigures `json:"retries"`
}

// totalFigures are of the sums of all delays up to the last retry that any client makes.
type totalFigures struct {
	Retries int     `json:"retries"`
	MinMS   float64 `json:"min_ms"`
	MeanMS  float64 `json:"mean_ms"`
	P50MS   float64 `json:"p50_ms"`
	P95MS   float64 `json:"p95_ms"`
	MaxMS   float64 `json:"max_ms"`
}

type retryFigures struct {
	Retry       int      `json:"retry"`
	MinMS       float64  `json:"delay_min_ms"`
	P5MS        float64  `json:"delay_p5_ms"`
	P50MS       float64  `json:"delay_p50_ms"`
	P95MS       float64  `json:"delay_p95_ms"`
	MaxMS       float64  `json:"delay_max_ms"`
	MeanMS      float64  `json:"delay_mean_ms"`
	ModeMS      *float64 `json:"mode_ms"`
	ModeShare   float64  `json:"mode_share"`
	TotalMeanMS float64  `json:"total_mean_ms"`
	TotalP50MS  float64  `json:"total_p50_ms"`
	TotalP95MS  float64  `json:"total_p95_ms"`
	LateShare   float64  `json:"late_share"`
}

// PolicyFiguresOf are the figures of a schedule with all of its retries.
func PolicyFiguresOf(w schedule.Schedule) PolicyFigures {
	figures := PolicyFigures{Strategy: w.Strategy, delaysFigures: delaysOf(w)}
	if w.Other != nil {
		after := afterWhat(w)
		figures.After, figures.Other = &after, &otherDelays{afterWhat(*w.Other), delaysOf(*w.Other)}
	}
	return figures
}

func afterWhat(w schedule.Schedule) string {
	if w.AfterRejection {
		return "rejection"
	}
	return "other failure"
}

func delaysOf(w schedule.Schedule) delaysFigures {
	figures := delaysFigures{Retries: []retryFigures{}}
	if w.CapAt > 0 {
		figures.CapMS, figures.CapFromRetry = at(w.Cap), &w.CapAt
	}
	if in, ok := w.InAll(); ok {
		total := in.Total
		figures.InAll = &totalFigures{w.Made, InMS(total.Min), InMS(total.Mean), InMS(total.Median), InMS(total.P95), InMS(total.Max)}
	}
	for _, r := range w.Retries {
		one := retryFigures{
			Retry: r.Retry,
			MinMS: InMS(r.Min), P5MS: InMS(r.P5), P50MS: InMS(r.Median), P95MS: InMS(r.P95), MaxMS: InMS(r.Max), MeanMS: InMS(r.Mean),
			ModeShare: r.Share, TotalMeanMS: InMS(r.Total.Mean), TotalP50MS: InMS(r.Total.Median), TotalP95MS: InMS(r.Total.P95), LateShare: r.Late,
		}
		if r.Share > 0 {
			one.ModeMS = at(r.Mode)
		}
		figures.Retries = append(figures.Retries, one)
	}
	return figures
}
