package files

import (
	"slices"
	"strings"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// Envoy and what is built on it name what is retried by conditions: "5xx,reset,connect-failure".

// conditions are what Envoy retries under a condition, as outcomes. A try that its timeout ends
// is a reset: it is retried under 5xx, gateway-error and reset, and under no status code.
//
// Source: envoyproxy/envoy, source/common/router/retry_state_impl.cc, wouldRetryFromHeaders and
// wouldRetryFromReset.
var conditions = map[string][]string{
	"5xx": {"unavailable", "timed-out"}, "gateway-error": {"unavailable", "timed-out"}, "reset": {"unavailable", "timed-out"},
	"connect-failure": {"unavailable"}, "refused-stream": {"unavailable"}, "reset-before-request": {"unavailable"}, "http3-post-connect-failure": {"unavailable"},
	"envoy-ratelimited": {"rejected"}, "retriable-status-codes": nil,
	"unavailable": {"unavailable"}, "resource-exhausted": {"rejected"}, "deadline-exceeded": {"timed-out"}, "cancelled": nil, "internal": nil,
	"retriable-4xx": nil, "retriable-headers": nil,
}

// ofConnections are conditions that only connections meet, never answers.
var ofConnections = []string{"connect-failure", "refused-stream", "reset-before-request", "http3-post-connect-failure"}

// readConditions sets what is retried to what a list of conditions, and of status codes among
// them or beside it, comes to. n is where they stand.
func readConditions(r *form.Reading, n, codes *tree.Node) {
	all := words(n)
	var outcomes, connections []string
	for _, word := range append(slices.Clone(all), words(codes)...) {
		found, known := conditions[word]
		switch status := statusOutcome(word); {
		case slices.Contains(ofConnections, word):
			connections = append(connections, word)
		case known:
			outcomes = append(outcomes, found...)
			foreign(r, n, word)
		case status == "":
			r.Lose(&tree.Node{Line: n.Line}, word+" is no condition of Envoy, which ignores or refuses it.")
		case status == "other":
			r.Lose(&tree.Node{Line: n.Line}, "The status "+word+" does not happen here.")
		case codes == nil || slices.Contains(all, "retriable-status-codes"):
			outcomes = append(outcomes, status)
		}
	}
	if codes != nil && !slices.Contains(all, "retriable-status-codes") {
		r.Lose(codes, "Without retriable-status-codes in retry_on these codes mean nothing to Envoy.")
	}
	codes.Mark()
	if len(connections) > 0 && !slices.Contains(outcomes, "unavailable") {
		outcomes = append(outcomes, "unavailable")
		r.Lose(&tree.Node{Line: n.Line}, strings.Join(connections, ", ")+": connections that fail, and no answers. A service that is unavailable stands for them here, whose answers of 503 Envoy would not retry.")
	}
	if len(outcomes) == 0 {
		r.Set(n, "attempts", "1", "")
		r.Lose(n, "Nothing that happens here is retried under these conditions.")
		return
	}
	r.RetryOn(n, "", outcomes...)
}

// foreign tells of conditions that nothing here meets.
func foreign(r *form.Reading, n *tree.Node, word string) {
	switch word {
	case "cancelled", "internal", "retriable-4xx", "retriable-headers":
		r.Tell(&tree.Node{Line: n.Line}, word+" is of answers that do not happen here.")
	}
}

// statusOutcome is what an HTTP status is here: an outcome, "other" if it is none, "" if the
// word is no status.
func statusOutcome(word string) string {
	switch {
	case word == "429":
		return "rejected"
	case word == "502" || word == "503" || word == "500" || word == "504":
		return "unavailable"
	case len(word) == 3 && strings.Trim(word, "0123456789") == "":
		return "other"
	}
	return ""
}

// writeConditions are the conditions, and the status codes, under which Envoy retries some
// outcomes.
func writeConditions(p form.Policy) (all []string, codes []string) {
	switch {
	case p.Retried("timed-out"):
		all = append(all, "5xx")
	case p.Retried("unavailable"):
		all, codes = append(all, "connect-failure", "refused-stream"), append(codes, "503")
	}
	if p.Retried("rejected") {
		codes = append(codes, "429")
	}
	if len(codes) > 0 {
		all = append(all, "retriable-status-codes")
	}
	return all, codes
}
