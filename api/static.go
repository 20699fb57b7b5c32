package api

import (
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// static serves the embedded files under a prefix that changes with their
// content, so a browser may keep them for ever.
type static struct {
	prefix string
	files  fs.FS
}

func newStatic(files fs.FS, version string) *static {
	return &static{prefix: "/static/" + version, files: files}
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

// send answers with a whole file. Ranges are not worth it for files this small,
// and would cut through the compressed form.
func (s *static) send(c echo.Context, name, caching string) error {
	body, err := fs.ReadFile(s.files, name)
	if err != nil {
		return echo.ErrNotFound
	}
	kind, known := contentTypes[path.Ext(name)]
	if !known {
		kind = echo.MIMEOctetStream
	}
	c.Response().Header().Set("Cache-Control", caching)
	c.Response().Header().Set("Content-Security-Policy", filePolicy)
	return c.Blob(http.StatusOK, kind, body)
}

// icon is what browsers ask for by themselves. Its address has no version.
func (s *static) icon(c echo.Context) error {
	for _, name := range []string{"favicon.ico", "favicon.svg", "icon.svg"} {
		if _, err := fs.Stat(s.files, name); err == nil {
			return s.send(c, name, "public, max-age=86400")
		}
	}
	return c.NoContent(http.StatusNoContent)
}
