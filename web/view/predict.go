package view

import (
	"math"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// unanswered is a run as who guesses first sees it: its load, and none of its answers. Its axis
// does not tell them either.
func unanswered(l link.Link, run chart.Run) chart.Run {
	run.Question = questionOf(l.Scenario)
	run.Frame.Least = guessBins(l.Scenario, run.Frame.Bin)
	run.Verdict, run.LoadTitle, run.Note = chart.Verdict{}, "", ""
	run.Findings, run.Brief, run.Advice, run.Compared = nil, nil, nil, nil
	run.Folds = EmptyFolds(l.Scenario)
	run.Picked.Small.Columns = nil
	run.Series = slices.Clone(run.Series)
	for i := range run.Series {
		s := &run.Series[i]
		s.Time, s.Waste, s.Done95, s.Caption, s.Finish = chart.Figure{}, chart.Figure{}, 0, chart.Caption{}, chart.Caption{}
	}
	return run
}

// Answers is the run of a link that asks first, with its answers, on the axis of the question.
func Answers(l link.Link, found experiment.Outcome) chart.Run {
	run := Linked(link.Link{Scenario: l.Scenario, With: l.With, Title: l.Title, Note: l.Note}, RunOf(l.Scenario, found))
	run.Frame.Least = guessBins(l.Scenario, run.Frame.Bin)
	return run
}

// questionOf is about full jitter, which most people think they know, or else about the last
// of the strategies. It follows from the scenario, so it tells nothing of the answer.
func questionOf(s scenario.Scenario) *chart.Question {
	strategies := StrategiesOf(s.Strategies)
	i := max(0, slices.Index(s.Strategies, "full"))
	if s.Strategies[i] != "full" {
		i = len(strategies) - 1
	}
	return &chart.Question{Strategy: strategies[i], When: s.Population == scenario.PopulationOnce || len(strategies) == 1}
}

// Bounds on the axis of a question.
const (
	guessShort = time.Minute
	guessTimes = 12 // as long as the service takes at best
)

// guessBins is how many bins the axis of a question has at least: as long as the policy can
// make a client wait, within reason, or as long as requests arrive.
func guessBins(s scenario.Scenario, bin time.Duration) int {
	longest := s.Spread
	if s.Population != scenario.PopulationOnce {
		longest = s.Duration
	}
	waits := time.Duration(0)
	for _, of := range delaysOf(s) {
		if in, ok := of.InAll(); ok {
			waits = max(waits, in.Total.Max)
		}
	}
	most := guessShort
	if rate := s.Capacity(); rate > 0 && s.Population == scenario.PopulationOnce {
		most = max(most, time.Duration(guessTimes*float64(s.Clients)/rate*float64(time.Second)))
	}
	longest = min(s.Horizon, longest+min(waits, most))
	return int(math.Ceil(float64(longest) / float64(max(bin, 1))))
}
