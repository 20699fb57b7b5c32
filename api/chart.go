package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/internal/share"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/raster"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// Bounds of the pictures that are kept: a link that is posted is fetched by many.
const (
	keptPictures = 64
	keptBytes    = 16 << 20
)

var pictureBounds = share.Bounds{Count: keptPictures, Weight: keptBytes, Each: keptBytes / 4}

func bytesOf(picture []byte) int { return len(picture) }

// charts are the pictures of a run by their names: /chart/NAME.svg and /chart/NAME.png.
// They show a run as far as it goes within the attempts of JSON.
var charts = map[string]func(chart.Run) templ.Component{
	"load":       chart.LoadPicture,
	"completion": chart.CompletionPicture,
}

// picture is something that is drawn for a link. Both its forms come from one place.
type picture struct {
	path string // "/chart/load", without the form
	// draw makes the picture of a link.
	draw func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error)
	// wrong is what is drawn for an invalid link; nil: the answer is a problem.
	wrong templ.Component
}

// delaysPicture needs no run: it is a function of the policy.
var delaysPicture = picture{
	path: "/chart/delays",
	draw: func(_ *Server, _ context.Context, wanted link.Link) (templ.Component, error) {
		return chart.DelaysPicture(view.Linked(wanted, view.EmptyRun(wanted.Scenario, wanted.Scenario.Widths()[0]))), nil
	},
}

// pictures are all of them.
func pictures() []picture {
	list := []picture{cardPicture, delaysPicture, retriesPicture}
	for name, draw := range charts {
		list = append(list, picture{path: "/chart/" + name, draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
			found, err := s.simulate(ctx, wanted.Scenario, s.runClass)
			if err != nil {
				return nil, err
			}
			return draw(view.LinkedRun(wanted, found)), nil
		}})
	}
	return list
}

// pictureCaching: a picture is a function of its address and of the lab's version, so
// a preview may keep it for a day.
const pictureCaching = "public, max-age=86400"

func (s *Server) svg(c echo.Context, p picture) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	return s.sendPicture(c, p, wanted, err, "image/svg+xml", func(markup []byte) ([]byte, error) { return markup, nil })
}

// png draws the same picture in pixels; "scale" says how many for one of the picture.
func (s *Server) png(c echo.Context, p picture) error {
	own, rest := extras(c.Request().URL.RawQuery, "scale")
	wanted, err := link.Parse(rest)
	scale := 1
	if value, ok := own["scale"]; ok {
		if scale, _ = strconv.Atoi(value); value != strconv.Itoa(scale) || scale < 1 || scale > raster.MaxScale {
			return scenario.FieldErrors{scenario.NewFieldError("scale", value, "must be 1 or 2")}
		}
	}
	return s.sendPicture(c, p, wanted, err, "image/png", func(markup []byte) ([]byte, error) {
		return raster.PNG(markup, scale)
	}, strconv.Itoa(scale))
}

// sendPicture answers with a picture in some form, which is drawn once for all who
// request it at once. Few are drawn at a time.
func (s *Server) sendPicture(c echo.Context, p picture, wanted link.Link, wrong error, kind string, form func([]byte) ([]byte, error), shape ...string) error {
	status, caching, key := http.StatusOK, pictureCaching, wanted.Query()
	draw := p.draw
	var problems scenario.FieldErrors
	switch {
	case errors.As(wrong, &problems) && p.wrong != nil:
		status, caching, key = http.StatusBadRequest, "no-store", "?"
		draw = func(*Server, context.Context, link.Link) (templ.Component, error) { return p.wrong, nil }
	case wrong != nil:
		return wrong
	}
	for _, part := range append(shape, kind, p.path) {
		key = part + " " + key
	}
	asked := c.Request().Context()
	if _, kept := s.pictures.Get(key); !kept {
		if err := runs.Allowed(asked); err != nil {
			return err
		}
	}
	body, err := s.pictures.Of(asked, key, func(ctx context.Context) ([]byte, error) {
		ctx = runs.For(ctx, asked)
		markup, err := draw(s, ctx, wanted)
		if err != nil {
			return nil, err
		}
		turn, err := s.pageClass.Slots.Enter(ctx)
		if err != nil {
			return nil, err
		}
		defer turn.Leave()
		var b bytes.Buffer
		if err := markup.Render(ctx, &b); err != nil {
			return nil, err
		}
		return form(b.Bytes())
	})
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Cache-Control", caching)
	h.Set("Content-Security-Policy", middleware.FilePolicy)
	middleware.Shareable(h)
	if status == http.StatusOK && unchanged(c, body) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(status, kind, body)
}

const cardPath = "/card"

// cardPicture is what a link shows where it is posted. It takes the attempts of a
// page: the page is fetched along with it, and both may share a run.
var cardPicture = picture{
	path: cardPath,
	draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
		found, err := s.simulate(ctx, wanted.Scenario, s.pageClass)
		var over *sim.LimitError
		switch {
		case errors.As(err, &over):
			return chart.CardPicture(view.PlainCard(wanted)), nil
		case err != nil:
			return nil, err
		}
		return chart.CardPicture(view.CardOf(wanted, found)), nil
	},
	wrong: chart.CardPicture(chart.Card{
		Title: "What happens when clients hit a rate limit?",
		Line:  "This link has values that the lab cannot simulate.",
	}),
}
