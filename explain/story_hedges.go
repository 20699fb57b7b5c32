package explain

import (
	"backofflab/internal/format"
	"backofflab/scenario"
)

// inWordsHedges says what a client does about an attempt that is slow, "" for nothing.
func inWordsHedges(s scenario.Scenario) string {
	h := scenario.Hedging{After: s.Hedge, Percentile: s.HedgePercentile, Most: s.Hedges}
	if !h.Some() {
		return ""
	}
	text := "sends a second copy of an attempt"
	if h.Most > 1 {
		text = "sends up to " + format.Plural(h.Most, "further copy") + " of an attempt"
	}
	if text += ", " + after(h); h.Most > 1 {
		text += " each"
	}
	return text
}

// after says when a hedge goes out.
func after(h scenario.Hedging) string {
	if h.Percentile > 0 {
		return "after as long as " + format.Share(h.Percentile/100) + " of those before took"
	}
	return "after " + format.Span(h.After) + " without an answer"
}
