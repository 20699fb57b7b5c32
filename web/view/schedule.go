package view

import (
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
	"backofflab/web/templates/chart"
)

// ScheduleOf are the delays of a scenario's policy as templates show them.
func ScheduleOf(s scenario.Scenario) *chart.Schedule {
	all := schedule.Of(s)
	title, note := explain.Schedule(all)
	view := &chart.Schedule{
		Query: s.Query(), Title: title, Note: note, Clients: schedule.Clients,
		Deadline:   s.Deadline > 0,
		RetryAfter: s.Obeys(),
	}
	made := false
	for i, strategy := range StrategiesOf(s.Strategies) {
		w := all[i]
		made = made || w.Last() > 0
		view.Retries = max(view.Retries, min(len(w.Retries), w.Last()+1))
		panel := chart.SchedulePanel{Strategy: strategy, Cap: w.Cap, OwnCap: w.Library}
		panel.CutAt, panel.Cut = cutOf(w)
		for _, r := range w.Retries[:w.Last()] {
			panel.Retries = append(panel.Retries, chart.Delay{
				Min: r.Min, P5: r.P5, Median: r.Median, P95: r.P95, Max: r.Max, Mode: r.Mode, Share: r.Share, Total: r.TotalMedian,
			})
		}
		panel.Caption = scheduleCaption(w)
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
			return i + 1, format.WholePercent(r.Late) + " too late"
		}
	}
	return 0, ""
}

// scheduleCaption says how long a client waits in all, and from where on the cap holds.
func scheduleCaption(w schedule.Schedule) chart.Caption {
	n := w.Last()
	if n == 0 {
		return chart.Caption{Words: "no retry is made"}
	}
	total := w.Retries[n-1]
	if total.TotalP95 == 0 {
		return chart.Caption{Words: "no wait"}
	}
	if total.TotalMedian == 0 {
		return chart.Caption{Words: "no wait for at least half"}
	}
	caption := chart.Caption{Figure: format.Elapsed(total.TotalMedian), Words: " in all"}
	if total.TotalMedian < total.TotalP95 {
		caption.Figure = "about " + caption.Figure
	}
	if w.CapAt > 0 && w.CapAt <= n {
		caption.Words += " · cap from retry " + format.Name(w.CapAt)
	} else {
		caption.Words += " by retry " + format.Name(n)
	}
	return caption
}

// spansOf are the times at which a scenario makes trouble for the service or the clients.
// A spike is none of them: the charts show it as load.
func spansOf(s scenario.Scenario) (spans [3]chart.Span) {
	places := map[scenario.DisturbanceKind]int{scenario.DisturbanceOutage: 0, scenario.DisturbanceBrownout: 1, scenario.DisturbanceCrash: 2}
	for _, d := range s.Disturbances() {
		if place, ok := places[d.Kind]; ok {
			spans[place] = chart.Span{Name: d.Kind.String(), From: d.From, To: d.To}
		}
	}
	return spans
}
