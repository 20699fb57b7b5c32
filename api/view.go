package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates"
)

// frameOf is what all charts of a scenario share, before any bin.
func frameOf(s scenario.Scenario) templates.Frame {
	return templates.Frame{Bin: s.Bin, Rate: s.Capacity(), Burst: s.AtOnce(), Total: sim.TotalRequests(s), Noun: nounOf(s), Runs: s.Runs, Spans: spansOf(s)}
}

// nounOf is what a run counts the fate of: clients, where each has one request.
func nounOf(s scenario.Scenario) string {
	if s.Population == scenario.PopulationOnce {
		return "clients"
	}
	return "requests"
}

// emptyRun is a run that is about to begin: series without bins.
func emptyRun(s scenario.Scenario) templates.Run {
	title, lead := explain.Scenario(s)
	run := templates.Run{Query: s.Query(), Title: title, Lead: lead, Frame: frameOf(s), SimulatedS: clock(0), Footer: footer(s), Waits: waitsOf(s)}
	for _, strategy := range strategiesOf(s.Strategies) {
		run.Series = append(run.Series, templates.Series{Strategy: strategy})
	}
	return run
}

// runOf is a finished run as templates show it.
func runOf(s scenario.Scenario, found findings) templates.Run {
	words := explain.Headlines(s, found.results)
	strategies := strategiesOf(s.Strategies)
	run := templates.Run{
		Query: s.Query(),
		Title: words.Title, Lead: words.Lead,
		LoadTitle: words.Load, DoneTitle: words.Completion, CostTitle: words.Cost,
		Note:   words.Note,
		Frame:  frameOf(s),
		Rows:   rowsOf(s, found.results, strategies),
		Price:  priceOf(s, found.results, strategies),
		Herds:  herdsOf(found.results, strategies),
		Spread: replicationsOf(s, found, strategies),
		Story:  storyOf(s, found.results),
		Footer: footer(s),
	}
	run.Replicate = replicateQuery(s, found)
	widen(&run.Frame, found.spreads)
	for i, r := range found.results {
		done := 0
		for _, n := range r.Columns.Completed {
			done += n
		}
		run.Frame.Bins = len(r.Columns.Attempts)
		run.Frame.Peak = max(run.Frame.Peak, r.Peak)
		run.Frame.Done = max(run.Frame.Done, done)
		run.Series = append(run.Series, templates.Series{
			Strategy:  strategies[i],
			Attempts:  r.Columns.Attempts,
			Completed: r.Columns.Completed,
			Caption:   loadCaption(r),
			Finish:    completionCaption(s, r),
			Bands:     bandsOfSeries(i, found.spreads),
		})
	}
	if slices.ContainsFunc(run.Herds, func(h templates.Herd) bool { return h.Waves != nil }) {
		run.HerdTitle = words.Herd
	}
	run.SimulatedS = clock(time.Duration(run.Frame.Bins) * s.Bin)
	return run
}

// strategiesOf are the fleets of a run on screen, each with its colour.
func strategiesOf(keys []string) []templates.Strategy {
	tones := templates.Tones(keys)
	strategies := make([]templates.Strategy, len(keys))
	for i, key := range keys {
		strategies[i] = templates.Strategy{Key: key, Name: scenario.FleetName(key), Tone: tones[i]}
	}
	return strategies
}

// strategyBeside is one that is not in a run, with the colour that it would get.
func strategyBeside(keys []string, key string) templates.Strategy {
	all := strategiesOf(append(slices.Clone(keys), key))
	return all[len(keys)]
}

func loadCaption(r sim.Result) templates.Caption {
	caption := templates.Caption{Figure: perSecond(r.PeakPerS), Words: "/s peak"}
	if r.PeakOverRate > 0 {
		caption.Words += fmt.Sprintf(" · %s× capacity", perSecond(r.PeakOverRate))
	}
	return caption
}

// completionCaption says who did not get through, or else who was last.
func completionCaption(s scenario.Scenario, r sim.Result) templates.Caption {
	count := func(n int, words string) templates.Caption {
		return templates.Caption{Figure: templates.Thousands(n), Words: words}
	}
	switch lost := r.GaveUp.InVain(); {
	case lost > 0:
		return count(lost, " gave up")
	case r.Unfinished > 0:
		return count(r.Unfinished, " still waiting at the end")
	case r.Completion.Count() == 0:
		return count(0, " got through")
	}
	figure, unit, _ := strings.Cut(explain.Seconds(r.Completion.Max()), "\u00a0")
	words := " last done"
	if s.Spread > 0 || s.Population != scenario.PopulationOnce { // the last to be done need not be who waited longest
		words = " longest wait"
	}
	return templates.Caption{Figure: figure, Words: "\u00a0" + unit + words}
}

func footer(s scenario.Scenario) string {
	return fmt.Sprintf("Seed %d, engine %s, bins of %s. Every number on this page is reproducible from its link.",
		s.Seed, sim.EngineVersion, explain.Span(s.Bin))
}

// clock writes virtual time as the page's clock shows it.
func clock(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s" }
