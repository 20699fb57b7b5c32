package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

// logRequests writes one line a request. It names no header: a header may hold a
// secret. Values are escaped by slog's handlers.
func (s *Server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := time.Now()
		if err := next(c); err != nil {
			c.Error(err) // answers, so that the status is known here
		}
		r, w := c.Request(), c.Response()
		if c.Get(upgraded) != nil {
			return nil // the session wrote its own line
		}
		level := slog.LevelInfo
		if w.Status >= http.StatusInternalServerError && w.Status != http.StatusServiceUnavailable {
			level = slog.LevelError
		}
		s.logger.LogAttrs(r.Context(), level, "request",
			slog.String("method", clip(r.Method, 16)),
			slog.String("path", clip(r.URL.Path, 200)),
			slog.String("query", clip(r.URL.RawQuery, 300)),
			slog.Int("status", w.Status),
			slog.Int64("bytes", w.Size),
			slog.Duration("took", time.Since(begin)),
			slog.String("from", c.RealIP()))
		return nil
	}
}

// recoverPanics turns a panic into an error of its request alone.
func (s *Server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if e, ok := p.(error); ok && errors.Is(e, http.ErrAbortHandler) {
				panic(p)
			}
			s.logger.Error("handler panicked", "panic", p, "path", clip(c.Request().URL.Path, 200), "stack", string(debug.Stack()))
			err = fmt.Errorf("handler panicked: %v", p)
		}()
		return next(c)
	}
}

// addressOf returns what finds a client's address: the one that the connection
// comes from. X-Forwarded-For counts only as far as it was written by proxies
// that the operator named; anybody can write the rest.
func addressOf(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range proxies {
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP:   prefix.Masked().Addr().AsSlice(),
			Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// household is what counts as one address: an IPv6 line has 2^64 of them.
func household(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap()
	if a.Is6() {
		if prefix, err := a.Prefix(64); err == nil { // without a zone
			return prefix.String()
		}
	}
	return a.String()
}

// clip keeps a log line to a sane length.
func clip(s string, longest int) string {
	if len(s) > longest {
		return s[:longest] + "…"
	}
	return s
}
