package middleware

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// The page brings its scripts, styles and data from its own origin, and nothing
// inline but a style sheet of a known hash: whatever gets into its text cannot run.
const ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// WithStyle is the policy of a document that has a style sheet in it, of that hash and no other.
func WithStyle(hash string) string {
	return strings.Replace(ContentPolicy, "style-src 'self'", "style-src 'self' '"+hash+"'", 1)
}

// A style, a script or an icon loads nothing. Its policy is short because it is
// sent with every file of the page.
const FilePolicy = "default-src 'none'"

const permissionsPolicy = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

// OfDocuments are headers that say something of a document alone. A page has two dozen
// files, so they would be a twentieth of all that a first visit loads.
var OfDocuments = []string{"Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"}

// Shareable lets pages of other sites show an answer: what holds no secret and does
// nothing by itself.
func Shareable(h http.Header) { h.Set("Cross-Origin-Resource-Policy", "cross-origin") }

// SetHeaders sets what every response carries, errors included.
func SetHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", ContentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissionsPolicy)
		// A run is a function of its address, but a newer lab may show it better.
		h.Set("Cache-Control", "no-cache")
		if strings.HasPrefix(c.Request().URL.Path, "/static/") {
			Shareable(h)
		}
		return next(c)
	}
}
