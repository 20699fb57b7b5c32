package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates"
)

// problem is the answer to a request that failed (RFC 9457).
type problem struct {
	Type   string               `json:"type"`
	Title  string               `json:"title"`
	Status int                  `json:"status"`
	Detail string               `json:"detail"`
	Fields scenario.FieldErrors `json:"fields,omitempty"`

	Smaller *smaller `json:"smaller,omitempty"` // of a trace: what to ask for instead
}

// Error makes a problem an error that handlers return.
func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// statusGone is what the log shows for a client that left before its answer.
const statusGone = 499

// problemOf says what a client is told about an error.
func problemOf(err error) *problem {
	var (
		told   *problem
		fields scenario.FieldErrors
		budget *sim.BudgetError
		routed *echo.HTTPError
	)
	p := &problem{Status: http.StatusInternalServerError, Title: "The lab failed", Detail: "This is a fault of the lab, not of the request."}
	switch {
	case errors.As(err, &told):
		p = told
	case errors.As(err, &fields):
		p = &problem{Status: http.StatusBadRequest, Title: "The scenario has bad values", Detail: fields.Error(), Fields: fields}
	case errors.As(err, &budget):
		p = &problem{Status: http.StatusUnprocessableEntity, Title: "The run is too large", Detail: sentence(budget.Error())}
	case errors.Is(err, errBusy):
		p = &problem{Status: http.StatusServiceUnavailable, Title: "The lab is busy", Detail: "Too many runs are under way. Try again in a few seconds."}
	case errors.Is(err, errOrigin):
		p = &problem{Status: http.StatusForbidden, Title: "Refused", Detail: "A page of another site opened this socket."}
	case errors.Is(err, context.Canceled):
		p = &problem{Status: statusGone, Title: "The run was cancelled", Detail: "The client left, or the lab is stopping."}
	case errors.As(err, &routed) && routed.Code == http.StatusNotFound:
		p = &problem{Status: http.StatusNotFound, Title: "Not found", Detail: "There is nothing at this address."}
	case errors.As(err, &routed) && routed.Code == http.StatusMethodNotAllowed:
		p = &problem{Status: http.StatusMethodNotAllowed, Title: "Method not allowed", Detail: "This address answers GET."}
	}
	p.Type = "about:blank"
	return p
}

// answerError sends the answer to a request that failed.
func (s *Server) answerError(err error, c echo.Context) {
	if c.Response().Committed || c.Get(upgraded) != nil {
		return
	}
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		s.logger.Error("request failed", "error", err, "path", clip(c.Request().URL.Path, 200))
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "2")
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.sendProblem(c, p); err != nil {
		s.logger.Debug("answer not sent", "error", err)
	}
}

// sendProblem answers a person with a page and a program with JSON.
func (s *Server) sendProblem(c echo.Context, p *problem) error {
	if wantsPage(c.Request()) {
		page := p.page(c.Request().URL.RawQuery)
		page.Static = s.static.prefix
		return sendMarkup(c, p.Status, echo.MIMETextHTMLCharsetUTF8, templates.ProblemView(page))
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, "application/problem+json", append(body, '\n'))
}

// page is the problem as a person sees it, who asked with that query. What the lab
// itself can make of the query, it shows best.
func (p *problem) page(query string) templates.ProblemPage {
	view := templates.ProblemPage{Title: p.Title, Detail: p.Detail}
	asked := scenarioLink(query)
	switch {
	case p.Fields != nil:
		view.Detail = "The settings below need other values. The lab marks them in its form."
		view.Ways = append(view.Ways, templates.Way{Path: asked, Words: "Mend it in the lab"})
	case p.Status == http.StatusUnprocessableEntity:
		view.Detail += " The lab streams larger runs than it answers with."
		view.Ways = append(view.Ways, templates.Way{Path: asked, Words: "Open it in the lab"})
	case p.Status == http.StatusServiceUnavailable && query != "":
		view.Ways = append(view.Ways, templates.Way{Path: asked, Words: "Open it in the lab"})
	}
	for _, f := range p.Fields {
		view.Fields = append(view.Fields, templates.Problem{Field: f.Field, Value: f.Value, Message: f.Message})
	}
	view.Ways = append(view.Ways, templates.Way{Path: "/", Words: "Begin with the standard scenario"}, templates.Way{Path: "/scenarios", Words: "See all scenarios"})
	return view
}

// wantsPage reports whether a person asks for something that is read in a
// browser. The API answers programs, whatever they claim to accept.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

// sentence puts a full stop after a message.
func sentence(message string) string {
	if message == "" {
		return message
	}
	return strings.ToUpper(message[:1]) + message[1:] + "."
}
