package typed

import (
	"math"
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
	x, span, ok := perSpan(n, rest)
	if !ok {
		return "", false
	}
	rounded := strconv.FormatFloat(x*per.Seconds()/span.Seconds(), 'f', decimals, 64)
	if strings.Contains(rounded, ".") {
		rounded = strings.TrimSuffix(strings.TrimRight(rounded, "0"), ".")
	}
	return rounded, true
}

// LongRate rewrites a rate that is no whole thousandths of a second's, but is so per minute,
// hour or, where it is at most one a second, per day: "100/min" is 100/m.
func LongRate(text string) (plain string, ok bool) {
	n, rest, ok := leading(clean(text))
	if !ok {
		return "", false
	}
	x, span, ok := perSpan(n, rest)
	for _, unit := range []struct {
		name    string
		seconds float64
	}{{"", 1}, {"/m", 60}, {"/h", 3600}, {"/d", 86400}} {
		n := x * unit.seconds / span.Seconds()
		rounded := math.Round(n*1000) / 1000
		if ok && math.Abs(n-rounded) <= 1e-9*max(1, n) && (unit.name != "/d" || x <= span.Seconds()) {
			return strconv.FormatFloat(rounded, 'f', -1, 64) + unit.name, unit.name != ""
		}
	}
	return "", false
}

// perSpan reads what follows the number of a rate.
func perSpan(n number, rest string) (x float64, span time.Duration, ok bool) {
	found := perForm.FindStringSubmatch(rest)
	if found == nil {
		return 0, 0, false
	}
	span, ok = spanOf(found[1])
	x, err := strconv.ParseFloat(n.plain(), 64)
	return x, span, ok && err == nil
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
