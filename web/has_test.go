package web

import (
	"regexp"
	"strings"
	"testing"
)

var (
	selectors = regexp.MustCompile(`[^{}]+\{`)
	apart     = regexp.MustCompile(`:not\([^()]*\)|> ?\*`) // says what it is not; or is for children alone
)

// A rule for anything at all below what :has() asks about makes a browser style all of that
// anew whenever an element comes or goes in it: while a run streams, in every frame.
func TestNoStyleWaitsForAnythingAtAll(t *testing.T) {
	for name := range sources() {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		f, _ := Find(name)
		for _, selector := range selectors.FindAllString(string(f.Plain), -1) {
			if _, below, asks := strings.Cut(selector, ":has("); asks && strings.Contains(apart.ReplaceAllString(afterBracket(below), ""), "*") {
				t.Errorf("%s: %s", name, selector)
			}
		}
	}
}

// afterBracket is what follows the bracket that closes an open one.
func afterBracket(text string) string {
	open := 1
	for i, c := range text {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			return text[i+1:]
		}
	}
	return ""
}
