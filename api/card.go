package api

import (
	"context"
	"errors"

	"github.com/a-h/templ"

	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

const cardPath = "/card"

// cardPicture is what a link shows where it is posted. It takes the attempts of a
// page: the page is fetched along with it, and both may share a run.
var cardPicture = picture{
	path: cardPath,
	draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
		found, err := s.simulate(ctx, wanted.Scenario, s.pageClass)
		var over *sim.LimitError
		switch {
		case errors.As(err, &over):
			return chart.CardPicture(view.PlainCard(wanted)), nil
		case err != nil:
			return nil, err
		}
		return chart.CardPicture(view.CardOf(wanted, found)), nil
	},
	wrong: chart.CardPicture(chart.Card{
		Title: "What happens when clients hit a rate limit?",
		Line:  "This link has values that the lab cannot simulate.",
	}),
}
