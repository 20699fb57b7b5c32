package middleware

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
)

// RefuseWrites lets only requests through that read, and those that writes names: nothing
// else takes a body or changes anything. A cross-site write is refused as one. Who takes a
// body bounds it.
func RefuseWrites(writes func(*http.Request) bool) echo.MiddlewareFunc {
	crossOrigin := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if err := crossOrigin.Check(r); err != nil {
				return &problem.Problem{Status: http.StatusForbidden, Title: "Refused", Detail: "A page of another site sent this request."}
			}
			if writes(r) {
				return next(c)
			}
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				c.Response().Header().Set("Allow", "GET, HEAD")
				return &problem.Problem{Status: http.StatusMethodNotAllowed, Title: "Method not allowed", Detail: "The lab answers GET and HEAD."}
			}
			if r.ContentLength != 0 {
				// What is left unread would count as the next request.
				c.Response().Header().Set("Connection", "close")
				return &problem.Problem{Status: http.StatusRequestEntityTooLarge, Title: "Body too large", Detail: "The lab takes no body; a scenario goes into the query."}
			}
			return next(c)
		}
	}
}
