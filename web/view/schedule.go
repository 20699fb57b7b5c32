package view

import (
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
	"backofflab/web/templates/chart"
)

// delays are the schedules of policies that were looked at last. Each stands on the page and at
// the end of the stream of every run, whose seeds have no part in it. They have some 4 MB at
// most, a retry some 150 bytes.
var delays = share.NewCache(share.Bounds{Count: 256, Weight: 32 << 10, Each: 4 << 10}, retriesOf)

// retriesOf is how many retries schedules have.
func retriesOf(all []schedule.Schedule) int {
	n := 0
	for _, s := range all {
		n += len(s.Retries)
		if s.Other != nil {
			n += len(s.Other.Retries)
		}
	}
	return n
}

// delaysOf is schedule.Of, kept.
func delaysOf(s scenario.Scenario) []schedule.Schedule {
	s.Seed, s.Runs = scenario.Default().Seed, 1
	key := s.Query()
	all, kept := delays.Get(key)
	if !kept {
		all = schedule.Of(s)
		delays.Put(key, all)
	}
	return all
}

// ScheduleOf are the delays of a scenario's policy as templates show them.
func ScheduleOf(s scenario.Scenario) *chart.Schedule {
	all := delaysOf(s)
	title, note := explain.Schedule(s, all)
	view := &chart.Schedule{
		Query: s.Query(), Title: title, Note: note, Clients: schedule.Clients,
		Deadline:   s.Deadline > 0,
		RetryAfter: s.Obeys(),
	}
	made := false
	for i, strategy := range StrategiesOf(s.Strategies) {
		w := all[i]
		made = made || w.Made > 0
		attempts := s.Attempts
		parts, _ := scenario.Shares(strategy.Key)
		for _, part := range parts {
			attempts = max(attempts, s.For(part.Strategy).Attempts)
		}
		view.Retries = max(view.Retries, min(attempts-1, schedule.Pictured, w.Made+1))
		panel := chart.SchedulePanel{Strategy: strategy, Cap: w.Cap, OwnCap: w.Library}
		panel.CutAt, panel.Cut = cutOf(w)
		for _, r := range w.Picture() {
			panel.Retries = append(panel.Retries, delayOf(r))
		}
		for _, r := range w.Retries[len(panel.Retries):] {
			if r.Retry > schedule.Pictured && r.Retry <= w.Made {
				panel.Later = append(panel.Later, delayOf(r))
			}
		}
		if in, ok := w.InAll(); ok {
			panel.InAll = chart.InAll{Retries: w.Made, Mean: in.Total.Mean, Min: in.Total.Min, Max: in.Total.Max}
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

func delayOf(r schedule.Delay) chart.Delay {
	return chart.Delay{
		Retry: r.Retry, Min: r.Min, P5: r.P5, Median: r.Median, P95: r.P95, Max: r.Max, Mode: r.Mode, Share: r.Share, Total: r.Total.Median,
	}
}

// cutOf is the first retry in the picture that most clients are too late for, else the last
// if any are, and their share.
func cutOf(w schedule.Schedule) (retry int, share string) {
	for i, r := range w.Retries {
		last := i == len(w.Retries)-1 || r.Retry == schedule.Pictured
		if r.Late >= 0.5 || r.Late > 0 && last {
			return r.Retry, format.WholePercent(r.Late) + " too late"
		}
		if last {
			break
		}
	}
	return 0, ""
}

// scheduleCaption says how long a client waits in all, and from where on the cap holds.
func scheduleCaption(w schedule.Schedule) chart.Caption {
	in, ok := w.InAll()
	if !ok {
		return chart.Caption{Words: "no retry is made"}
	}
	if in.Total.P95 == 0 {
		return chart.Caption{Words: "no wait"}
	}
	if in.Total.Median == 0 {
		return chart.Caption{Words: "no wait for at least half"}
	}
	caption := chart.Caption{Figure: format.Elapsed(in.Total.Median), Words: " in all"}
	if in.Total.Median >= schedule.Endless {
		caption.Figure = "over " + format.Span(schedule.Endless)
	} else if in.Total.Median < in.Total.P95 {
		caption.Figure = "about " + caption.Figure
	}
	if w.CapAt > 0 && w.CapAt <= w.Made {
		caption.Words += " · cap from retry " + format.Name(w.CapAt)
	} else {
		caption.Words += " by retry " + format.Name(w.Made)
	}
	return caption
}

// spansOf are the times at which a scenario makes trouble for the service or the clients.
// A spike is none of them: the charts show it as load.
func spansOf(s scenario.Scenario) (spans [4]chart.Span) {
	places := map[scenario.DisturbanceKind]int{scenario.DisturbanceOutage: 0, scenario.DisturbanceBrownout: 1, scenario.DisturbanceCrash: 2, scenario.DisturbanceFailures: 3}
	for _, d := range s.Disturbances() {
		if place, ok := places[d.Kind]; ok {
			spans[place] = chart.Span{Name: d.Kind.String(), From: d.From, To: d.To}
		}
	}
	return spans
}
