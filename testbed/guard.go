package testbed

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Values of headers that do not change.
var (
	jsonType    = []string{"application/json"}
	problemType = []string{"application/problem+json"}
	closing     = []string{"close"}
	nosniff     = []string{"nosniff"}
	noStore     = []string{"no-store"}
	sameOrigin  = []string{"same-origin"}
	sandbox     = []string{"default-src 'none'; sandbox"}
)

// secure sets what keeps an answer from being anything but data: a testbed may be on the origin
// of the lab's pages.
func secure(h http.Header) {
	h["X-Content-Type-Options"] = nosniff
	h["Content-Security-Policy"] = sandbox
	h["Cross-Origin-Resource-Policy"] = sameOrigin
	h["Cache-Control"] = noStore
}

// foreign reports whether a page of another origin sent a request, or asks whether it may.
func foreign(r *http.Request) bool {
	switch site := r.Header["Sec-Fetch-Site"]; {
	case r.Method == http.MethodOptions && len(r.Header["Access-Control-Request-Method"]) > 0:
		return true
	case len(site) > 0:
		return site[0] != "same-origin" && site[0] != "none"
	}
	origin := r.Header["Origin"]
	if len(origin) == 0 {
		return false
	}
	u, err := url.Parse(origin[0])
	return err != nil || u.Host != r.Host
}

// BoundHeader says which bound of the testbed a request exceeds, in the answer to it, so that
// nobody takes that for the simulated limiter's.
const BoundHeader = "Testbed-Bound"

var (
	noSuch       = bound{404, "", problem(404, "There is no such testbed.", "It was stopped, its time is over, or there never was one.")}
	wrongOrigin  = bound{403, "origin", problem(403, "A page of another origin sent this.", "A testbed answers programs, and pages of its own origin.")}
	overRequests = bound{429, "requests", problem(429, "This testbed has answered as many requests as it may.", "This is a bound of the testbed, not the limiter of its scenario. Start another.")}
	overHeld     = bound{503, "held", problem(503, "This testbed holds as many requests as it may at once.", "This is a bound of the testbed, not the limiter of its scenario.")}
	overRate     = bound{429, "rate", problem(429, "This testbed gets more requests a second than it may.", "This is a bound of the testbed, not the limiter of its scenario.")}
)

// problem is the body of an answer as RFC 9457 has it.
func problem(status int, title, detail string) []byte {
	return []byte(`{"type":"about:blank","title":"` + title + `","status":` + strconv.Itoa(status) + `,"detail":"` + detail + `"}`)
}

// refuse answers a request that reaches no service.
func refuse(w http.ResponseWriter, r *http.Request, b *bound) {
	h := w.Header()
	secure(h)
	h["Content-Type"] = problemType
	h["Content-Length"] = []string{strconv.Itoa(len(b.body))}
	if b.name != "" {
		h[BoundHeader] = []string{b.name}
	}
	if b == &overRate {
		h["Retry-After"] = []string{"1"}
	}
	if r.ContentLength != 0 {
		h["Connection"] = closing // nothing of its body is read
	}
	w.WriteHeader(b.status)
	_, _ = w.Write(b.body)
}

// readBody reads the body of a request, and reports whether it came to its end in the bounds.
func (t *Testbed) readBody(w http.ResponseWriter, r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return true
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(t.limits.BodyTime)) // the server takes it back at the end
	if _, err := io.CopyN(io.Discard, r.Body, t.limits.Body+1); err == io.EOF {
		return true
	}
	_ = control.SetReadDeadline(time.Now()) // the server reads no further either
	t.count(&t.bounds.Body)
	return false
}
