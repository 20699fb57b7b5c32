package api

import (
	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
)

const streamPath = "/api/v1/stream"

// stream hands a request to those who watch runs.
func (s *Server) stream(c echo.Context) error {
	return s.streams.Serve(c.Response(), c.Request(), middleware.ClientPrefix(c.RealIP()), func() { c.Set(middleware.Upgraded, true) })
}
