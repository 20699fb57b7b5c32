package view

import (
	"strings"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// CardOf is the preview of a link. One that asks for a guess first shows no charts: their bars
// would tell.
func CardOf(wanted link.Link, found experiment.Outcome) chart.Card {
	if wanted.Predict {
		card := PlainCard(wanted)
		card.Foot = "Guess first, then see what happens"
		return card
	}
	run := LinkedRun(wanted, found)
	card := chart.Card{Title: FindingOf(run), Line: inOneLine(wanted.Scenario), Run: &run}
	if run.Own.Title != "" {
		card.Title, card.Line, card.Foot = run.Own.Title, FindingOf(run), card.Line
	}
	return card
}

// FindingOf is the one sentence that says most, as a title: without a full stop.
func FindingOf(run chart.Run) string {
	return chart.OrElse(strings.TrimSuffix(run.Verdict.Line.String(), "."), run.Title)
}

// PlainCard says in words what is too large to be simulated for a picture.
func PlainCard(wanted link.Link) chart.Card {
	title, _ := explain.Scenario(wanted.Scenario)
	card := chart.Card{Title: title, Line: inOneLine(wanted.Scenario), Foot: "A large run: open the link to see it stream"}
	if own := OwnOf(wanted); own.Title != "" {
		card.Title = own.Title
	}
	return card
}

// inOneLine says what is compared.
func inOneLine(s scenario.Scenario) string {
	parts := []string{format.Plural(len(s.Strategies), "way") + " to wait between retries", format.Plural(s.Clients, "client")}
	if capacity := s.Capacity(); capacity > 0 {
		parts = append(parts, "capacity "+format.PerTime(capacity))
	}
	return strings.Join(parts, " · ")
}
