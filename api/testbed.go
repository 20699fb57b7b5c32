package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/internal/share"
	"backofflab/testbed"
	"backofflab/web/templates"
	"backofflab/web/view"
	"backofflab/web/view/measured"
)

// Bounds of what a form may be, and of the forecasts that are kept: each is some kilobytes.
const (
	maxForm      = 16 << 10
	keptTestbeds = 300 // half a megabyte each, after busy minutes
)

var forecastBounds, testbedBounds = share.Bounds{Count: keptTestbeds}, share.Bounds{Count: keptTestbeds}

// testbedForm answers with the form that starts a testbed. What is not of the form in its
// address is a link of the lab, from which somebody came.
func (s *Server) testbedForm(c echo.Context) error {
	own, rest := extras(c.Request().URL.RawQuery, measured.FormNames()...)
	typed := url.Values{}
	for name, value := range own {
		typed.Set(name, value)
	}
	if rest != "" && typed.Get(measured.ScenarioName) == "" {
		typed.Set(measured.ScenarioName, rest)
	}
	_, page, ok := measured.Form(typed)
	status := http.StatusOK
	if !ok {
		status = http.StatusBadRequest
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	return s.sendForm(c, status, page)
}

func (s *Server) sendForm(c echo.Context, status int, page templates.TestbedForm) error {
	page.Static = s.static.prefix
	if s.testbeds == nil {
		page.Shut = "This lab has no testbeds: whoever runs it has switched them off."
	} else {
		page.Life = format.Elapsed(s.testbeds.Limits().Life)
	}
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.TestbedFormView(page))
}

// startTestbed starts one, and sends whoever did to its page.
func (s *Server) startTestbed(c echo.Context) error {
	if s.testbeds == nil {
		return s.sendForm(c, http.StatusNotFound, templates.TestbedForm{})
	}
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &problem.Problem{Status: http.StatusBadRequest, Title: "The form cannot be read", Detail: "Send it as a browser does, with at most " + format.Count(maxForm) + " bytes."}
	}
	config, page, ok := measured.Form(r.PostForm)
	if !ok {
		return s.sendForm(c, http.StatusBadRequest, page)
	}
	if excess, over := s.pageClass.Excess(measured.ForecastOf(config)); over {
		page.Scenario.Problem = "Its forecast is too large. " + view.OverOf(excess) + " Try fewer clients or fewer attempts."
		return s.sendForm(c, http.StatusBadRequest, page)
	}
	config.Owner = middleware.ClientPrefix(c.RealIP())
	started, err := s.testbeds.Start(config)
	if err != nil {
		page.Refused = format.Capital(err.Error()) + "."
		return s.sendForm(c, http.StatusServiceUnavailable, page)
	}
	s.started.Put(hashOf(started.Key()), started)
	return c.Redirect(http.StatusSeeOther, measured.Path+"/"+started.Key())
}

// stopTestbed ends one.
func (s *Server) stopTestbed(c echo.Context) error {
	t, err := s.testbedOf(c)
	if err != nil {
		return err
	}
	s.testbeds.Stop(t.Key())
	return c.Redirect(http.StatusSeeOther, measured.Path+"/"+t.Key())
}

// testbedPage answers with the page of one.
func (s *Server) testbedPage(c echo.Context) error {
	t, err := s.testbedOf(c)
	if err != nil {
		if wantsPage(c.Request()) {
			return s.goneTestbed(c, err)
		}
		return err
	}
	beside, err := s.beside(c.Request().Context(), t)
	if err != nil {
		return err
	}
	page := measured.Page(beside, t.Key(), s.site(c.Request())+t.Path()+"/")
	page.Static = s.static.prefix
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.TestbedView(page))
}

// testbedFragment answers with what changed on the page of one.
func (s *Server) testbedFragment(c echo.Context) error {
	return s.sendTestbed(c, func(b measured.Beside) (any, error) {
		return templates.TestbedMessageOf(c.Request().Context(), measured.Live(b))
	})
}

// testbedJSON answers with all that was measured, and the forecast.
func (s *Server) testbedJSON(c echo.Context) error {
	return s.sendTestbed(c, func(b measured.Beside) (any, error) {
		return wire.TestbedOf(c.Param("key"), b.Config, b.Now, b.Forecast), nil
	})
}

func (s *Server) sendTestbed(c echo.Context, of func(measured.Beside) (any, error)) error {
	t, err := s.testbedOf(c)
	if err != nil {
		return err
	}
	beside, err := s.beside(c.Request().Context(), t)
	if err != nil {
		return err
	}
	answer, err := of(beside)
	if err != nil {
		return err
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	if unchanged(c, body) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// testbedOf finds the testbed that is asked for.
func (s *Server) testbedOf(c echo.Context) (*testbed.Testbed, error) {
	if t, kept := s.started.Get(hashOf(c.Param("key"))); kept {
		return t, nil
	}
	detail := "This lab has no testbeds."
	if s.testbeds != nil {
		detail = "A testbed lives for " + format.Elapsed(s.testbeds.Limits().Life) + ", and what it measured is kept for a while after that."
	}
	return nil, &problem.Problem{Type: "about:blank", Status: http.StatusNotFound, Title: "This testbed is gone", Detail: detail}
}

// hashOf is what a testbed is kept by: finding one takes as long for a key that is almost right.
func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

// goneTestbed is the page of an address at which there is no testbed any more.
func (s *Server) goneTestbed(c echo.Context, err error) error {
	var gone *problem.Problem
	if !errors.As(err, &gone) {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.sendMarkup(c, gone.Status, echo.MIMETextHTMLCharsetUTF8, templates.ProblemView(templates.ProblemPage{
		Static: s.static.prefix, Title: gone.Title, Detail: gone.Detail,
		Ways: []templates.Way{{Path: measured.Path, Words: "Start another"}, {Path: "/", Words: "The lab"}},
	}))
}

// beside puts a testbed beside its forecast, which is made once.
func (s *Server) beside(ctx context.Context, t *testbed.Testbed) (measured.Beside, error) {
	wanted := measured.ForecastOf(t.Config())
	found, err := s.forecasts.Of(ctx, wanted.Query(), func(ctx context.Context) (experiment.Outcome, error) {
		return s.simulate(ctx, wanted, s.pageClass)
	})
	return measured.Beside{Config: t.Config(), Now: t.Snapshot(), Forecast: found, Limits: s.testbeds.Limits()}, err
}
