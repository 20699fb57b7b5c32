package api

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/sim"
	"backofflab/web/templates"
)

// frameOf is what all charts of a scenario share, before any bin.
func frameOf(s sim.Scenario) templates.Frame {
	return templates.Frame{Bin: s.Bin, Rate: s.Rate, Burst: s.AtOnce(), Clients: s.Clients}
}

// emptyRun is a run that is about to begin: series without bins.
func emptyRun(s sim.Scenario) templates.Run {
	title, lead := sim.Describe(s)
	run := templates.Run{Title: title, Lead: lead, Frame: frameOf(s), SimulatedS: clock(0), Footer: footer(s)}
	for _, key := range s.Strategies {
		run.Series = append(run.Series, templates.Series{Strategy: strategyOf(key)})
	}
	return run
}

// runOf is a finished run as templates show it.
func runOf(s sim.Scenario, results []sim.Result) templates.Run {
	words := sim.Explain(s, results)
	run := templates.Run{
		Title: words.Title, Lead: words.Lead,
		LoadTitle: words.Load, DoneTitle: words.Completion,
		Note:   words.Note,
		Frame:  frameOf(s),
		Rows:   rowsOf(results),
		Footer: footer(s),
	}
	for _, r := range results {
		run.Frame.Bins = len(r.Columns.Attempts)
		run.Frame.Peak = max(run.Frame.Peak, r.Peak)
		run.Series = append(run.Series, templates.Series{
			Strategy:  strategyOf(r.Strategy),
			Attempts:  r.Columns.Attempts,
			Completed: r.Columns.Completed,
			Caption:   loadCaption(r),
			Finish:    completionCaption(s, r),
		})
	}
	run.SimulatedS = clock(time.Duration(run.Frame.Bins) * s.Bin)
	return run
}

func strategyOf(key string) templates.Strategy {
	kind, _ := retry.Lookup(key)
	return templates.Strategy{Key: kind.Key, Name: kind.Name}
}

func loadCaption(r sim.Result) templates.Caption {
	return templates.Caption{
		Figure: perSecond(r.PeakPerS),
		Words:  fmt.Sprintf("/s peak · %s× capacity", perSecond(r.PeakOverRate)),
	}
}

// completionCaption says who did not get through, or else who was last.
func completionCaption(s sim.Scenario, r sim.Result) templates.Caption {
	count := func(n int, words string) templates.Caption {
		return templates.Caption{Figure: templates.Thousands(n), Words: words}
	}
	switch lost := r.GaveUp.Attempts + r.GaveUp.Deadline; {
	case lost > 0:
		return count(lost, " gave up")
	case r.Unfinished > 0:
		return count(r.Unfinished, " still waiting at the end")
	case r.Completion.Count() == 0:
		return count(0, " got through")
	}
	figure, unit, _ := strings.Cut(sim.Seconds(r.Completion.Max()), "\u00a0")
	words := " last done"
	if s.Spread > 0 { // the last to be done need not be who waited longest
		words = " longest wait"
	}
	return templates.Caption{Figure: figure, Words: "\u00a0" + unit + words}
}

func footer(s sim.Scenario) string {
	return fmt.Sprintf("Seed %d, engine %s, bins of %s. Every number on this page is reproducible from its link.",
		s.Seed, sim.EngineVersion, sim.Span(s.Bin))
}

// clock writes virtual time as the page's clock shows it.
func clock(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s" }
