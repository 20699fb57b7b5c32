package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/mcp"
	"backofflab/api/openapi"
	"backofflab/api/posted"
	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/docs"
	"backofflab/exchange"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/teach"
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

// forModels is what a language model needs to know to use the lab. What is in braces is put in.
const forModels = `# Backoff Lab

> Simulates clients that retry against a rate-limited service with faults, for up to {strategies} retry strategies side by side: load, completion times, waste, herds. Every run is a link, and a link always gives the same figures.

## Links

- A scenario is a query, and every field has a default: {site}/?clients=1000&rate=50&strategies=full,exponential&cap=10s. [All fields]({site}/docs/links.md)
- A strategy is a textbook's (full), a library's delays (lib:NAME), a library's whole client (client:NAME), a mix (full@80/fixed@20) or layers (exponential>client:NAME), each with settings of its own: full(attempts=4 base=1s).
- preset=KEY begins with a scenario that is ready: [the list]({site}/scenarios), or the tool find_scenarios.

## For programs

- Tools over the Model Context Protocol, by POST to {mcp}: {tools}. Answers are short and end with their link. [How to use them]({site}/docs/SKILL.md)
- [OpenAPI 3.1]({openapi}) has all addresses of the HTTP API.
- A link's query goes to each of these: [a run as JSON]({site}/api/v1/run?clients=50), [the delays of a policy]({site}/api/v1/policy?strategies=full), [its code]({site}/api/v1/export?strategies=full&format={format}) for a library.
- A configuration is read by POST to {import}. [Formats]({site}/api/v1/formats): {formats}.

## Documents

{documents}
## Guide

{guide}
Lessons that ask first: {site}/learn

## Limits

- Figures are of a simulation in virtual time, of [this model]({site}/docs/model.md): not of your service. [Published results that it reproduces]({site}/proof)
- One run is one seed. The verdict says how many other seeds agree; where it finds no clear difference there is none to tell of. runs=20 gives ranges.
- A run that ends at its horizon leaves out what was under way: unfinished counts it, and completion times are of successes alone.
- A run over HTTP makes at most {attempts} attempts, a link has at most {link} bytes, a text that is imported {text} bytes.
`

// models answers with that.
func (s *Server) models(c echo.Context) error {
	site := s.site(c.Request())
	var formats []string
	written := ""
	for _, f := range exchange.Formats() {
		formats = append(formats, f.Name)
		if f.Write != nil && f.Language == "Go" {
			written = f.Key
		}
	}
	var documents strings.Builder
	for _, name := range docs.Names() {
		if page, ok := docs.Find(name); ok {
			documents.WriteString("- [" + page.Title + "](" + site + docs.SourcePath(name) + ")\n")
		}
	}
	var guide strings.Builder
	for _, page := range teach.Guide() {
		guide.WriteString("- [" + page.Title + "](" + site + teach.GuidePath(page.Key) + ")\n")
	}
	return c.String(http.StatusOK, strings.NewReplacer(
		"{site}", site, "{mcp}", site+mcp.Path, "{openapi}", site+openapi.Path, "{import}", site+importJSONPath,
		"{tools}", strings.Join(mcp.Names(), ", "), "{formats}", strings.Join(formats, ", "), "{format}", written, "{documents}", documents.String(), "{guide}", guide.String(),
		"{strategies}", format.Word(scenario.MaxStrategies), "{attempts}", fmt.Sprint(s.config.RunAttempts), "{link}", fmt.Sprint(scenario.MaxQueryBytes), "{text}", fmt.Sprint(wire.MaxText),
	).Replace(forModels))
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
	body, err := posted.Body(c, mcp.MaxBody)
	switch {
	case err != nil && !errors.Is(err, posted.ErrTooLong):
		return &problem.Problem{Status: http.StatusBadRequest, Title: "The body cannot be read", Detail: "Send the call as JSON."}
	case err != nil:
		return posted.TooLong("body", fmt.Sprintf("more than %d bytes", mcp.MaxBody), "Send a shorter call: at most "+format.Plural(mcp.MaxBody, "byte")+" are read.")
	}
	r := c.Request()
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.mcp.ServeHTTP(c.Response(), r)
	return nil
}
