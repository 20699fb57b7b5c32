package wire

import (
	"backofflab/calculator"
	"backofflab/scenario/schedule"
)

// BackoffAnswer is what GET /api/v1/backoff answers: one retry policy in figures. What there is
// not is null.
type BackoffAnswer struct {
	Query    string   `json:"query"` // canonical
	Strategy string   `json:"strategy"`
	Name     string   `json:"name"`
	Attempts int      `json:"attempts"`
	Deadline *float64 `json:"deadline_ms"`
	// After is null but for a library that waits otherwise after a rejection than after any
	// other failure: it says which these delays come after.
	After     *string        `json:"after"`
	Clients   int            `json:"clients_drawn"` // whose sums, and delays where Remembers, are measured
	Remembers bool           `json:"remembers"`     // a delay depends on the one before
	Formula   backoffFormula `json:"formula"`
	Retries   []backoffRetry `json:"retries"`
	Waiting   backoffWaiting `json:"waiting"`
	Within    backoffWithin  `json:"within"`
}

type backoffFormula struct {
	Text    string  `json:"text"`
	Retry   *int    `json:"retry"`
	Numbers *string `json:"numbers"` // with that retry put in
	Value   *string `json:"value"`   // worked out
	Note    *string `json:"note"`
}

type backoffRetry struct {
	Retry       int            `json:"retry"`
	MinMS       float64        `json:"delay_min_ms"`
	P5MS        float64        `json:"delay_p5_ms"`
	P50MS       float64        `json:"delay_p50_ms"`
	P95MS       float64        `json:"delay_p95_ms"`
	P99MS       float64        `json:"delay_p99_ms"`
	MaxMS       float64        `json:"delay_max_ms"`
	MeanMS      float64        `json:"delay_mean_ms"`
	Density     backoffDensity `json:"density"`
	TotalMinMS  float64        `json:"total_min_ms"`
	TotalMeanMS float64        `json:"total_mean_ms"`
	TotalP50MS  float64        `json:"total_p50_ms"`
	TotalP95MS  float64        `json:"total_p95_ms"`
	TotalMaxMS  float64        `json:"total_max_ms"`
	LateShare   float64        `json:"late_share"`
}

// backoffDensity has the shares of equal bins.
type backoffDensity struct {
	FromMS float64   `json:"from_ms"`
	ToMS   float64   `json:"to_ms"`
	Shares []float64 `json:"shares"`
}

// backoffWaiting is the share of clients that are still waiting after a time.
type backoffWaiting struct {
	TMS   float64        `json:"t_ms"`
	Share float64        `json:"share"`
	Curve []backoffPoint `json:"curve"`
}

type backoffPoint struct {
	TMS   float64 `json:"t_ms"`
	Share float64 `json:"share"`
}

// backoffWithin is how many retries a client makes in a time, if attempts were endless. Mean and
// Median are null where nothing is waited.
type backoffWithin struct {
	TimeMS float64  `json:"time_ms"`
	Mean   *float64 `json:"retries_mean"`
	Median *float64 `json:"retries_median"`
	Exact  bool     `json:"exact"`
}

// curvePoints is how many points a curve has at least.
const curvePoints = 40

// BackoffAnswerOf is a table as JSON.
func BackoffAnswerOf(t calculator.Table) BackoffAnswer {
	a := BackoffAnswer{
		Query: t.Ask.Query(), Strategy: t.Ask.Strategy(), Name: t.Kind.Name, Attempts: t.Attempts,
		Clients: schedule.Clients, Remembers: t.Remembers, Formula: formulaOf(t.Formula), Retries: []backoffRetry{},
		Waiting: backoffWaiting{TMS: InMS(t.Ask.T), Share: t.Waiting.After(t.Ask.T)},
		Within:  backoffWithin{TimeMS: InMS(t.Within.Time), Exact: t.Within.Exact},
	}
	if t.Deadline > 0 {
		a.Deadline = at(t.Deadline)
	}
	if t.Rejections {
		after := "failure"
		if t.Ask.AfterRejection {
			after = "rejection"
		}
		a.After = &after
	}
	if !t.Within.Unbounded {
		a.Within.Mean, a.Within.Median = &t.Within.Mean, &t.Within.Median
	}
	for _, r := range t.Rows {
		a.Retries = append(a.Retries, backoffRetryOf(r))
	}
	for _, p := range t.Waiting.Curve(curvePoints) {
		a.Waiting.Curve = append(a.Waiting.Curve, backoffPoint{InMS(p.T), p.Share})
	}
	return a
}

func formulaOf(f calculator.Formula) backoffFormula {
	out := backoffFormula{Text: f.Text}
	if f.Retry > 0 {
		out.Retry, out.Numbers, out.Value = &f.Retry, &f.Numbers, &f.Value
	}
	if f.Note != "" {
		out.Note = &f.Note
	}
	return out
}

func backoffRetryOf(r calculator.Row) backoffRetry {
	return backoffRetry{
		Retry: r.Retry,
		MinMS: InMS(r.Least), P5MS: InMS(r.P5), P50MS: InMS(r.Median), P95MS: InMS(r.P95), P99MS: InMS(r.P99), MaxMS: InMS(r.Most), MeanMS: InMS(r.Mean),
		Density:    backoffDensity{InMS(r.Density.From), InMS(r.Density.To), r.Density.Shares},
		TotalMinMS: InMS(r.Total.Least), TotalMeanMS: InMS(r.Total.Mean), TotalP50MS: InMS(r.Total.Median), TotalP95MS: InMS(r.Total.P95), TotalMaxMS: InMS(r.Total.Most),
		LateShare: r.Late,
	}
}
