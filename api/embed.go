package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/view"
)

const embedPath = "/embed"

// embedPolicy lets pages of any site hold the frame, which does nothing but play. All
// else is as on other pages.
var embedPolicy = strings.NewReplacer("frame-ancestors 'none'", "frame-ancestors *", "form-action 'self'", "form-action 'none'",
	"connect-src 'self'", "connect-src 'none'").Replace(middleware.ContentPolicy)

// embed answers with charts of a run for the pages of others. Besides a link its
// address may say which chart, and whether it is light or dark.
func (s *Server) embed(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", embedPolicy)
	middleware.Shareable(h)
	own, rest := extras(c.Request().URL.RawQuery, "chart", "theme")
	shown := templates.Embed{Static: s.static.prefix, Charts: []string{"load"}, Open: "/"}
	wanted, err := link.Parse(rest)
	var problems scenario.FieldErrors
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	wanted.Predict = false // a frame has nowhere to put a guess
	switch chart, ok := own["chart"]; {
	case chart == "both":
		shown.Charts = []string{"load", "completion"}
	case chart == "completion":
		shown.Charts = []string{chart}
	case ok && chart != "load":
		problems = append(problems, scenario.NewFieldError("chart", chart, "must be load, completion or both"))
	}
	switch theme, ok := own["theme"]; {
	case theme == "light" || theme == "dark":
		shown.Theme = theme
	case ok:
		problems = append(problems, scenario.NewFieldError("theme", theme, "must be light or dark"))
	}
	if len(problems) > 0 {
		shown.Title, shown.Message = "This frame has an address that the lab cannot read", problems.Error()
		h.Set("Cache-Control", "no-store")
		return s.sendMarkup(c, http.StatusBadRequest, echo.MIMETextHTMLCharsetUTF8, templates.EmbedView(shown))
	}
	shown.Open, shown.Own = wanted.Path(), view.OwnOf(wanted)
	title, lead := explain.Scenario(wanted.Scenario)
	shown.Title = title
	found, err := s.simulate(c.Request().Context(), wanted.Scenario, s.pageClass)
	var over *sim.LimitError
	switch {
	case errors.As(err, &over):
		shown.Message = "This run is too large for a frame. The lab streams it."
	case err != nil:
		return err
	default:
		run := view.LinkedRun(wanted, found)
		shown.Run = &run
	}
	path := withQuery(embedPath, strings.Trim(extraQuery(own)+"&"+wanted.Query(), "&"))
	shown.Preview = s.runPreview(c, path, wanted, shown.Run, title, lead)
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.EmbedView(shown))
}

// extraQuery is what an embed's address says besides its link, in one order.
func extraQuery(own map[string]string) string {
	var pairs []string
	for _, name := range []string{"chart", "theme"} {
		if value, ok := own[name]; ok {
			pairs = append(pairs, name+"="+value)
		}
	}
	return strings.Join(pairs, "&")
}

// extras takes parameters out of a query that belong to the address and not to the
// scenario, and returns them with what is left. Of one that is there twice both are
// left: the grammar of scenarios will refuse it.
func extras(raw string, names ...string) (values map[string]string, rest string) {
	values = map[string]string{}
	var left []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		_, taken := values[name]
		if plain, err := url.QueryUnescape(value); err == nil && !taken && slices.Contains(names, name) {
			values[name] = plain
			continue
		}
		left = append(left, pair)
	}
	return values, strings.Join(left, "&")
}
