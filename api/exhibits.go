package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// A run is a pure function of its scenario and the engine, so the card of each preset
// is made once, when somebody first looks.
var cardBounds = share.Bounds{Count: len(scenario.Presets())}

func weightless(templates.Exhibit) int { return 0 }

// scenarios shows every preset with a small chart of each of its strategies.
func (s *Server) scenarios(c echo.Context) error {
	view := templates.Gallery{Static: s.static.prefix}
	for _, preset := range scenario.Presets() {
		exhibit, err := s.exhibit(c.Request().Context(), preset)
		if err != nil {
			return err
		}
		view.Cards = append(view.Cards, exhibit)
	}
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.GalleryView(view))
}

// exhibit is a preset with its results. Its run takes its turn among those of the API.
func (s *Server) exhibit(ctx context.Context, preset scenario.Preset) (templates.Exhibit, error) {
	return s.cards.Of(ctx, preset.Key, func(ctx context.Context) (templates.Exhibit, error) {
		scenario := preset.Scenario()
		found, err := s.simulate(ctx, scenario, s.runs)
		if err != nil {
			return templates.Exhibit{}, err
		}
		return view.ExhibitOf(preset, scenario, found), nil
	})
}
