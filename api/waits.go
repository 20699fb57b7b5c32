package api

import (
	"fmt"
	"math"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/schedule"
	"backofflab/web/templates"
)

// waitsOf are the delays of a scenario's policy as templates show them.
func waitsOf(s scenario.Scenario) *templates.Waits {
	all := schedule.Of(s)
	title, note := explain.Schedule(all)
	view := &templates.Waits{
		Query: s.Query(), Title: title, Note: note, Clients: schedule.Clients,
		Deadline: s.Deadline > 0,
		Asked:    s.Obeys(),
	}
	made := false
	for i, strategy := range strategiesOf(s.Strategies) {
		w := all[i]
		made = made || w.Last() > 0
		view.Retries = max(view.Retries, min(len(w.Retries), w.Last()+1))
		panel := templates.WaitPanel{Strategy: strategy, Cap: w.Cap, OwnCap: w.Library}
		panel.CutAt, panel.Cut = cutOf(w)
		for _, r := range w.Retries[:w.Last()] {
			panel.Retries = append(panel.Retries, templates.Wait{
				Min: r.Min, P5: r.P5, Median: r.Median, P95: r.P95, Max: r.Max, Mode: r.Mode, Share: r.Share, Total: r.TotalMedian,
			})
		}
		panel.Caption = waitCaption(w)
		view.Panels = append(view.Panels, panel)
	}
	if !made { // nothing is drawn, and nothing cut
		view.Retries = 0
		for i := range view.Panels {
			view.Panels[i].CutAt = 0
		}
	}
	return view
}

// cutOf is the first retry that most clients are too late for, else the last if any
// are, and their share.
func cutOf(w schedule.Schedule) (retry int, share string) {
	for i, r := range w.Retries {
		if r.Late >= 0.5 || r.Late > 0 && i == len(w.Retries)-1 {
			return i + 1, fmt.Sprintf("%d\u00a0%% too late", max(1, int(math.Floor(r.Late*100))))
		}
	}
	return 0, ""
}

// waitCaption says how long a client waits in all, and from where on the cap holds.
func waitCaption(w schedule.Schedule) templates.Caption {
	n := w.Last()
	if n == 0 {
		return templates.Caption{Words: "no retry is made"}
	}
	total := w.Retries[n-1]
	caption := templates.Caption{Figure: explain.Seconds(total.TotalMedian), Words: " in all"}
	if total.TotalMedian < total.TotalP95 {
		caption.Figure = "about " + caption.Figure
	}
	if w.CapAt > 0 && w.CapAt <= n {
		caption.Words += fmt.Sprintf(" · cap from retry %d", w.CapAt)
	} else {
		caption.Words += fmt.Sprintf(" by retry %d", n)
	}
	return caption
}

// policyAnswer is what GET /api/v1/policy answers.
type policyAnswer struct {
	Query      string          `json:"query"`
	Clients    int             `json:"clients_drawn"`
	Strategies []policyFigures `json:"strategies"`
}

// policyFigures are the delays of one strategy. What there is not is null.
type policyFigures struct {
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

func (s *Server) policyJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	answer := policyAnswer{Query: scenario.Query(), Clients: schedule.Clients, Strategies: []policyFigures{}}
	for _, w := range schedule.Of(scenario) {
		answer.Strategies = append(answer.Strategies, policyFiguresOf(w))
	}
	body, err := encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

func policyFiguresOf(w schedule.Schedule) policyFigures {
	figures := policyFigures{Strategy: w.Strategy, Retries: []retryFigures{}}
	if w.CapAt > 0 {
		figures.CapMS, figures.CapFromRetry = at(w.Cap), &w.CapAt
	}
	for i, r := range w.Retries {
		one := retryFigures{
			Retry: i + 1,
			MinMS: inMS(r.Min), P5MS: inMS(r.P5), P50MS: inMS(r.Median), P95MS: inMS(r.P95), MaxMS: inMS(r.Max),
			ModeShare: r.Share, TotalP50MS: inMS(r.TotalMedian), TotalP95MS: inMS(r.TotalP95), LateShare: r.Late,
		}
		if r.Share > 0 {
			one.ModeMS = at(r.Mode)
		}
		figures.Retries = append(figures.Retries, one)
	}
	return figures
}

// spansOf are the times at which a scenario makes trouble.
func spansOf(s scenario.Scenario) (spans [3]templates.Span) {
	if s.Outage != scenario.OutageNone {
		spans[0] = templates.Span{Name: "outage", From: s.OutageFrom, To: s.OutageTo}
	}
	if s.Brownout < 1 {
		spans[1] = templates.Span{Name: "brownout", From: s.BrownoutFrom, To: s.BrownoutTo}
	}
	if s.Crash > 0 && s.CrashShare > 0 {
		spans[2] = templates.Span{Name: "crash", From: s.Crash, To: s.Crash + s.Restart}
	}
	return spans
}
