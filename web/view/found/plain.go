package found

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment/find"
	"backofflab/scenario/link"
)

// Names of what a search has beside its scenario, and of the fields of its forms that come in
// pairs.
const (
	wantName         = "want"
	goalName         = "goal"
	limitsName       = "limits"
	varyName         = "vary"
	candidatesName   = "candidates"
	indifferenceName = "indifference"
	confidenceName   = "confidence"

	limitField, limitValue = "limit", "at"
	varyField, varyValues  = "field", "values"
)

// Asks reports whether a query asks for a search: any of its own fields does.
func Asks(raw string) bool {
	own, _, _ := link.Split(raw, find.Names...)
	return len(own) > 0
}

// Query is the query of a search, as [Asks] wants it: it names its goal where it names nothing
// else.
func Query(s find.Search) string { return s.Asked() }

// Plain is a query as links write it. A form sends pairs of a figure and its bound, pairs of a
// setting and its values, fields that are empty, and words: those that are understood become a
// goal and limits. What is wrong stays as it came.
func Plain(raw string) string {
	f := sent{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair != "" {
			f.take(pair, name, value)
		}
	}
	f.takePairs(limitsName, ",", f.limits)
	f.takePairs(varyName, ";", f.vary)
	return strings.Join(f.pairs, "&")
}

// sent are the fields of a form as they come.
type sent struct {
	pairs        []string
	limits, vary [][2]string
}

func (f *sent) take(pair, name, value string) {
	switch {
	case name == limitField:
		f.limits = append(f.limits, [2]string{value})
	case name == limitValue && len(f.limits) > 0:
		f.limits[len(f.limits)-1][1] = value
	case name == varyField:
		f.vary = append(f.vary, [2]string{value})
	case name == varyValues && len(f.vary) > 0:
		f.vary[len(f.vary)-1][1] = value
	case name == wantName:
		f.pairs = append(f.pairs, understood(pair, value))
	case value != "" || !slices.Contains(find.Names, name):
		f.pairs = append(f.pairs, pair)
	}
}

// takePairs joins pairs, in the encoding in which they came. One without a name is free, also
// where a bound was left in it.
func (f *sent) takePairs(name, between string, all [][2]string) {
	var texts []string
	for _, one := range all {
		if one[0] != "" {
			texts = append(texts, one[0]+":"+one[1])
		}
	}
	if len(texts) > 0 {
		f.pairs = append(f.pairs, name+"="+strings.Join(texts, between))
	}
}

// understood is a pair of words as a goal and limits; itself where they are not understood.
func understood(pair, value string) string {
	words, err := url.QueryUnescape(value)
	if err != nil {
		return pair
	}
	goal, limits, err := find.ReadWords(words)
	if err != nil {
		return pair
	}
	query := goalName + "=" + goal.Figure.Name
	if len(limits) > 0 {
		query += "&" + limitsName + "=" + limitsOf(limits)
	}
	return query
}

func limitsOf(limits []find.Limit) string {
	texts := make([]string, len(limits))
	for i, l := range limits {
		texts[i] = l.String()
	}
	return strings.Join(texts, ",")
}

// joined is a query with more after it.
func joined(query, more string) string {
	if query == "" {
		return more
	}
	return query + "&" + more
}

// share is a share as a form has it: "2 %".
func share(x float64) string { return strconv.FormatFloat(100*x, 'g', 6, 64) + " %" }
