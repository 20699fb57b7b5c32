package typed

import (
	"slices"
	"strings"
)

// Word is a text as keys are written: in lower case, with hyphens between its words, and
// without commas.
func Word(text string) string {
	between := func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '‑' || r == '–' || r == ',' }
	return strings.Join(strings.FieldsFunc(clean(text), between), "-")
}

// offWords are how people say that there is none of something.
var offWords = []string{"off", "none", "no", "never", "disabled", "disable", "false", "unlimited", "infinite", "no-limit", "not-set", "unset"}

// Off reports whether a text says that there is none of something.
func Off(text string) bool { return slices.Contains(offWords, Word(text)) }

// endlessWords are how people say that something goes on for ever. Those that may as well mean
// that there is none of it (off, none) are not among them.
var endlessWords = []string{"unlimited", "infinite", "no-limit", "without-limit", "forever", "for-ever", "∞"}

// Endless reports whether a text says that something has no end.
func Endless(text string) bool { return slices.Contains(endlessWords, Word(text)) }

// yesWords are how people say yes.
var yesWords = []string{"yes", "y", "true", "on", "1"}

// Choice finds a text among the choices: as it is, whatever its case and what stands between
// its words; of yes and no and of what can be off by what people call these. Other is for
// words that a field has besides.
func Choice(text string, choices []string, other map[string]string) (choice string, ok bool) {
	word := Word(text)
	if i := slices.IndexFunc(choices, func(c string) bool { return Word(c) == word }); i >= 0 {
		return choices[i], true
	}
	if choice, ok := other[word]; ok {
		return choice, true
	}
	if slices.Contains(choices, "yes") && slices.Contains(yesWords, word) {
		return "yes", true
	}
	for _, none := range []string{"no", "off", "none"} {
		if slices.Contains(choices, none) && (Off(text) || word == "0" || word == "n") {
			return none, true
		}
	}
	return "", false
}

// Nearest returns the candidate that a text was most likely meant to be, "" where none is
// near: the first that differs by fewest letters, or else the one whose beginning does, or
// the only one that contains it.
func Nearest(text string, candidates []string) string {
	word := Word(text)
	if word == "" || len(word) > longestWord {
		return ""
	}
	whole, beginning := nearest{least: len(word)/3 + 1}, nearest{least: len(word)/4 + 1}
	var containing []string
	for _, candidate := range candidates {
		c := Word(candidate)
		whole.take(candidate, distance(word, c))
		if len(word) > 2 && len(c) > len(word) {
			beginning.take(candidate, distance(word, c[:len(word)]))
			beginning.take(candidate, distance(word, c[:len(word)+1]))
		}
		if len(word) > 2 && strings.Contains(c, word) {
			containing = append(containing, candidate)
		}
	}
	switch {
	case whole.best != "":
		return whole.best
	case beginning.best == "" && len(containing) == 1:
		return containing[0]
	}
	return beginning.best
}

// nearest is the first candidate with the least distance, below a bound.
type nearest struct {
	best  string
	least int
}

func (n *nearest) take(candidate string, d int) {
	if d < n.least {
		n.best, n.least = candidate, d
	}
}

// longestWord is the longest that is looked for.
const longestWord = 64

// distance is how many letters are to be changed, added, taken away or swapped with the
// next one to make a word another.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j]+change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
