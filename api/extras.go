package api

import (
	"net/url"
	"slices"
	"strings"
)

// extras takes parameters out of a query that belong to the address and not to the
// scenario, and returns them with what is left. Of one that is there twice both are
// left: the grammar of scenarios will refuse it.
func extras(raw string, names ...string) (values map[string]string, rest string) {
	values = map[string]string{}
	var left []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		_, taken := values[name]
		if plain, err := url.QueryUnescape(value); err == nil && !taken && slices.Contains(names, name) {
			values[name] = plain
			continue
		}
		left = append(left, pair)
	}
	return values, strings.Join(left, "&")
}
