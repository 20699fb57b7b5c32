package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

const cardPath = "/card"

// cardPicture is what a link shows where it is posted. It takes the attempts of a
// page: the page is fetched along with it, and both may share a run.
var cardPicture = picture{
	path: cardPath,
	draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
		found, err := s.simulate(ctx, wanted.Scenario, s.pages)
		var budget *sim.BudgetError
		switch {
		case errors.As(err, &budget):
			return chart.CardPicture(plainCard(wanted)), nil
		case err != nil:
			return nil, err
		}
		return chart.CardPicture(cardOf(wanted, found)), nil
	},
	wrong: chart.CardPicture(chart.Card{
		Title: "Same clients, same limit. Only the wait between retries changes.",
		Line:  "This link has values that the lab cannot simulate.",
	}),
}

func cardOf(wanted link.Link, found findings) chart.Card {
	run := linkedRun(wanted, found)
	card := chart.Card{Title: findingOf(run), Line: inOneLine(wanted.Scenario), Run: &run}
	if run.Own.Title != "" {
		card.Title, card.Line, card.Foot = run.Own.Title, findingOf(run), card.Line
	}
	return card
}

// findingOf is the one sentence that says most.
func findingOf(run chart.Run) string {
	if run.LoadTitle == "" {
		return run.Title
	}
	return run.LoadTitle
}

// plainCard says in words what is too large to be simulated for a picture.
func plainCard(wanted link.Link) chart.Card {
	title, _ := explain.Scenario(wanted.Scenario)
	card := chart.Card{Title: title, Line: inOneLine(wanted.Scenario), Foot: "A large run: open the link to see it stream"}
	if own := ownOf(wanted); own.Title != "" {
		card.Title = own.Title
	}
	return card
}

// inOneLine says what is compared.
func inOneLine(s scenario.Scenario) string {
	parts := []string{"1 way to wait between retries"}
	if n := len(s.Strategies); n > 1 {
		parts[0] = fmt.Sprintf("%d ways to wait between retries", n)
	}
	if s.Clients == 1 {
		parts = append(parts, "1 client")
	} else {
		parts = append(parts, chart.Thousands(s.Clients)+" clients")
	}
	if capacity := s.Capacity(); capacity > 0 {
		parts = append(parts, "capacity "+perSecond(capacity)+"/s")
	}
	return strings.Join(parts, " · ")
}
