package stream

import (
	"net/http"
	"slices"
	"strings"
)

// originAllowed reports whether the page that opens a socket may: one of this
// host, or of an allowed origin. Whole strings are compared, so nothing that
// merely contains or ends like an allowed host passes, and neither does "null".
// Browsers always send an origin; a program without one has no user to fool.
func originAllowed(r *http.Request, allowed []string) bool {
	origins := r.Header["Origin"]
	if len(origins) == 0 {
		return true
	}
	if len(origins) > 1 {
		return false
	}
	origin, host := strings.ToLower(origins[0]), strings.ToLower(r.Host)
	return origin == "http://"+host || origin == "https://"+host || slices.Contains(allowed, origin)
}
