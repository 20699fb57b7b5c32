package api

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/web"
	"backofflab/web/templates"
)

const staticPath = "/static/*"

// static serves the embedded files under a prefix that changes with their
// content, so a browser may keep them for ever.
type static struct {
	prefix string
	inline map[string]inlined // sheets that stand in the pages of the lab, by name
}

// inlined is a sheet that stands in a document, and the policy of one that has it.
type inlined struct{ text, policy string }

func newStatic(version string) *static {
	s := &static{prefix: "/static/" + version, inline: map[string]inlined{}}
	for _, name := range templates.LabSheets {
		text, source := web.Inline(name + ".css")
		s.inline[name] = inlined{text, middleware.WithStyle(source)}
	}
	return s
}

// contentTypes are ours and not the machine's, whose tables differ.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".webmanifest": "application/manifest+json",
}

func (s *static) file(c echo.Context) error {
	// The raw path: an escaped slash or backslash is no way to a file.
	name, found := strings.CutPrefix(c.Request().URL.EscapedPath(), s.prefix+"/")
	if !found {
		return echo.ErrNotFound
	}
	return s.send(c, name, "public, max-age=31536000, immutable")
}

// send answers with a whole file, compressed as the client likes it. Ranges are not
// worth it for files this small, and would cut through the compressed form.
func (s *static) send(c echo.Context, name, caching string) error {
	file, found := web.Find(name)
	if !found {
		return echo.ErrNotFound
	}
	kind, ok := contentTypes[path.Ext(name)]
	if !ok {
		kind = echo.MIMEOctetStream
	}
	h := c.Response().Header()
	h.Set("Cache-Control", caching)
	h.Set("Content-Security-Policy", middleware.FilePolicy)
	for _, name := range middleware.OfDocuments {
		h.Del(name)
	}
	body, coding := file.Plain, middleware.CodingOf(c.Request().Header)
	switch {
	case coding == middleware.CodingBrotli && file.Brotli != nil:
		body = file.Brotli
		h.Set("Content-Encoding", coding)
	case coding == middleware.CodingGzip && file.Gzip != nil:
		body = file.Gzip
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, kind, body)
}

// icon is what browsers ask for by themselves. Its address has no version.
func (s *static) icon(c echo.Context) error {
	for _, name := range []string{"favicon.ico", "favicon.svg", "icon.svg"} {
		if _, found := web.Find(name); found {
			return s.send(c, name, "public, max-age=86400")
		}
	}
	return c.NoContent(http.StatusNoContent)
}
