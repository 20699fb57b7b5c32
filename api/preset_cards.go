package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// A run is a pure function of its scenario and the engine, so the card of each preset
// is made once, at the first request.
var cardBounds = share.Bounds{Count: len(scenario.Presets())}

func weightless(templates.PresetCard) int { return 0 }

// scenarios shows every preset with a small chart of each of its strategies.
func (s *Server) scenarios(c echo.Context) error {
	view := templates.Gallery{Static: s.static.prefix}
	for _, preset := range scenario.Presets() {
		card, err := s.presetCard(c.Request().Context(), preset)
		if err != nil {
			return err
		}
		view.Cards = append(view.Cards, card)
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.GalleryView(view))
}

// pickerList answers with the list of presets for the page of a link, or of settings that
// are wrong. A chart that cannot be made now is missing; the list is there.
func (s *Server) pickerList(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	presets := view.PresetsOf(wanted)
	for i, preset := range scenario.Presets() {
		presets[i].Active = presets[i].Active && err == nil
		if card, err := s.presetCard(c.Request().Context(), preset); err == nil {
			presets[i].Small = card.Preset.Small
		}
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.PickerList(presets))
}

// presetCard is a preset with its results. Its run takes a slot as those of the API do.
func (s *Server) presetCard(ctx context.Context, preset scenario.Preset) (templates.PresetCard, error) {
	return s.cards.Of(ctx, preset.Key, func(ctx context.Context) (templates.PresetCard, error) {
		scenario := preset.Scenario()
		found, err := s.simulate(ctx, scenario, s.runClass)
		if err != nil {
			return templates.PresetCard{}, err
		}
		return view.PresetCardOf(preset, scenario, found), nil
	})
}
