package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates"
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
	exhibit = exhibitOf(preset, scenario, found)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byKey == nil {
		g.byKey = map[string]templates.Exhibit{}
	}
	g.byKey[preset.Key] = exhibit
	return exhibit, nil
}

func exhibitOf(preset scenario.Preset, scenario scenario.Scenario, found findings) templates.Exhibit {
	run := runOf(scenario, found)
	exhibit := templates.Exhibit{
		Preset: templates.Preset{
			Key: preset.Key, Name: preset.Name, Lead: preset.Lead,
			Path: "/?preset=" + preset.Key, Query: scenario.Query(),
		},
		Frame: run.Frame, Note: run.Note,
		Figures: []templates.ExhibitFigure{worstWave(found.results), callsPerRequest(found.results), latest(scenario, found.results)},
	}
	for i, series := range run.Series {
		exhibit.Rows = append(exhibit.Rows, templates.ExhibitRow{
			Strategy: series.Strategy, Attempts: series.Attempts, Peak: perSecond(found.results[i].PeakPerS) + "/s",
		})
	}
	return exhibit
}

// worstWave is the largest herd of all strategies.
func worstWave(results []sim.Result) templates.ExhibitFigure {
	figure := templates.ExhibitFigure{What: "Worst wave", Figure: templates.Never}
	most := 0
	for _, r := range results {
		if len(r.Waves) == 0 || r.Waves[0].Retries <= most {
			continue
		}
		most = r.Waves[0].Retries
		figure.Figure = templates.Thousands(most)
		figure.Words = "retries within " + explain.Span(sim.HerdWindow) + ", " + scenario.FleetName(r.Strategy)
	}
	return figure
}

// callsPerRequest is how many attempts a request takes, by strategy.
func callsPerRequest(results []sim.Result) templates.ExhibitFigure {
	low, high := results[0].Amplification, results[0].Amplification
	for _, r := range results {
		low, high = min(low, r.Amplification), max(high, r.Amplification)
	}
	return templates.ExhibitFigure{What: "Per request", Figure: between(decimal(low, 1), decimal(high, 1)), Words: "attempts, by strategy"}
}

// latest is how long the request took that took longest, by strategy: the time of
// the last where all begin at once.
func latest(s scenario.Scenario, results []sim.Result) templates.ExhibitFigure {
	figure := templates.ExhibitFigure{What: "Longest wait", Figure: templates.Never, Words: "of those that got through"}
	if s.Spread == 0 && s.Population == scenario.PopulationOnce {
		figure.What = "Last done"
	}
	low, high, some := time.Duration(0), time.Duration(0), false
	for _, r := range results {
		if r.Completion.Count() == 0 {
			continue
		}
		longest := r.Completion.Max()
		if !some {
			low = longest
		}
		low, high, some = min(low, longest), max(high, longest), true
	}
	if some {
		figure.Figure = between(decimal(low.Seconds(), 1), decimal(high.Seconds(), 1)) + "\u00a0s"
	}
	return figure
}

// between writes a range, and one figure where both ends are written alike.
func between(low, high string) string {
	if low == high {
		return low
	}
	return low + "–" + high
}
