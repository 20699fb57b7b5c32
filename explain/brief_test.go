package explain

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What stands beside the picture of a few runs, in the order of what matters.
func TestBrief(t *testing.T) {
	for query, want := range map[string]string{
		"preset=thundering-herd": "Without jitter, herds return at 17× the limit. Between herds, 55 of 67 s are idle. Jitter fills the gaps. Ideal: 9.2 s.",
		"preset=retry-storm":     "The overload outlives the brownout. Most attempts timed out. 2 545 requests are lost.",
		"preset=at-the-cap":      "Recovery: 13.7 s with full jitter, 93.5 s without jitter. Without jitter, 258 retries hit the outage. Without jitter, 75 of 94 s are idle.",
		"preset=few-attempts":    "With immediate retry, 260 clients run out of attempts. With immediate retry, retries peak at 58× the limit.",
		"limiter=none&clients=5": "No retry reached the service.",
		"preset=stress":          "Without jitter, herds return at 26× the limit. Between herds, 40 of 64 s are idle. 95 % could be done in 17.0 s.",
	} {
		s := scenariotest.Parse(t, scenariotest.LastWins(query))
		var got []string
		for _, sentence := range Brief(s, outcome(simulated(t, s))) {
			got = append(got, plain(sentence.Text))
			if sentence.Place.Chart != inLoad || len(sentence.Place.Fleets) == 0 || sentence.Place.To < sentence.Place.From {
				t.Errorf("%s: %q is at %+v", query, sentence.Text, sentence.Place)
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s:\ngot  %q\nwant %q", query, text, want)
		}
	}
}

// Bounds of what has a place of its own on the page: letters of a verdict and of the line below
// it, words of a sentence beside the picture, letters of the line of a folded part.
const (
	mostVerdict  = 110
	mostTradeOff = 110
	mostBrief    = 12
	mostLine     = 90
)

// Whatever is simulated, what has a place of its own fits into it.
var times = regexp.MustCompile(`\d+[\s\x{a0}](?:h|min)[\s\x{a0}]\d+[\s\x{a0}](?:min|s)`)

func TestShortSentencesAreShort(t *testing.T) {
	var all []scenario.Scenario
	for _, p := range scenario.Presets() {
		all = append(all, p.Scenario())
	}
	for seed := range uint64(150) {
		if s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 31))); s.Validate() == nil {
			all = append(all, s)
		}
	}
	for _, s := range all {
		found := outcome(simulated(t, s))
		h := Headlines(s, found)
		for text, most := range map[string]int{
			h.Verdict.String(): mostVerdict, h.TradeOff.String(): mostTradeOff,
			h.Completion: mostLine, h.TradeOffLine: mostLine, h.Numbers: mostLine, h.Attempts: mostLine,
		} {
			if n := utf8.RuneCountInString(text); n > most {
				t.Errorf("%s: %d letters: %q", s.Query(), n, plain(text))
			}
		}
		brief := Brief(s, found)
		if len(brief) > maxBrief {
			t.Errorf("%s: %d sentences", s.Query(), len(brief))
		}
		for _, b := range brief {
			if n := len(strings.Fields(times.ReplaceAllString(plain(b.Text), "T"))); n > mostBrief { // a time is one word
				t.Errorf("%s: %d words: %q", s.Query(), n, plain(b.Text))
			}
		}
	}
}
