package middleware

import (
	"net/http"
	"strconv"
	"strings"
)

// The codings in which answers are sent. Browsers offer Brotli over HTTPS, and to
// the machine that they run on.
const (
	CodingBrotli = "br"
	CodingGzip   = "gzip"
	codingPlain  = "identity"
)

// CodingOf is the coding that the client likes best, and of those that it likes
// alike the smallest. What it wrote wrongly counts as not written. A client that
// accepts nothing gets the plain form rather than a 406 (RFC 9110, 12.5.3).
func CodingOf(h http.Header) string {
	offers := offered(strings.Join(h["Accept-Encoding"], ","))
	best, liking := codingPlain, offers.of(codingPlain)
	for _, coding := range []string{CodingGzip, CodingBrotli} {
		if q := offers.of(coding); q > 0 && q >= liking {
			best, liking = coding, q
		}
	}
	return best
}

// offers are the codings that a client named, each with its quality from 0 to 1.
type offers map[string]float64

func offered(header string) offers {
	all := offers{}
	for item := range strings.SplitSeq(header, ",") {
		name, parameter, weighed := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		q := 1.0
		if weighed {
			key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			var err error
			if q, err = strconv.ParseFloat(value, 64); err != nil || !strings.EqualFold(key, "q") || !(q >= 0 && q <= 1) {
				continue
			}
		}
		if name == "x-gzip" {
			name = CodingGzip
		}
		all[name] = q
	}
	return all
}

// of is how much the client likes a coding. A coding that nobody named is not
// accepted, but for the plain form, which then comes last of all.
func (o offers) of(coding string) float64 {
	if q, ok := o[coding]; ok {
		return q
	}
	if coding == codingPlain {
		return 0
	}
	return o["*"]
}
