package middleware

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// NoRoute is the route of a request that nothing answers.
const NoRoute = "none"

// Observe tells f of every request that was answered, by its route, so that what anybody
// asks for bounds nothing: the status, how long it took, and the bytes of its body as they
// were sent, compressed or not. Sockets are not told of. f may be nil.
func Observe(f func(route string, status int, took time.Duration, sent int64)) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if f == nil {
			return next
		}
		return func(c echo.Context) error {
			begin := time.Now()
			body := &counting{ResponseWriter: c.Response().Writer}
			c.Response().Writer = body
			err := next(c)
			if c.Get(Upgraded) != nil {
				return err
			}
			route := c.Path()
			if route == "" {
				route = NoRoute
			}
			if c.Request().Method == http.MethodHead {
				body.sent = 0 // what is written is dropped
			}
			f(route, c.Response().Status, time.Since(begin), body.sent)
			return err
		}
	}
}

// counting counts the bytes of a body.
type counting struct {
	http.ResponseWriter
	sent int64
}

func (w *counting) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.sent += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (w *counting) Unwrap() http.ResponseWriter { return w.ResponseWriter }
