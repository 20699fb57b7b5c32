package explain

import (
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Text is a sentence in pieces, so that a page can give the names in it their colours.
type Text []Piece

// Piece is a run of words; Fleet is the key of the fleet that it names, "" for plain words.
type Piece struct{ Text, Fleet string }

// String returns the sentence.
func (t Text) String() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.Text)
	}
	return b.String()
}

// compose fills the places "%s" of a form, with texts or strings.
func compose(form string, parts ...any) Text {
	var t Text
	for i, words := range strings.Split(form, "%s") {
		if words != "" {
			t = append(t, Piece{Text: words})
		}
		if i >= len(parts) {
			break
		}
		switch part := parts[i].(type) {
		case Text:
			t = append(t, part...)
		case string:
			t = append(t, Piece{Text: part})
		}
	}
	return t
}

// sentence begins with a capital and ends with a full stop; nothing stays nothing.
func (t Text) sentence() Text {
	if len(t) == 0 {
		return nil
	}
	t = append(slices.Clone(t), Piece{Text: "."})
	t[0].Text = format.Capital(t[0].Text)
	return t
}

// maxNamed and maxNames bound how many fleets a short sentence names, and in how many bytes.
const (
	maxNamed = 2
	maxNames = 44
)

// called names some fleets of a run in a short sentence: each by its name, those that share a
// last word with that once: "full and decorrelated jitter"; more than a few by their number.
func called(results []sim.Result, fleets []int) Text {
	words := make([]string, len(fleets))
	for i, f := range fleets {
		words[i] = inShort(results, f)
	}
	shared := len(fleets) > 1 && !slices.ContainsFunc(words, func(w string) bool { return w == "no jitter" || !strings.HasSuffix(w, " jitter") })
	var t Text
	for i, f := range fleets {
		switch {
		case i > 0 && i == len(fleets)-1:
			t = append(t, Piece{Text: " and "})
		case i > 0:
			t = append(t, Piece{Text: ", "})
		}
		if shared && i < len(fleets)-1 {
			words[i] = strings.TrimSuffix(words[i], " jitter")
		}
		t = append(t, Piece{words[i], results[f].Strategy})
	}
	if len(fleets) > 1 && (len(fleets) > maxNamed || len(t.String()) > maxNames) {
		return Text{{Text: format.Word(len(fleets)) + " strategies"}}
	}
	return t
}

// inShort is a fleet's name in a short sentence: libraries and mixes have shorter ones.
func inShort(results []sim.Result, fleet int) string {
	key := results[fleet].Strategy
	if kind, own := scenario.KindOf(key); own && !kind.Library {
		return inText(key)
	}
	return "“" + scenario.FleetShorts(keysOf(results))[fleet] + "”"
}

// indexesOf are the places of some fleets of a run.
func indexesOf(some, all []sim.Result) []int {
	at := make([]int, len(some))
	for i, r := range some {
		at[i] = slices.IndexFunc(all, func(a sim.Result) bool { return a.Strategy == r.Strategy })
	}
	return at
}

// named reports whether called names each of some fleets.
func named(results []sim.Result, fleets []int) bool {
	return !slices.ContainsFunc(called(results, fleets), func(p Piece) bool { return p.Fleet == "" && strings.HasSuffix(p.Text, " strategies") })
}

// calledWith is called after "with", or "without jitter".
func calledWith(results []sim.Result, fleets []int) Text {
	if len(fleets) == 1 && results[fleets[0]].Strategy == "exponential" {
		return Text{{Text: "without "}, {Text: "jitter", Fleet: "exponential"}}
	}
	return append(Text{{Text: "with "}}, called(results, fleets)...)
}
