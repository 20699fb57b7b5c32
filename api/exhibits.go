package api

import (
	"context"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// exhibits keeps what the presets came to. A run is a pure function of its scenario
// and the engine, so each is computed once, when somebody first looks, and what is
// kept is no larger than the presets are many. It is safe for concurrent use.
type exhibits struct {
	mu    sync.Mutex
	byKey map[string]templates.Exhibit
}

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

// exhibit is a preset with its results. Several that ask at once for what nobody
// has yet share one run; it takes its turn among those of the API.
func (s *Server) exhibit(ctx context.Context, preset scenario.Preset) (templates.Exhibit, error) {
	g := &s.exhibits
	g.mu.Lock()
	exhibit, known := g.byKey[preset.Key]
	g.mu.Unlock()
	if known {
		return exhibit, nil
	}
	scenario := preset.Scenario()
	found, err := s.simulate(ctx, scenario, s.runs)
	if err != nil {
		return templates.Exhibit{}, err
	}
	exhibit = view.ExhibitOf(preset, scenario, found)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byKey == nil {
		g.byKey = map[string]templates.Exhibit{}
	}
	g.byKey[preset.Key] = exhibit
	return exhibit, nil
}
