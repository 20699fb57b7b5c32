package find

import (
	"regexp"
	"slices"
	"strings"

	"backofflab/scenario"
)

// ReadWords reads a goal and limits as people say them, with commas, semicolons, "and" or
// "with" between: "99 % done within 30 s, peak at most 3x the limit, as few wasted calls as
// possible". A goal that is not named is Aims' first. A part is read only where every word of
// it is known: a limit that is taken for another is worse than one that is refused. The errors
// are scenario.FieldErrors, with the part that was not understood, and what to write instead.
func ReadWords(text string) (Goal, []Limit, error) {
	said := spoken{goal: Goal{aims[0]}}
	for part := range partsOf(text) {
		said.take(part)
	}
	if len(said.limits) > mostLimits {
		said.wrong(text, tooMany(len(said.limits)))
	}
	if len(said.problems) > 0 {
		return said.goal, said.limits, said.problems
	}
	return said.goal, said.limits, nil
}

// Example are a goal and limits as people say them.
const Example = "99 % done within 30 s, peak at most 3x the limit, as few wasted calls as possible"

// spoken is what was read so far.
type spoken struct {
	goal     Goal
	has      bool // a goal was said
	limits   []Limit
	problems scenario.FieldErrors
}

func (s *spoken) take(said string) {
	part := plain(said)
	if f, ok := goalInWords(part); ok {
		if s.has && f.Name != s.goal.Figure.Name {
			s.wrong(said, "Say one thing that should be as good as possible, and set limits for the others: it is "+s.goal.Figure.Name+" already.")
		}
		s.goal, s.has = Goal{f}, true
		return
	}
	l, ok := limitInWords(part)
	if !ok {
		s.wrong(said, help(part))
		return
	}
	if slices.ContainsFunc(s.limits, l.sameFigure) {
		s.wrong(said, "Set one limit for "+l.Figure.Name+".")
	}
	s.limits = append(s.limits, l)
}

func (s *spoken) wrong(part, why string) {
	s.problems = append(s.problems, scenario.NewFieldError(wordsName, part, why))
}

// between stands between goals and limits.
var between = regexp.MustCompile(`[;\n]|, |\. | and | but | with | while `)

// tightComma is one without a blank. A comma between two digits is part of a number.
var tightComma = regexp.MustCompile(`,([^\d\s])`)

func partsOf(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		text = tightComma.ReplaceAllString(strings.ToLower(text), ", $1")
		for _, part := range between.Split(text+" ", -1) {
			if part = strings.Trim(part, " .,"); plain(part) != "" && !yield(part) {
				return
			}
		}
	}
}

// rewritten are ways to say the same, in the order in which they are made one.
var rewritten = []struct {
	form *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`n[’']t\b`), " not"},
	{regexp.MustCompile(`\bper ?cent\b`), "%"},
	{regexp.MustCompile(`(\d) %`), "$1%"},
	{regexp.MustCompile(`(\d) (x|×|times)( |$)`), "$1$2$3"},
	{regexp.MustCompile(`(\d) ?([rqt]ps)\b`), "$1/s"},
	{regexp.MustCompile(`( ?/ ?| (?:a|an|per|each|every) )(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b`), "/$2"},
	{regexp.MustCompile(`(\d) (?:requests|calls|attempts|queries)/`), "$1/"},
	{regexp.MustCompile(` ?(?:/| per | for each | for every | each ) ?(request|call)\b`), " per $1"},
	{regexp.MustCompile(`\b(\d+)(?:st|nd|rd|th)[ -]percentile\b`), "p$1"},
}

// filling are words that say nothing of what is bounded, or how.
var filling = []string{"the", "a", "an", "is", "are", "be", "being", "been", "do", "does", "must", "should", "shall", "may", "can", "will", "stay", "stays", "staying",
	"remain", "remains", "kept", "keep", "keeping", "have", "has", "get", "gets", "of", "to", "that", "it", "its", "we", "i", "our", "my", "want", "need", "please"}

// plain is text in lower case, with one space between its words, without those that say
// nothing, and in one way where there are several to say the same.
func plain(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	text = strings.Trim(text, " .,")
	for _, r := range rewritten {
		text = r.form.ReplaceAllString(text, r.as)
	}
	words := slices.DeleteFunc(strings.Fields(text), func(word string) bool { return slices.Contains(filling, word) })
	return strings.Join(words, " ")
}
