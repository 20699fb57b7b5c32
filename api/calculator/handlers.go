package calculator

import (
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/calculator"
	"backofflab/scenario"
	templates "backofflab/web/templates/calculator"
	"backofflab/web/view/calculated"
)

// Addresses of the calculator.
const (
	PagePath     = "/calculator"
	FragmentPath = "/fragment/calculator"
	JSONPath     = "/api/v1/backoff"

	VerifyPath         = "/calculator/verify"
	VerifyFragmentPath = "/fragment/calculator/verify"
	VerifyJSONPath     = "/api/v1/backoff/verify"
)

// Turn is the place of work that others may go before once it has gone on for a while.
type Turn interface {
	Yield(ctx context.Context) error
	Leave()
}

// Lab is what the handlers need of the lab.
type Lab struct {
	Static string // URL prefix of the static files, without a slash at the end
	// SendPage answers with markup, and SendJSON with a value.
	SendPage func(c echo.Context, status int, markup templ.Component) error
	SendJSON func(c echo.Context, answer any) error
	// Site is scheme and host of links, and Enter waits for a turn to compute, which
	// its caller leaves.
	Site  func(r *http.Request) string
	Enter func(ctx context.Context) (Turn, error)
}

// JSON answers with the figures of a policy.
func (l Lab) JSON(c echo.Context) error {
	asked, err := calculator.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return l.SendJSON(c, wire.BackoffAnswerOf(calculator.All(asked)))
}

// Page answers with the whole page: what was typed stands in its form, also where it is wrong.
func (l Lab) Page(c echo.Context) error {
	page, asked, status, err := l.page(c, c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	page.Verify = calculated.Verify(calculated.Observed{Against: true, Policy: asked})
	return l.SendPage(c, status, templates.View(page))
}

// Fragment answers with what the script of the page replaces. That something is wrong is what it
// shows then, and no failure.
func (l Lab) Fragment(c echo.Context) error {
	page, _, _, err := l.page(c, c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return l.SendPage(c, http.StatusOK, templates.Results(page))
}

// page is the page of a query, and what that asks for; nil where it is wrong.
func (l Lab) page(c echo.Context, raw string) (page templates.Page, right *calculator.Ask, status int, err error) {
	asked, err := calculator.Parse(raw)
	var problems scenario.FieldErrors
	status, right = http.StatusOK, &asked
	if err != nil {
		if !errors.As(err, &problems) {
			return page, nil, status, err
		}
		status, right = http.StatusBadRequest, nil
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	page = calculated.Page(asked, raw, problems)
	page.Static = l.Static
	return page, right, status, nil
}
