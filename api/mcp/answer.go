package mcp

import (
	"encoding/json"
	"strings"

	"backofflab/internal/format"
)

// MaxAnswer is how many bytes an answer has at most, with the envelope of the protocol.
const MaxAnswer = 2 << 10

// envelope is what the protocol puts about a text, with some room.
const envelope = 256

// answer is a text in blocks, which become shorter until all of it fits.
type answer struct{ blocks []*block }

// block is a heading with lines.
type block struct {
	head  string // "" for none
	lines []string
	noun  string // what a line is, for those that are left out: "finding"
	least int    // lines that stay
	spare int    // the higher, the sooner its lines are left out
	ends  bool   // its last line stays as long as any: of a table whose end says most
	cut   int    // lines that were left out
}

func (a *answer) add(b *block) {
	if len(b.lines) > 0 {
		a.blocks = append(a.blocks, b)
	}
}

// line adds a line that stays.
func (a *answer) line(text string) {
	if text != "" {
		a.add(&block{lines: []string{text}, least: 1})
	}
}

// longestLink is how many bytes a link may take of an answer.
const longestLink = 900

// link adds the address that shows the same.
func (a *answer) link(address string) {
	if len(address) > longestLink {
		address = "left out here, for it has " + format.Plural(len(address), "byte") + ". The same arguments give the same answer"
	}
	a.line("Link: " + address)
}

// text writes the answer, as much of it as fits: first without what it can best do without,
// then with shorter sentences, then without rows of figures.
func (a *answer) text() string {
	for !fits(a.whole()) {
		b := a.sparest()
		switch {
		case b != nil && b.spare > spareRows:
			b.shorten()
		case a.clip(longSentence):
		case b != nil:
			b.shorten()
		case !a.clip(0):
			return a.whole()
		}
	}
	return a.whole()
}

// fits counts as the protocol's library writes, which escapes & and what marks up.
func fits(text string) bool {
	encoded, err := json.Marshal(text)
	return err != nil || len(encoded)+envelope <= MaxAnswer
}

// sparest is the block that can best do without a line; nil: none can.
func (a *answer) sparest() *block {
	var found *block
	for _, b := range a.blocks {
		if len(b.lines) > b.least && (found == nil || b.spare > found.spare || b.spare == found.spare && len(b.lines) > len(found.lines)) {
			found = b
		}
	}
	return found
}

func (b *block) shorten() {
	last := len(b.lines) - 1
	if b.ends && last > 0 {
		b.lines[last-1] = b.lines[last]
	}
	b.lines = b.lines[:last]
	b.cut++
}

// longSentence is the length in bytes from which a line is cut rather than a row left out.
const longSentence = 240

// clip makes the longest line shorter that is no link, and reports whether one has more than
// so many bytes.
func (a *answer) clip(least int) bool {
	longest := new(string)
	for _, b := range a.blocks {
		for i := range b.lines {
			if line := &b.lines[i]; len(*line) > len(*longest) && !strings.HasPrefix(*line, "Link: ") {
				longest = line
			}
		}
	}
	if len(*longest) <= max(least, 8) {
		return false
	}
	*longest = clipped(*longest, max(least, len(*longest)*3/4))
	return true
}

// clipped cuts a text between two characters.
func clipped(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-len("…")], "") + "…"
}

func (a *answer) whole() string {
	var lines []string
	for _, b := range a.blocks {
		if len(b.lines) == 0 {
			continue
		}
		if b.head != "" {
			lines = append(lines, b.head)
		}
		lines = append(lines, b.lines...)
	}
	if missing := a.missing(); missing != nil {
		lines = append(lines, "Left out, to keep this short: "+format.List(missing)+".")
	}
	return plain(strings.Join(lines, "\n"))
}

// missing says how many lines of each kind were left out.
func (a *answer) missing() (all []string) {
	cut := map[string]int{}
	for _, b := range a.blocks {
		cut[b.noun] += b.cut
	}
	for _, b := range a.blocks {
		if n := cut[b.noun]; n > 0 {
			all = append(all, format.Plural(n, b.noun))
			cut[b.noun] = 0
		}
	}
	return all
}

// plain writes numbers as programs read them: screens have narrow spaces in them.
func plain(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case r == '\u202f' && i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1]):
		case r == '\u202f' || r == '\u00a0':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
