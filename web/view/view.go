package view

import (
	"fmt"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// FrameOf is what all charts of a scenario share, before any bin, with bins of a width.
func FrameOf(s scenario.Scenario, bin time.Duration) chart.Frame {
	return chart.Frame{Bin: bin, Start: int((s.FirstBurst() + bin - 1) / bin), Rate: s.Capacity(), Burst: s.Headstart(), Total: sim.TotalRequests(s), Loose: loose(s), Noun: explain.Noun(s) + "s", Bound: explain.Bound(s), Runs: s.Runs, Spans: spansOf(s)}
}

// loose reports whether an outage from the start, or arrivals that take longer than serving
// all of them, and not the capacity, bound who can be through.
func loose(s scenario.Scenario) bool {
	last := s.Spread
	if s.Arrives() {
		last = s.Duration
	}
	down := s.Outage != scenario.OutageNone && s.OutageFrom == 0
	return down || float64(sim.TotalRequests(s)-s.Headstart()) < s.Capacity()*last.Seconds()
}

// EmptyRun is a run that is about to begin: series without bins, which will have a width.
func EmptyRun(s scenario.Scenario, bin time.Duration) chart.Run {
	run := BegunRun(s, bin)
	run.Schedule = ScheduleOf(s)
	return run
}

// BegunRun is the same for a stream, which shows no delays: they take most of the time.
func BegunRun(s scenario.Scenario, bin time.Duration) chart.Run {
	title, lead := explain.Scenario(s)
	run := chart.Run{Query: s.Query(), Title: title, Lead: lead, Frame: FrameOf(s, bin), SimulatedS: format.Clock(0), Footer: footer(s, bin)}
	for _, strategy := range StrategiesOf(s.Strategies) {
		run.Series = append(run.Series, chart.Series{Strategy: strategy})
	}
	return run
}

// RunOf is a finished run as templates show it.
func RunOf(s scenario.Scenario, found experiment.Outcome) chart.Run {
	words := explain.Headlines(s, found)
	run := toldOf(s, found, words)
	strategies := StrategiesOf(s.Strategies)
	run.Columns, run.Rows = ColumnsOf(s, found.Results...), rowsOf(s, found.Results, strategies)
	run.TradeOff = tradeOffOf(s, found, strategies, words.TradeOffLine)
	run.ByAttempt = byAttemptOf(s, found.Results, strategies)
	run.Spread = ReplicationsOf(s, found, strategies)
	run.Replicate = replicateQuery(s, found)
	if slices.ContainsFunc(run.Herds, func(h chart.Herd) bool { return h.Waves != nil }) {
		run.HerdTitle = words.Herd
	}
	return run
}

// toldOf is a finished run as far as its pictures, its verdict and its findings go.
func toldOf(s scenario.Scenario, found experiment.Outcome, words explain.Headline) chart.Run {
	story := explain.Story(s, found)
	run := drawnOf(s, found, words)
	bin := run.Frame.Bin
	run.Findings, run.Brief = findingsOf(story, bin), findingsOf(explain.Brief(s, found), bin)
	run.Folds, run.Footer = foldsOf(s, words, story), footer(s, bin)
	run.Herds = herdsOf(found.Results, StrategiesOf(s.Strategies))
	return run
}

// DrawnOf is a finished run as far as its pictures and its verdict go, for pages that have
// several: the tables and findings of one cost more than the drawing.
func DrawnOf(s scenario.Scenario, found experiment.Outcome) chart.Run {
	return drawnOf(s, found, explain.Headlines(s, found))
}

func drawnOf(s scenario.Scenario, found experiment.Outcome, words explain.Headline) chart.Run {
	strategies, bin := StrategiesOf(s.Strategies), found.Results[0].Bin
	run := chart.Run{
		Query: s.Query(),
		Title: words.Title, Lead: words.Lead,
		Verdict:   verdictOf(words, strategies),
		LoadTitle: words.Load, DoneTitle: words.Completion, CostTitle: words.Cost,
		Note:   words.Note,
		Frame:  FrameOf(s, bin),
		Series: SeriesOf(s, found.Results, strategies),
	}
	Widen(&run.Frame, found.Spreads)
	run.Frame.Total = min(run.Frame.Total, begun(found.Results)) // who is down to the end begins none
	for i, r := range found.Results {
		done := 0
		for _, n := range r.Columns.Completed {
			done += n
		}
		run.Frame.Bins = len(r.Columns.Attempts)
		for bin, n := range r.Columns.Attempts {
			run.Frame.Count(bin, n)
		}
		run.Frame.Done = max(run.Frame.Done, done)
		series := &run.Series[i]
		series.Time.Best, series.Waste.Best = ahead(found, i, experiment.ByTime), ahead(found, i, experiment.ByWaste)
		series.Bands = bandsOfSeries(i, bin, found.Spreads)

	}
	run.SimulatedS = format.Clock(time.Duration(run.Frame.Bins) * bin)
	return run
}

// verdictOf gives the names in a verdict their colours.
func verdictOf(words explain.Headline, strategies []chart.Strategy) chart.Verdict {
	coloured := func(sentence explain.Text) chart.Text {
		var text chart.Text
		for _, p := range sentence {
			piece := chart.Piece{Text: p.Text}
			if i := slices.IndexFunc(strategies, func(s chart.Strategy) bool { return s.Key == p.Fleet }); i >= 0 {
				piece.Tone = strategies[i].Tone
			}
			text = append(text, piece)
		}
		return text
	}
	return chart.Verdict{Line: coloured(words.Verdict), TradeOff: coloured(words.TradeOff), Seeds: words.Seeds,
		Agree: words.Agree, Of: words.Of, Clear: words.Clear}
}

// begun is how many requests the fleet began that began the most.
func begun(results []sim.Result) int {
	most := 0
	for _, r := range results {
		most = max(most, r.Requests)
	}
	return most
}

// StrategiesOf are the fleets of a run on screen, each with its colour.
func StrategiesOf(keys []string) []chart.Strategy {
	tones, shorts := chart.Tones(keys), scenario.FleetShorts(keys)
	strategies := make([]chart.Strategy, len(keys))
	for i, key := range keys {
		strategies[i] = chart.Strategy{Key: key, Name: scenario.FleetName(key), Short: shorts[i], Tone: tones[i]}
	}
	return strategies
}

// StrategyBeside is one that is not in a run, with the colour that it would get.
func StrategyBeside(keys []string, key string) chart.Strategy {
	all := StrategiesOf(append(slices.Clone(keys), key))
	return all[len(keys)]
}

func footer(s scenario.Scenario, bin time.Duration) string {
	return fmt.Sprintf("Seed %s, engine %s, bins of %s. Every number on this page is reproducible from its link.",
		format.Name(s.Seed), sim.EngineVersion, format.Span(bin))
}
