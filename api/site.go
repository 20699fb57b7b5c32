package api

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/internal/format"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// site is scheme and host of the lab as others reach it: as configured, or else as
// it was asked for. Of what a request says only its host counts, which is no more
// than an echo to whoever sent it, and the scheme where a trusted proxy says it.
// Empty where the host is none: then addresses begin with a slash.
func (s *Server) site(r *http.Request) string {
	switch {
	case s.config.PublicURL != "":
		return s.config.PublicURL
	case !isHost(r.Host):
		return ""
	case r.TLS != nil || s.trusts(r) && r.Header.Get("X-Forwarded-Proto") == "https":
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// trusts reports whether a request comes straight from a proxy that the operator named.
func (s *Server) trusts(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(s.config.Proxies, func(p netip.Prefix) bool {
		return p.Contains(address.Unmap().WithZone(""))
	})
}

// isHost reports whether a text can be nothing but a host, with or without a port.
func isHost(text string) bool {
	return text != "" && len(text) <= 255 && !strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-:[]_", r))
	})
}

// preview is how a page at a path shows where a link to it is posted.
func (s *Server) preview(c echo.Context, path, title, description string, card link.Link) *templates.Preview {
	site := s.site(c.Request())
	return &templates.Preview{
		Title: title, Description: description, URL: site + path,
		Image: site + withQuery(cardPath+".png", card.Query()),
		Alt:   "Charts of the load that each retry strategy puts on a service. " + format.Capital(title),
	}
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// runPreview is that of a page which shows a run.
func (s *Server) runPreview(c echo.Context, path string, wanted link.Link, run *chart.Run, title, lead string) *templates.Preview {
	if run != nil {
		title, lead = view.FindingOf(*run), run.Lead
	}
	own := view.OwnOf(wanted)
	if own.Title != "" {
		title = own.Title
	}
	if own.Note != "" {
		lead = own.Note
	}
	return s.preview(c, path, title, lead, wanted)
}
