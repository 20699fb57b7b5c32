package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
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
	if h.Percentile > 0 {
		text += " that takes longer than " + format.Share(h.Percentile/100) + " of those before"
	} else {
		text += " after " + format.Span(h.After) + " without an answer"
	}
	if h.Most > 1 {
		text += ", each as long after the one before"
	}
	return text
}

// findHedges says how many attempts of a fleet were hedges, of that which sent the largest
// share, and against the same clients without them what they do to the slowest requests.
func findHedges(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	hedged := filter(results, func(r sim.Result) bool { return r.Hedges > 0 })
	if len(hedged) == 0 {
		return Sentence{}, false
	}
	_, r := extremes(hedged, func(r sim.Result) float64 { return float64(r.Hedges) / float64(r.Attempts) })
	text := "of " + format.Plural(r.Attempts, "attempt")
	if len(results) > 1 {
		text += " " + withFleets(r.Strategy)
	}
	text += " " + format.Count(r.Hedges) + " " + format.Verb(r.Hedges, "was a hedge", "were hedges") + ", and " + format.Count(r.HedgesWon) + " brought the success"
	fleets, short := []string{r.Strategy}, ""
	if plain, ok := unhedgedTwin(s, r, results); ok {
		text += fmt.Sprintf("; against %s they take the 99th percentile from %s to %s for %s attempts",
			inText(plain.Strategy), format.Elapsed(slowest(plain)), format.Elapsed(slowest(r)), moreOrFewer(r.Attempts, plain.Attempts))
		short = "hedges take p99 from " + format.Elapsed(slowest(plain)) + " to " + format.Elapsed(slowest(r))
		if len(hedged) > 1 {
			short = subject([]sim.Result{r}, results) + "p99 is " + format.Elapsed(slowest(r)) + ", not " + format.Elapsed(slowest(plain))
		}
		if r.Lost() != plain.Lost() {
			text += ", and lose " + none(r.Lost()) + " of " + format.Plural(r.Requests, "request") + " instead of " + none(plain.Lost())
		}
		fleets = append(fleets, plain.Strategy)
	}
	return Sentence{Text: text + ".", Place: Place{Chart: inLoad, Fleets: fleets, To: length(r)}, Short: short, Spot: Place{Chart: inLoad, Fleets: fleets[:1], To: length(r)}}, true
}

// slowest is the 99th percentile of the completion times.
func slowest(r sim.Result) time.Duration { return r.Completion.Quantile(0.99) }

// moreOrFewer says how many more attempts there are than before: "4.7 % more".
func moreOrFewer(now, before int) string {
	share := float64(now-before) / float64(max(1, before))
	if share < 0 {
		return sharePercent(-share) + " fewer"
	}
	return sharePercent(share) + " more"
}

// unhedgedTwin is the fleet of the same run that is another but for its hedges.
func unhedgedTwin(s scenario.Scenario, r sim.Result, results []sim.Result) (sim.Result, bool) {
	key := unhedged(r.Strategy)
	i := slices.IndexFunc(results, func(other sim.Result) bool { return other.Strategy == key })
	if i < 0 || key == r.Strategy || results[i].Hedges > 0 || results[i].Successes == 0 || r.Successes == 0 {
		return sim.Result{}, false
	}
	return results[i], true
}

// unhedged is a fleet without hedges of its own.
func unhedged(fleet string) string {
	parts, _ := scenario.Shares(fleet)
	keys := make([]string, len(parts))
	for i, part := range parts {
		for j, l := range scenario.Layers(part.Strategy) {
			if j > 0 {
				keys[i] += ">"
			}
			keys[i] += l.Without("hedge", "hedges", "hedge-losers").Key()
		}
		if len(parts) > 1 {
			keys[i] += "@" + strconv.Itoa(part.Percent)
		}
	}
	return strings.Join(keys, "/")
}

// withoutHedges takes the hedges from the fleet that sent the most, where the run does not
// have the same fleet without them.
func withoutHedges(s scenario.Scenario, results []sim.Result) []candidate {
	hedged := filter(results, func(r sim.Result) bool { return r.Hedges > 0 })
	if len(hedged) == 0 {
		return nil
	}
	_, r := extremes(hedged, func(r sim.Result) float64 { return float64(r.Hedges) })
	i := slices.Index(s.Strategies, r.Strategy)
	plain := unhedged(r.Strategy)
	if other := slices.Index(s.Strategies, plain); i < 0 || other >= 0 && other != i {
		return nil
	}
	all := try(s, "no hedges", "Without hedges,", "Without hedges,", func(c *scenario.Scenario) {
		c.Hedge, c.HedgePercentile = 0, 0
		c.Strategies = slices.Clone(c.Strategies)
		c.Strategies[i] = plain
	})
	all[0].silences, all[0].unhedged = i, true
	return all
}

// toldAnyway says what becomes of a fleet of which something is silenced, for better or worse.
func (c candidate) toldAnyway(s scenario.Scenario, before, after []sim.Result) (text, short string, gain float64) {
	if !c.unhedged {
		return c.silenced(s, before, after)
	}
	b, a := before[c.silences], after[c.silences]
	if b.Successes == 0 || a.Successes == 0 {
		return "", "", 0
	}
	tail := format.Elapsed(slowest(a)) + " instead of " + format.Elapsed(slowest(b))
	text = fmt.Sprintf("%s %s has a 99th percentile of %s and needs %s instead of %s", c.when, inText(b.Strategy), tail, format.Plural(a.Attempts, "attempt"), format.Count(b.Attempts))
	if a.Lost() != b.Lost() {
		text += ", and loses " + none(a.Lost()) + " instead of " + none(b.Lost())
	}
	return text + ".", c.short + " " + inShort(before, c.silences) + " has a p99 of " + tail + ".", 1
}

func none(n int) string {
	if n == 0 {
		return "none"
	}
	return format.Count(n)
}
