package export

import (
	"fmt"
	"strings"
	"text/template"

	"backofflab/retry"
)

// call is how the delays of a library are asked for, with its own names. It is the text of a
// template of Attempts and Retries; a library that does not count them has neither.
type call string

// calls are those of all libraries in the languages that there are texts for, by key.
var calls = map[string]map[string]call{"Go": goCalls, "Python": pythonCalls, "JavaScript": javaScriptCalls}

// languages are the keys of places by what libraries call their language.
var languages = map[string]string{"go": "Go", "python": "Python", "javascript": "JavaScript"}

// callOf is how the library of a policy is called in a place, which is a language.
func callOf(p Policy, place string) (string, []string) {
	kind := p.kind()
	language := languages[place]
	how, has := calls[language][p.Strategy]
	switch {
	case p.key() != p.Strategy:
		return "", []string{fmt.Sprintf("There is no text yet for %s with parameters other than its own.", libraryOf(kind))}
	case calls[kind.Language] == nil:
		return "", []string{fmt.Sprintf("%s is made for %s, for which there is no text yet.", libraryOf(kind), kind.Language)}
	case !has:
		return "", []string{fmt.Sprintf("%s is made for %s.", libraryOf(kind), kind.Language)}
	}
	comment := "//"
	if place == "python" {
		comment = "#"
	}
	counts := strings.Contains(string(how), "{{")
	head := fmt.Sprintf("%s %s, version %s.\n", comment, kind.Name, kind.Version)
	if counts {
		head += comment + " " + p.attempts() + "\n"
	}
	body := fill(template.Must(template.New(p.Strategy).Parse(string(how))), struct{ Attempts, Retries int }{p.Attempts, p.Attempts - 1})
	return head + strings.TrimPrefix(body, "\n"), p.withoutInLibrary(kind, counts)
}

// libraryOf is the name of a library without that of its parameters.
func libraryOf(kind retry.Kind) string {
	name, _, _ := strings.Cut(kind.Name, ", ")
	return name
}

// withoutInLibrary says what the call of a library leaves out. Its delays are its own.
func (p Policy) withoutInLibrary(kind retry.Kind, counts bool) []string {
	without := []string{"Which errors are retried is left to the library. Simulated: " + strings.Join(outcomesInWords(p.RetryOn), ", ") + "."}
	if !counts {
		without = append(without, fmt.Sprintf("%s does not count attempts: the limit of %d is not set here.", libraryOf(kind), p.Attempts))
	}
	if p.Timeout > 0 {
		without = append(without, fmt.Sprintf("The timeout of %s for one attempt is not set here.", span(p.Timeout)))
	}
	if p.Deadline > 0 {
		without = append(without, fmt.Sprintf("The deadline of %s is not set here.", span(p.Deadline)))
	}
	return append(without, p.shared()...)
}
