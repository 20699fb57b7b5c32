package middleware

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

	"backofflab/internal/format"
	"backofflab/internal/logging"
)

// Upgraded is the key in the context of a request that became a socket.
const Upgraded = "upgraded"

// LogRequests writes one line a request. It names no header: a header may hold a
// secret; neither a title nor a note, and of an address only the network. Values are escaped
// by slog's handlers.
func LogRequests(logger *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			begin := time.Now()
			if err := next(c); err != nil {
				c.Error(err) // answers, so that the status is known here
			}
			r, w := c.Request(), c.Response()
			if c.Get(Upgraded) != nil {
				return nil // the session wrote its own line
			}
			level := slog.LevelInfo
			if w.Status >= http.StatusInternalServerError && w.Status != http.StatusServiceUnavailable {
				level = slog.LevelError
			}
			logger.LogAttrs(r.Context(), level, "request",
				slog.String("method", format.Clip(r.Method, 16)),
				slog.String("path", format.Clip(r.URL.Path, 200)),
				slog.String("query", format.Clip(logging.Query(r.URL.RawQuery), 300)),
				slog.Int("status", w.Status),
				slog.Int64("bytes", w.Size),
				slog.Duration("took", time.Since(begin)),
				slog.String("from", logging.Address(c.RealIP())))
			return nil
		}
	}
}

// RecoverPanics turns a panic into an error of its request alone.
func RecoverPanics(logger *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				p := recover()
				if p == nil {
					return
				}
				if e, ok := p.(error); ok && errors.Is(e, http.ErrAbortHandler) {
					panic(p)
				}
				logger.Error("handler panicked", "panic", p, "path", format.Clip(c.Request().URL.Path, 200), "stack", string(debug.Stack()))
				err = fmt.Errorf("handler panicked: %v", p)
			}()
			return next(c)
		}
	}
}

// AddressOf returns what finds a client's address: the one that the connection
// comes from. X-Forwarded-For counts only as far as it was written by proxies
// that the operator named; anybody can write the rest.
func AddressOf(proxies []netip.Prefix) echo.IPExtractor {
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
