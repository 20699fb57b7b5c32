package claims

import (
	"math"
	"regexp"
	"slices"
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

// The cards of the gallery show figures of their presets' runs, and who is ahead in them.
func TestGallery(t *testing.T) {
	ask := lab()
	_, body := ask("/scenarios")
	markup, err := readMarkup(body)
	if err != nil {
		t.Fatal(err)
	}
	cards, presets := markup.all("table.strips"), scenario.Presets()
	if len(cards) != len(presets) {
		t.Fatalf("%d cards of %d", len(cards), len(presets))
	}
	for i, card := range cards {
		if testing.Short() && i%4 != 0 {
			continue // make check looks at all
		}
		p := &page{run: answer(t, ask, "/api/v1/run?preset="+presets[i].Key), t: t}
		rows := card.all("tbody")[0].all("tr")
		if len(rows) != len(p.run.Results) {
			t.Errorf("%s: %d rows of %d", presets[i].Key, len(rows), len(p.run.Results))
			continue
		}
		for k, row := range rows {
			f, cells := p.run.Results[k], row.all("td")
			when, wasted := ordinary(cells[1].words()), ordinary(cells[2].words())
			if got := ordinary(row.all("th")[0].attr["title"]); got != f.name {
				t.Errorf("%s: row %d is of %q, want %q", presets[i].Key, k, got, f.name)
			}
			if !cardTime(p.run, f, when) || !figureOf(wasted).shows(f.WastedEach) {
				t.Errorf("%s: %s is done at %q and wastes %q: it lost %d, is done at %v and wastes %v", presets[i].Key, f.name, when, wasted, f.Lost, f.Done95, f.WastedEach)
			}
			for cell, name := range map[int]string{1: "done_95", 2: "wasted"} {
				of := p.run.Verdict.of(name)
				if bold := len(cells[cell].all("b")) > 0; bold != (of.Clear && slices.Contains(p.run.keyed(of.Ahead), f)) {
					t.Errorf("%s: %s: %s in bold: %v", presets[i].Key, f.name, name, bold)
				}
			}
		}
	}
}

// cardTime reports whether a text says when 95 % were done, or how many were lost instead.
func cardTime(r *run, f *fleet, text string) bool {
	switch {
	case f.Lost > 0:
		return figureOf(text).count() == f.Lost
	case f.Done95 == nil:
		return text == "—"
	}
	return figureOf(text).shows(*f.Done95)
}
