package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/problem"
	"backofflab/internal/share"
	"backofflab/runs"
)

// finishedBounds are those of the answers that are kept: a class that opens one link costs
// one page.
var finishedBounds = share.Bounds{Count: 256, Weight: 32 << 20, Each: 1 << 20}

// notKept is an answer that is shared by those who ask at once, and not kept.
type notKept struct{ answer *middleware.Whole }

func (notKept) Error() string { return "this answer is not kept" }

// finish has answers whole before they are sent: nobody's slowness to read holds a turn. What
// follows from its address alone is made once for all who ask at once, and kept for those who
// ask later.
func (s *Server) finish(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, path := c.Request(), c.Path()
		if path == streamPath {
			return next(c)
		}
		if path == staticPath { // they are ready in all forms
			c.Response().Header().Add("Vary", "Accept-Encoding")
			return next(c)
		}
		owner := middleware.ClientPrefix(c.RealIP())
		ctx := runs.As(r.Context(), owner)
		if r.Method == http.MethodHead {
			ctx = runs.Without(ctx)
		}
		c.SetRequest(r.WithContext(ctx))
		if !s.pure[path] {
			return s.send(c, owner, next)
		}
		key := s.addressOf(c)
		if r.Method == http.MethodHead {
			if kept, ok := s.finished.Get(key); ok {
				return kept.Send(c)
			}
			return s.send(c, owner, next)
		}
		answer, err := s.finished.Of(ctx, key, s.maker(c, next))
		var once notKept
		switch {
		case errors.As(err, &once):
			answer = once.answer
		case err != nil:
			return s.send(c, owner, func(echo.Context) error { return err })
		}
		return s.deliver(c, owner, answer)
	}
}

// send answers one request alone.
func (s *Server) send(c echo.Context, owner string, next echo.HandlerFunc) error {
	answer, err := middleware.Record(c, next)
	if err != nil {
		return err
	}
	return s.deliver(c, owner, answer)
}

// deliver sends an answer, or that there is no room for one as large.
func (s *Server) deliver(c echo.Context, owner string, answer *middleware.Whole) error {
	err := s.unsent.Send(owner, answer.Weight(), func() error { return answer.Send(c) })
	if none := (*problem.Problem)(nil); errors.As(err, &none) {
		return s.send(c, owner, func(echo.Context) error { return none })
	}
	return err
}

// maker makes the answer to a request for all who ask for the same at once. It has a context
// of its own, for it may go on when the first of them has left.
func (s *Server) maker(c echo.Context, next echo.HandlerFunc) share.Do[*middleware.Whole] {
	asked, path, names, values := c.Request(), c.Path(), c.ParamNames(), c.ParamValues()
	unsent := &unsent{c.Response().Header().Clone()}
	return func(group context.Context) (*middleware.Whole, error) {
		ctx, cancel := context.WithCancelCause(context.WithoutCancel(asked.Context()))
		defer cancel(nil)
		defer context.AfterFunc(group, func() { cancel(context.Cause(group)) })()
		own := s.echo.NewContext(asked.WithContext(ctx), unsent)
		own.SetPath(path)
		own.SetParamNames(names...)
		own.SetParamValues(values...)
		answer, err := middleware.Record(own, next)
		switch {
		case err != nil:
			return nil, err
		case !answer.Keepable():
			return nil, notKept{answer}
		}
		answer.Name()
		return answer, nil
	}
}

// unsent has a header, and nothing is sent by it.
type unsent struct{ header http.Header }

func (b *unsent) Header() http.Header         { return b.header }
func (b *unsent) Write(p []byte) (int, error) { return len(p), nil }
func (b *unsent) WriteHeader(int)             {}

// addressOf is all of a request that an answer which follows from its address depends on.
func (s *Server) addressOf(c echo.Context) string {
	r := c.Request()
	kind := "program"
	if wantsPage(r) {
		kind = "person"
	}
	return strings.Join([]string{kind, middleware.CodingOf(r.Header), s.site(r), r.URL.EscapedPath(), r.URL.RawQuery}, " ")
}

// unchanged names an answer by its content, and reports whether the client has it.
func unchanged(c echo.Context, body []byte) bool {
	tag := middleware.TagOf(body)
	c.Response().Header().Set("ETag", tag)
	return middleware.Known(c.Request().Header, tag)
}
