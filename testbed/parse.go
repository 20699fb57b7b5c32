package testbed

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ParseScript reads steps with commas, semicolons or lines between them:
//
//	503, 429 retry-after=2, reset, 200
//	503 x3
//	429 retry-after=date+3s x-should-retry=true delay=100ms
//	200 cut; 503 reset-after-headers; hang 5s; 200 body=1MB
//
// A step begins with a status, or is a word of its own: reset, hang, close, cut. The name of a
// preset is its script. Any case and any space will do. Errors name the step.
func ParseScript(text string) (Script, error) {
	if len(text) > maxScript {
		return Script{}, fmt.Errorf("the script is too long: write at most %d bytes", maxScript)
	}
	if p, ok := LookupScript(strings.ToLower(strings.TrimSpace(text))); ok {
		text = p.Text
	}
	var s Script
	for _, piece := range split(text) {
		step, err := parseStep(piece)
		if err != nil {
			return Script{}, fmt.Errorf("step %d, %q: %w", len(s.Steps)+1, clip(strings.TrimSpace(piece)), err)
		}
		s.Steps = append(s.Steps, step)
	}
	if len(s.Steps) > maxSteps {
		return Script{}, fmt.Errorf("the script has %d steps: write at most %d, and 503 x100 for many alike", len(s.Steps), maxSteps)
	}
	return s, nil
}

// arrows are what people write between steps besides commas.
var arrows = strings.NewReplacer("->", ",", "→", ",", "=>", ",")

// split cuts a script into its steps: none is empty. A comma within quotes, and one that no step
// follows, is part of a value: "retry-after=1,3".
func split(text string) []string {
	text = arrows.Replace(text)
	var steps []string
	from := 0
	var in quotes
	for i, r := range text {
		switch {
		case in.within(r), r != ',' && r != ';' && r != '\n':
		case r == ',' && strings.Contains(text[from:i], "=") && !beginsStep(text[i+1:]):
		default:
			steps, from = append(steps, text[from:i]), i+1
		}
	}
	steps = append(steps, text[from:])
	return slices.DeleteFunc(steps, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// quotes is the quote that is open, 0 where there is none: each kind may stand in the other.
type quotes rune

// within takes a character, and reports whether it is in quotes, or is one.
func (q *quotes) within(r rune) bool {
	switch {
	case *q == 0 && (r == '"' || r == '\''):
		*q = quotes(r)
	case *q == quotes(r):
		*q = 0
	default:
		return *q != 0
	}
	return true
}

// beginsStep reports whether a text begins with a status or a word that is a step.
func beginsStep(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	if text == "" || strings.HasPrefix(text, ",") || strings.HasPrefix(text, ";") {
		return true
	}
	word := strings.ToLower(text[:wordEnd(text)])
	if _, ok := endingOf(word); ok || word == "status" || word == "ok" {
		return true
	}
	if n, err := strconv.Atoi(word); err == nil {
		return n >= 100 && n <= 599
	}
	times, _, ok := repeat(word)
	return ok && times > 0
}

func wordEnd(text string) int {
	if i := strings.IndexAny(text, " \t\r\n,;="); i >= 0 {
		return i
	}
	return len(text)
}

// wordsOf cuts a step into words. Quotes keep a value together.
func wordsOf(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	var in quotes
	for _, r := range text {
		before := in
		switch quoted := in.within(r); {
		case quoted && in != before: // a quote
		case quoted, r != ' ' && r != '\t' && r != '\r' && r != '\n':
			word.WriteRune(r)
		case word.Len() > 0:
			words = append(words, word.String())
			word.Reset()
		}
	}
	if in != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if word.Len() > 0 {
		words = append(words, word.String())
	}
	return words, nil
}
