package claims

import (
	"math"
	"regexp"
	"testing"

	"backofflab/scenario"
)

var marksForm = regexp.MustCompile(`^With (.+) (\d+) attempts? of (\d+) (?:client|request)s? reached the service: (\d+) got through, (\d+) (?:was|were) rejected(?:, (\d+) failed, timed out or had no answer yet)?\.$`)

// The marks of every attempt say how many there are of each kind.
func TestMarks(t *testing.T) {
	ask := lab()
	for _, query := range append(liesOn, "clients=1&strategies=full", "population=open&offered=3&duration=5s&permanent=0.5&strategies=full,fixed") {
		p := open(t, ask, query)
		_, body := ask("/fragment/marks?" + query)
		markup, err := readMarkup(body)
		if err != nil {
			t.Fatal(err)
		}
		panels := markup.all("desc")
		if len(panels) != len(p.run.Results) {
			t.Errorf("/?%s: %d panels", query, len(panels))
		}
		for i, panel := range panels {
			f := p.run.Results[i]
			var reached, through, away int
			for _, a := range f.attempts {
				switch {
				case math.IsInf(a.reached, 1):
					continue
				case a.outcome == "success":
					through++
				case a.outcome == "rejected":
					away++
				}
				reached++
			}
			text := ordinary(panel.words())
			m := marksForm.FindStringSubmatch(text)
			if m == nil || m[1] != f.name || figureOf(m[2]).count() != reached || figureOf(m[3]).count() != f.Requests || figureOf(m[4]).count() != through ||
				figureOf(m[5]).count() != away || figureOf(m[6]).count() != reached-through-away {
				t.Errorf("/?%s: %q: %d attempts of %d reached the service, %d got through, %d were turned away", query, text, reached, f.Requests, through, away)
			}
			for _, fault := range grammarOf(p, sentence{"marks", panel.words(), panel}) {
				t.Errorf("/?%s: %v", query, fault)
			}
		}
	}
}

// The cards of the gallery show figures of their presets' runs.
func TestGallery(t *testing.T) {
	ask := lab()
	_, body := ask("/scenarios")
	markup, err := readMarkup(body)
	if err != nil {
		t.Fatal(err)
	}
	cards := markup.all("dl.figures")
	if len(cards) == 0 {
		t.Fatal("no cards")
	}
	presets := scenario.Presets()
	for i, card := range cards {
		p := &page{run: answer(t, ask, "/api/v1/run?preset="+presets[i].Key), t: t}
		for _, row := range card.all("div") {
			var faults []fault
			what, figure := ordinary(row.all("dt")[0].words()), ordinary(row.all("b")[0].words())
			c := &claim{page: p, sentence: sentence{"card of " + presets[i].Key, what + ": " + row.all("dd")[0].words(), row}, faults: &faults}
			switch what {
			case "Worst wave":
				if x := extremeOf(p.run, largestWave, p.run.Results, +1); !figureOf(figure).shows(x) {
					c.fault("number", "it has %s retries", brief(x))
				}
			case "Per request":
				c.holdRange(figure, p.run.Results, amplification)
			case "Longest wait", "Last done":
				c.holdRange(figure, p.run.Results, longestWait)
			default:
				c.fault("unknown", "no figure is called %s", what)
			}
			for _, f := range faults {
				t.Error(f)
			}
		}
	}
}
