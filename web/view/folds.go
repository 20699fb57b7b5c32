package view

import (
	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// EmptyFolds are the parts of a page without a run.
func EmptyFolds(s scenario.Scenario) []chart.Fold {
	_, lead := explain.Scenario(s)
	return []chart.Fold{
		{Name: chart.PartScenario, Title: "Scenario", Line: lead},
		{Name: chart.PartFindings, Title: "What happened"},
		{Name: chart.PartCompletion, Title: "Completion"},
		{Name: chart.PartWaits, Title: "Waits before each retry"},
		{Name: chart.PartTradeOff, Title: "Time against waste"},
		{Name: chart.PartCaps, Title: "Other caps"},
		{Name: chart.PartNumbers, Title: "All numbers"},
		{Name: chart.PartAttempts, Title: "Every attempt"},
	}
}

// foldsOf are the parts of a page with what there is to find in each.
func foldsOf(s scenario.Scenario, words explain.Headline, story []explain.Sentence) []chart.Fold {
	lines := map[string]string{
		chart.PartFindings:   explain.FindingsLine(story),
		chart.PartCompletion: words.Completion,
		chart.PartTradeOff:   words.TradeOffLine,
		chart.PartCaps:       "A few values of the cap, and what each would do",
		chart.PartNumbers:    words.Numbers,
		chart.PartAttempts:   words.Attempts,
	}
	if of := ScheduleOf(s); of != nil {
		lines[chart.PartWaits] = of.Title
	}
	folds := EmptyFolds(s)
	for i := range folds {
		if line := lines[folds[i].Name]; line != "" {
			folds[i].Line = line
		}
	}
	return folds
}
