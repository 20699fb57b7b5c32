package tipped

import (
	"net/url"
	"slices"
	"strings"

	"backofflab/experiment/tipping"
	"backofflab/scenario"
	"backofflab/scenario/link"
	templates "backofflab/web/templates/tipped"
)

const runsName = "runs"

// Plain is a query as links write it: without the fields of a form that are empty.
func Plain(raw string) string { return without(raw, append(slices.Clone(tipping.Names), runsName)) }

// PlainSeeds is the same of a search for the worst seed.
func PlainSeeds(raw string) string { return without(raw, tipping.SeedNames) }

// PlainRare is the same of a question for rare collapses.
func PlainRare(raw string) string { return without(raw, tipping.RareNames) }

func without(raw string, names []string) string {
	var pairs []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair != "" && (value != "" || !slices.Contains(names, name)) {
			pairs = append(pairs, pair)
		}
	}
	return strings.Join(pairs, "&")
}

// Asks reports whether a query asks where a service tips: any of the search's own fields does.
func Asks(raw string) bool { return asks(raw, tipping.Names) }

// AsksSeeds is the same of the worst seed.
func AsksSeeds(raw string) bool { return asks(raw, tipping.SeedNames) }

// AsksRare is the same of rare collapses.
func AsksRare(raw string) bool { return asks(raw, tipping.RareNames) }

func asks(raw string, names []string) bool {
	own, _, _ := link.Split(raw, names...)
	return len(own) > 0
}

// Query is the query of a search, as [Asks] wants it: it says what is turned up where it says
// nothing else.
func Query(s tipping.Search) string { return s.Asked() }

// SeedsQuery is the same of the worst seed: it names its figure.
func SeedsQuery(s tipping.Seeds) string { return s.Asked() }

// RareQuery is the same of rare collapses: it says how often they are estimated.
func RareQuery(r tipping.Rare) string { return r.Asked() }

// joined is a query with more after it.
func joined(query, more string) string {
	if query == "" {
		return more
	}
	return query + "&" + more
}

// typed is a field of the query as it came.
func typed(raw, name string) string {
	own, _, _ := link.Split(raw, name)
	return own[name]
}

// kept are the fields of a scenario, to be sent along.
func kept(s scenario.Scenario) (all []templates.Kept) {
	for pair := range strings.SplitSeq(s.Query(), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil && name != "" {
			all = append(all, templates.Kept{Name: name, Value: plain})
		}
	}
	return all
}
