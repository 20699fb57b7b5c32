package typed

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Rate rewrites a rate as a number for each of some time, with so many decimals at most:
// "100/min", "5000 per hour", "60 rpm", "1 every 6 s". A number without a time is one for
// that time already.
func Rate(text string, per time.Duration, decimals int, units ...string) (plain string, ok bool) {
	n, rest, ok := leading(clean(text))
	if !ok || isUnit(rest, units) {
		return n.plain(), ok && (decimals > 0 || !n.doubtful())
	}
	found := perForm.FindStringSubmatch(rest)
	if found == nil {
		return "", false
	}
	span, ok := spanOf(found[1])
	x, err := strconv.ParseFloat(n.plain(), 64)
	if !ok || err != nil {
		return "", false
	}
	rounded := strconv.FormatFloat(x*per.Seconds()/span.Seconds(), 'f', decimals, 64)
	if strings.Contains(rounded, ".") {
		rounded = strings.TrimSuffix(strings.TrimRight(rounded, "0"), ".")
	}
	return rounded, true
}

// perForm is what follows the number of a rate. "rpm", "qps" and their kind are letters
// of the same words.
var perForm = regexp.MustCompile(`^(?:requests?|reqs?|calls?|tokens?|tok|queries|r|q|t)? ?(?:/|per|p|an?\b|each|every|in|within) ?(\d.*|[a-z]+)$`)

// spanOf is how long "min" or "10 s" is.
func spanOf(text string) (time.Duration, bool) {
	if text[0] < '0' || text[0] > '9' {
		text = "1" + text
	}
	plain, ok := Duration(text, time.Second)
	span, err := time.ParseDuration(plain)
	return span, ok && err == nil && span > 0
}
