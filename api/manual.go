package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/learn"
	"backofflab/api/middleware"
	"backofflab/docs"
	"backofflab/experiment"
	"backofflab/experiment/validation"
	"backofflab/internal/format"
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/view/manual"
)

// The pages to read. They show the same to everybody.

// The pictures of the glossary are runs that never change, so it is made once.
// The help page's are, too.
var onlyOne = share.Bounds{Count: 1}

// lessonBounds holds as many runs as the lessons have: some 200 kB each.
var lessonBounds = share.Bounds{Count: 100}

func unweighed[V any](V) int { return 0 }

// lessons are the pages to learn from.
func (s *Server) lessons() learn.Lab {
	return learn.Lab{
		Static: s.static.prefix, Own: s.config.Lessons, Site: s.site, Preview: s.preview,
		Simulate: func(ctx context.Context, sc scenario.Scenario) (experiment.Outcome, error) {
			return s.lessonRuns.Of(ctx, sc.Query(), func(ctx context.Context) (experiment.Outcome, error) {
				return s.simulate(ctx, sc, s.pageClass)
			})
		},
		Send: func(c echo.Context, status int, markup templ.Component) error {
			return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, markup)
		},
		Frame: strings.NewReplacer("frame-ancestors 'none'", "frame-ancestors *").Replace(middleware.ContentPolicy),
	}
}

// proof shows the published results and what the lab made of them when it was
// last validated.
func (s *Server) proof(c echo.Context) error {
	view := manual.ProofOf(validation.Published())
	view.Static = s.static.prefix
	view.Preview = s.preview(c, "/proof", "Does the lab tell the truth?", view.Lead, link.Link{Scenario: scenario.Default(), Title: "Does the lab tell the truth?"})
	return s.sendPage(c, templates.ProofView(view))
}

// glossary shows every word of the screen.
func (s *Server) glossary(c echo.Context) error {
	page, err := s.words(c.Request().Context())
	if err != nil {
		return err
	}
	page.Static = s.static.prefix
	return s.sendPage(c, templates.GlossaryView(page))
}

// term is one word of the glossary, to be shown where it stands.
func (s *Server) term(c echo.Context) error {
	page, err := s.words(c.Request().Context())
	if err != nil {
		return err
	}
	key := c.QueryParam("key")
	word, ok := page.Find(key)
	if !ok {
		return scenario.FieldErrors{{Field: "key", Value: format.Clip(key, 40), Message: "is no word of the glossary"}}
	}
	return s.sendPage(c, templates.TermView(word))
}

// help is the page for a newcomer.
func (s *Server) help(c echo.Context) error {
	page, err := s.helps.Of(c.Request().Context(), "all", func(ctx context.Context) (templates.Help, error) {
		return manual.HelpOf(s.tracer(ctx))
	})
	if err != nil {
		return err
	}
	page.Static = s.static.prefix
	return s.sendPage(c, templates.HelpView(page))
}

// keys are those of the lab, for its dialog.
func (s *Server) keys(c echo.Context) error { return s.sendPage(c, templates.KeysView()) }

// document is one of the folder docs, the first where none is named. By the name of its file
// it comes as it is written, for programs.
func (s *Server) document(c echo.Context) error {
	name := cmp.Or(strings.Trim(c.Param("*"), "/"), docs.Names()[0])
	if source, ok := docs.Source(name); ok {
		if unchanged(c, source) {
			return c.NoContent(http.StatusNotModified)
		}
		return c.Blob(http.StatusOK, "text/markdown; charset=utf-8", source)
	}
	found, ok := docs.Find(name)
	if !ok {
		return echo.ErrNotFound
	}
	page := templates.Document{Static: s.static.prefix, Title: found.Title, HTML: found.HTML, Here: docs.Path(name)}
	for _, other := range docs.Names() {
		if p, ok := docs.Find(other); ok {
			page.Others = append(page.Others, templates.Way{Path: docs.Path(other), Words: p.Title})
		}
	}
	return s.sendPage(c, templates.DocumentView(page))
}

// introduce lets every page say what the lab is: its version, and where its source is.
func (s *Server) introduce(next echo.HandlerFunc) echo.HandlerFunc {
	about := templates.About{Version: s.config.Version, Engine: sim.EngineVersion, Source: s.config.SourceURL, Feedback: s.config.FeedbackURL}
	return func(c echo.Context) error {
		r := c.Request()
		c.SetRequest(r.WithContext(templates.WithAbout(r.Context(), about)))
		return next(c)
	}
}

// words are those of the glossary.
func (s *Server) words(ctx context.Context) (templates.Glossary, error) {
	return s.glossaries.Of(ctx, "all", func(ctx context.Context) (templates.Glossary, error) {
		return manual.GlossaryOf(s.tracer(ctx))
	})
}

// tracer runs what pictures are drawn from, each scenario once.
func (s *Server) tracer(ctx context.Context) manual.Tracer {
	known := map[string]sim.Trace{}
	return func(sc scenario.Scenario, strategy string) (sim.Trace, error) {
		key := strategy + "?" + sc.Query()
		if found, ok := known[key]; ok {
			return found, nil
		}
		found, err := s.traceRun(ctx, traceRequest{sc, strategy})
		known[key] = found
		return found, err
	}
}

func (s *Server) sendPage(c echo.Context, markup templ.Component) error {
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, markup)
}
