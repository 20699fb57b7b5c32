package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// keepMarks lets a browser keep the marks of a run: they follow from the address and
// the engine alone.
const keepMarks = "private, max-age=600"

// marksFragment answers with the chart of retries, for a page that is there. The
// parameter span is how many bins the time axis of its other charts holds.
func (s *Server) marksFragment(c echo.Context) error {
	own, rest := extras(c.Request().URL.RawQuery, "span")
	wanted, err := link.Parse(rest)
	if err != nil {
		return err
	}
	run, err := s.traceClass.TraceAll(c.Request().Context(), wanted.Scenario)
	var over *sim.LimitError
	if err != nil && !errors.As(err, &over) {
		return err
	}
	marks := chart.Marks{TooMany: "This run makes more attempts than are drawn one by one: the limit is " + format.Count(runs.MaxTraced) + ". The other charts count all of them."}
	if over == nil {
		marks = view.MarksOf(wanted, run)
		if span, err := strconv.ParseFloat(own["span"], 64); err == nil {
			marks.Frame.Stretch(span)
		}
	}
	c.Response().Header().Set("Cache-Control", keepMarks)
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, chart.MarksView(marks))
}

// retriesPicture is the chart of retries as a picture.
var retriesPicture = picture{
	path: "/chart/retries",
	draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
		run, err := s.traceClass.TraceAll(ctx, wanted.Scenario)
		if err != nil {
			return nil, err
		}
		return chart.RetriesPicture(view.MarksOf(wanted, run)), nil
	},
}
