package format

import (
	"strings"
	"unicode/utf8"
)

// Plural writes a number with its noun: "1 client", "20 clients", "3 retries".
func Plural(n int, noun string) string { return Count(n) + " " + nounAfter(n, noun) }

// nounAfter is a noun as it follows a number: its plural, but after 1.
func nounAfter(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return plural(noun)
}

// Verb is what n of something do: one where there is one of it, else many.
func Verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// RatePlural writes a Rate with the noun that it counts: "12.3 requests", "1 request".
func RatePlural(perSecond float64, noun string) string {
	text := Rate(perSecond)
	if text != "1" {
		noun = plural(noun)
	}
	return text + " " + noun
}

// plural follows the rules of the nouns that the lab counts.
func plural(noun string) string {
	if stem, found := strings.CutSuffix(noun, "y"); found && !strings.ContainsAny(stem[max(0, len(stem)-1):], "aeiou") {
		return stem + "ies"
	}
	for _, hiss := range []string{"s", "x", "ch", "sh"} {
		if strings.HasSuffix(noun, hiss) {
			return noun + "es"
		}
	}
	return noun + "s"
}

// Word writes a small number as a word, "six", and a larger one as Count.
func Word(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return Count(n)
}

// List joins words: "a, b and c".
func List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Range writes from where to where figures reach, and one where both are written alike:
// "8.2–31.1".
func Range(low, high string) string {
	if low == high {
		return low
	}
	return low + "–" + high
}

// Capital begins a sentence: its first letter is large.
func Capital(text string) string { return withFirst(text, strings.ToUpper) }

// Lower is a name in the middle of a sentence: its first letter is small.
func Lower(text string) string { return withFirst(text, strings.ToLower) }

func withFirst(text string, change func(string) string) string {
	_, size := utf8.DecodeRuneInString(text)
	return change(text[:size]) + text[size:]
}

// Of writes a part of some things: "18 of 20 runs".
func Of(n, all int, noun string) string { return Count(n) + " of " + Plural(all, noun) }
