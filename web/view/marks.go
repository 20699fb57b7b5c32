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
	bin, end := lengthOf(run.Traces)
	m := chart.Marks{Query: l.Query(), Own: OwnOf(l), Lead: lead, Footer: footer(s, bin), Frame: FrameOf(s, bin)}
	m.Frame.Bins = int((end + bin - 1) / bin)
	strategies := StrategiesOf(s.Strategies)
	for i, trace := range run.Traces {
		m.Panels = append(m.Panels, markPanelOf(strategies[i], trace.Attempts, bin))
	}
	return m
}

// lengthOf is the width of the bins of a run of which each strategy was traced alone, and
// the end of the last.
func lengthOf(traces []sim.Trace) (bin, end time.Duration) {
	for _, trace := range traces {
		bin = max(bin, trace.Result.Bin)
		end = max(end, trace.Result.Length())
	}
	return bin, end
}

// requestKey identifies a request: a client's requests begin at different times.
type requestKey struct {
	client uint32
	begun  time.Duration
}

// requestEnd is when a request ended: at its success, or with its last attempt.
type requestEnd struct {
	requestKey
	through bool
	at      time.Duration
}

func markPanelOf(strategy chart.Strategy, attempts []sim.Attempt, bin time.Duration) chart.MarkPanel {
	rows := rowsByEnd(attempts)
	panel := chart.MarkPanel{Strategy: strategy, Rows: len(rows)}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		panel.Marks = append(panel.Marks, chart.Mark{
			Row: rows[requestKey{a.Client, a.Begun}], At: float64(a.Reached) / float64(bin), End: endOf(a),
		})
	}
	slices.SortFunc(panel.Marks, func(a, b chart.Mark) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.At, b.At), cmp.Compare(a.End, b.End))
	})
	return panel
}

// rowsByEnd gives each request whose attempts reached the service its row: those that
// succeeded by when they learned of it, then the others by when they last tried.
func rowsByEnd(attempts []sim.Attempt) map[requestKey]int {
	ends := map[requestKey]requestEnd{}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		key := requestKey{a.Client, a.Begun}
		if endOf(a) == chart.GotThrough {
			ends[key] = requestEnd{key, true, a.Answered}
		} else if !ends[key].through { // or it is a copy of the one that got through
			ends[key] = requestEnd{key, false, max(ends[key].at, a.Reached)}
		}
	}
	order := make([]requestEnd, 0, len(ends))
	for _, f := range ends {
		order = append(order, f)
	}
	slices.SortFunc(order, func(a, b requestEnd) int {
		if a.through != b.through {
			if a.through {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.client, b.client), cmp.Compare(a.begun, b.begun))
	})
	rows := make(map[requestKey]int, len(order))
	for i, f := range order {
		rows[f.requestKey] = i
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
