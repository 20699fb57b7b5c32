package view

import (
	"cmp"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/retry"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// MarksOf places the attempts of a run.
func MarksOf(l link.Link, run experiment.Traced) chart.Marks {
	s := run.Scenario
	_, lead := explain.Scenario(s)
	m := chart.Marks{Query: l.Query(), Own: OwnOf(l), Lead: lead, Footer: footer(s), Frame: FrameOf(s)}
	strategies := strategiesOf(s.Strategies)
	for i, trace := range run.Traces {
		m.Frame.Bins = max(m.Frame.Bins, len(trace.Result.Columns.Attempts))
		m.Panels = append(m.Panels, markPanelOf(strategies[i], trace.Attempts, s.Bin))
	}
	return m
}

// errand is a request, told apart from others of its client by when it began.
type errand struct {
	client uint32
	begun  time.Duration
}

// fate is when a request was over: at its success, or with its last attempt.
type fate struct {
	errand
	through bool
	at      time.Duration
}

func markPanelOf(strategy chart.Strategy, attempts []sim.Attempt, bin time.Duration) chart.MarkPanel {
	rows := rowsByFate(attempts)
	panel := chart.MarkPanel{Strategy: strategy, Rows: len(rows)}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		panel.Marks = append(panel.Marks, chart.Mark{
			Row: rows[errand{a.Client, a.Begun}], At: float64(a.Reached) / float64(bin), End: endOf(a),
		})
	}
	slices.SortFunc(panel.Marks, func(a, b chart.Mark) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.At, b.At), cmp.Compare(a.End, b.End))
	})
	return panel
}

// rowsByFate gives each request whose attempts reached the service its row: those that
// succeeded by when they learned of it, then the others by when they last tried.
func rowsByFate(attempts []sim.Attempt) map[errand]int {
	fates := map[errand]fate{}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		key := errand{a.Client, a.Begun}
		if endOf(a) == chart.GotThrough { // and no attempt follows
			fates[key] = fate{key, true, a.Answered}
		} else {
			fates[key] = fate{key, false, max(fates[key].at, a.Reached)}
		}
	}
	order := make([]fate, 0, len(fates))
	for _, f := range fates {
		order = append(order, f)
	}
	slices.SortFunc(order, func(a, b fate) int {
		if a.through != b.through {
			if a.through {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.client, b.client), cmp.Compare(a.begun, b.begun))
	})
	rows := make(map[errand]int, len(order))
	for i, f := range order {
		rows[f.errand] = i
	}
	return rows
}

func endOf(a sim.Attempt) chart.MarkEnd {
	switch {
	case a.Answered == sim.Unknown:
		return chart.Lost
	case a.Outcome == retry.Success:
		return chart.GotThrough
	case a.Outcome == retry.Rejected:
		return chart.TurnedAway
	}
	return chart.Lost
}
