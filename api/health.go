package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/openapi"
	"backofflab/api/problem"
)

// healthy answers as long as the process can, and says what it was built from.
func (s *Server) healthy(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.String(http.StatusOK, "ok\n"+s.config.Build)
}

// ready answers 503 once the server drains, so that no new client is sent here.
func (s *Server) ready(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "draining\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// robots keeps crawlers from running one scenario after the other: the page with
// the default scenario is all there is to index.
func robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /api/\nDisallow: /chart/\nDisallow: /*?\n")
}

// describe answers with the API's own description.
func describe(c echo.Context) error {
	body := openapi.Document()
	if unchanged(c, body) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// assist hands a request to the tools for assistants. They have no sessions, so there is nothing
// to listen to by GET and nothing to end by DELETE.
func (s *Server) assist(c echo.Context) error {
	if c.Request().Method != http.MethodPost {
		c.Response().Header().Set("Allow", http.MethodPost)
		return &problem.Problem{Status: http.StatusMethodNotAllowed, Title: "Method not allowed", Detail: "Assistants call the lab's tools here, by POST; docs/api says how."}
	}
	s.mcp.ServeHTTP(c.Response(), c.Request())
	return nil
}
