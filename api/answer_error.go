package api

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/problem"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// returnAfterStop is the least time after which one is asked to return whom the lab's end has
// cut short: another may have begun by then.
const returnAfterStop = 2 * time.Second

// answerError sends the answer to a request that failed.
func (s *Server) answerError(err error, c echo.Context) {
	if c.Response().Committed || c.Get(middleware.Upgraded) != nil {
		return
	}
	if errors.Is(err, runs.ErrWithout) { // all that is asked for is whether there would be an answer
		c.Response().Header().Set("Content-Type", kindOf(c.Path()))
		c.Response().WriteHeader(http.StatusOK)
		return
	}
	p := routed(err, c)
	if p == nil {
		p = problem.Of(err)
	}
	if errors.Is(err, context.Canceled) && s.hurried.Load() {
		p = &problem.Problem{Type: "about:blank", Status: http.StatusServiceUnavailable, Title: "The lab is stopping", Detail: "It will be back soon.", RetryAfter: returnAfterStop + rand.N(returnAfterStop)}
	}
	if p.Status == http.StatusInternalServerError {
		s.logger.Error("request failed", "error", err, "path", format.Clip(c.Request().URL.Path, 200))
	}
	if p.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.sendProblem(c, p); err != nil {
		s.logger.Debug("answer not sent", "error", err)
	}
}

// kindOf is the kind of what a route answers.
func kindOf(route string) string {
	if kind, ok := contentTypes[path.Ext(route)]; ok {
		return kind
	}
	switch {
	case strings.HasSuffix(route, ".csv"):
		return csvType
	case strings.HasPrefix(route, "/api/"), route == "/fragment/answers":
		return echo.MIMEApplicationJSON
	}
	return echo.MIMETextHTMLCharsetUTF8
}

// sendProblem answers a person with a page and a program with JSON.
func (s *Server) sendProblem(c echo.Context, p *problem.Problem) error {
	if wantsPage(c.Request()) {
		page := problemPage(p, c.Request().URL.RawQuery)
		page.Static = s.static.prefix
		return s.sendMarkup(c, p.Status, echo.MIMETextHTMLCharsetUTF8, templates.ProblemView(page))
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, "application/problem+json", append(body, '\n'))
}

// wantsPage reports whether a person asks for something that is read in a
// browser. The API answers programs, whatever they claim to accept.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

// missingPage is the page of an address at which nothing is: what may have been meant, and
// where else to go.
func missingPage(p *problem.Problem) templates.ProblemPage {
	shown := templates.ProblemPage{Title: "There is nothing at this address", Detail: "It may have been typed wrong, or it is of another version of the lab."}
	if p.See != nil {
		shown.Detail = "Did you mean “" + p.See.Name + "”?"
		shown.Ways = append(shown.Ways, templates.Way{Path: p.See.Path, Words: p.See.Name})
	}
	if p.See == nil || p.See.Path != "/" {
		shown.Ways = append(shown.Ways, templates.Way{Path: "/", Words: "The lab"})
	}
	for _, way := range []templates.Way{{Path: "/help", Words: "Help"}, {Path: "/glossary", Words: "Glossary"}, {Path: "/docs", Words: "Documents"}} {
		if p.See == nil || p.See.Path != way.Path {
			shown.Ways = append(shown.Ways, way)
		}
	}
	for _, place := range problem.Presets() {
		shown.Scenarios = append(shown.Scenarios, templates.Way{Path: place.Path, Words: place.Name})
	}
	return shown
}

// problemPage is a problem as a person sees it, who asked with that query. What the lab
// itself can make of the query, it shows best.
func problemPage(p *problem.Problem, query string) templates.ProblemPage {
	if p.Status == http.StatusNotFound {
		return missingPage(p)
	}
	shown := templates.ProblemPage{Title: p.Title, Detail: p.Detail}
	asked := view.ScenarioLink(query)
	switch {
	case p.Fields != nil:
		shown.Detail = "The settings below need other values. The lab marks them in its form."
		shown.Ways = append(shown.Ways, templates.Way{Path: asked, Words: "Fix it in the lab"})
	case p.Status == http.StatusUnprocessableEntity:
		shown.Detail += " The lab streams larger runs than it answers with."
		shown.Ways = append(shown.Ways, templates.Way{Path: asked, Words: "Open it in the lab"})
	case p.Status == http.StatusServiceUnavailable && query != "":
		shown.Ways = append(shown.Ways, templates.Way{Path: asked, Words: "Open it in the lab"})
	}
	for _, f := range p.Fields {
		shown.Fields = append(shown.Fields, templates.Problem{Field: f.Field, Value: f.Value, Message: f.Message})
	}
	shown.Ways = append(shown.Ways, templates.Way{Path: "/", Words: "Begin with the standard scenario"}, templates.Way{Path: "/scenarios", Words: "See all scenarios"})
	return shown
}

// routed is what the router says of a request that no handler took; nil where one did.
func routed(err error, c echo.Context) *problem.Problem {
	var missed *echo.HTTPError
	if !errors.As(err, &missed) {
		return nil
	}
	switch missed.Code {
	case http.StatusNotFound:
		return problem.Missing(c.Request().URL.Path)
	case http.StatusMethodNotAllowed:
		return &problem.Problem{Type: "about:blank", Status: missed.Code, Title: "Method not allowed", Detail: "This address answers " + strings.TrimPrefix(c.Response().Header().Get("Allow"), "OPTIONS, ") + "."}
	}
	return nil
}
