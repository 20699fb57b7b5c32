package middleware

import (
	"time"

	"github.com/labstack/echo/v4"
)

// NoRoute is the route of a request that nothing answers.
const NoRoute = "none"

// Observe tells f of every request that was answered, by its route, so that what anybody
// asks for bounds nothing. Sockets are not told of. f may be nil.
func Observe(f func(route string, status int, took time.Duration)) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if f == nil {
			return next
		}
		return func(c echo.Context) error {
			begin := time.Now()
			err := next(c)
			if c.Get(Upgraded) != nil {
				return err
			}
			route := c.Path()
			if route == "" {
				route = NoRoute
			}
			f(route, c.Response().Status, time.Since(begin))
			return err
		}
	}
}
