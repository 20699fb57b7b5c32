package claims

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
)

// Every field of a scenario is drawn, but the seed, which says nothing that others do not,
// and the strategies, which draw has itself.
func TestEveryFieldIsDrawn(t *testing.T) {
	for _, f := range scenario.Fields() {
		if !slices.ContainsFunc(choices, func(c choice) bool { return c.field == f.Name }) && f.Name != "seed" && f.Name != "strategies" {
			t.Errorf("%s is not among the choices", f.Name)
		}
	}
}

// liesOn are links whose sentences are made false; together they have most kinds.
var liesOn = []string{
	"clients=60&strategies=exponential,full,decorrelated",
	"clients=60&strategies=exponential,fixed,full&outage=refuse&outage-to=5s&attempts=8",
	"population=open&offered=20&duration=20s&spike=6&spike-from=5s&spike-to=8s&rate=30&burst=10&strategies=exponential,full&attempts=6&timeout=2s&budget=ratio",
	"population=closed&clients=10&duration=20s&servers=1&service=500ms&timeout=400ms&strategies=immediate,equal",
	"clients=40&limiter=fixed-window&rate=5&window=2s&retry-after=window&honour=honour&strategies=exponential,full",
	"clients=40&strategies=list,full&delays=1s,5s,2m&delays-then=end&floor=200ms&first-retry=at-once",
	"clients=60&limiter=none&service=50ms&service-dist=bimodal&slow=2s&slow-share=0.2&strategies=full,full(hedge=200ms),fixed&spread=4s&seed=2",
	"clients=60&limiter=none&service=50ms&service-dist=bimodal&slow=2s&slow-share=0.2&hedge=200ms&hedges=2&strategies=fixed&spread=4s",
	"clients=30&crash=5s&crash-share=0.5&rate=1&burst=2&strategies=exponential&runs=3",
}

// mayLie are the numbers that nothing can be held against, by a sentence around them.
var mayLie = regexp.MustCompile(`^We tried |^Seed |for (?:first )?[\d.]+ .* of the [\d.]+|\b(?:429|503)\b`)

// Whatever number of a sentence is changed, and whatever two names change places, some check
// finds it.
func TestLiesAreFound(t *testing.T) {
	ask := lab()
	for _, query := range liesOn {
		p := open(t, ask, query)
		all := append(sentencesOf(p.markup), advisedLater(p)...)
		for _, s := range all {
			if s.place == "ask" || s.place == "footer" || mayLie.MatchString(ordinary(s.text)) {
				continue
			}
			for _, lie := range liesFor(p, ordinary(s.text)) {
				p.contested = map[string]map[string]string{}
				if len(claimed(p, sentence{s.place, lie, s.on})) == 0 {
					t.Errorf("/?%s: %s: %q is %q, and nothing minds", query, s.place, ordinary(s.text), lie)
				}
			}
		}
	}
}

// liesFor are a sentence with each of its numbers changed, and with two of its names
// exchanged.
func liesFor(p *page, text string) []string {
	var lies []string
	for _, at := range numberIn.FindAllStringIndex(text, -1) {
		lies = append(lies, text[:at[0]]+"9"+text[at[0]:at[1]]+text[at[1]:])
	}
	found := fleetNames.FindAllString(text, -1)
	if len(found) == 2 && !alikeRuns(p.run.fleet(found[0]), p.run.fleet(found[1])) {
		lies = append(lies, strings.NewReplacer(found[0], found[1], found[1], found[0]).Replace(text))
	}
	return lies
}

// alikeRuns reports whether nothing tells two fleets apart: the same, or with the same run.
func alikeRuns(a, b *fleet) bool {
	return a == b || a != nil && b != nil && slices.Equal(a.AttemptsPerBin, b.AttemptsPerBin)
}
