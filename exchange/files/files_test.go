package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/files"
	"backofflab/exchange/form"
	"backofflab/scenario"
)

// pasted is a text as people paste it, in testdata: a first line says what it shows, then
// follow the format and the key that it should become, what is lost of it as "line begin of
// the sentence" each, and the text.
type pasted struct {
	name, shows, format, key string
	lost                     []string
	text                     string
}

func pastedTexts(t *testing.T) (all []pasted) {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, text, ok := strings.Cut(string(raw), "\n-----\n")
		lines := strings.Split(head, "\n")
		if !ok || len(lines) < 3 {
			t.Fatalf("%s has no head", name)
		}
		all = append(all, pasted{filepath.Base(name), lines[0], lines[1], lines[2], lines[3:], text})
	}
	return all
}

// What people paste is recognised and read, and what is lost is told where it stands.
func TestPasted(t *testing.T) {
	for _, p := range pastedTexts(t) {
		r, err := exchange.Read(p.text, "")
		if err != nil {
			t.Errorf("%s: %s: %v", p.name, p.shows, err)
			continue
		}
		if r.Format != p.format || r.Key() != p.key {
			t.Errorf("%s: %s: as %s\n%s, want %s\n%s", p.name, p.shows, r.Format, r.Key(), p.format, p.key)
		}
		var lost []string
		for _, n := range r.Notes {
			if n.Kind == form.Lost {
				lost = append(lost, fmt.Sprintf("%d %s", n.Line, n.Says))
			}
		}
		if !slices.EqualFunc(lost, p.lost, strings.HasPrefix) {
			t.Errorf("%s: %s: it loses\n%s\nwant\n%s", p.name, p.shows, strings.Join(lost, "\n"), strings.Join(p.lost, "\n"))
		}
	}
}

// elsewhere are texts of a place that the format's writer does not write.
var elsewhere = []string{"linkerd_profile.txt", "spring_config.txt", "spring_kafka.txt", "spring_rabbit.txt", "spring_stream.txt"}

// What was read, written in its format and read again is the same policy.
func TestPastedAgain(t *testing.T) {
	for _, p := range pastedTexts(t) {
		r, err := exchange.Read(p.text, "")
		f, _ := exchange.Find(r.Format)
		if err != nil || f.Write == nil || slices.Contains(elsewhere, p.name) {
			continue
		}
		s := r.Scenario()
		text, err := exchange.Write(s, s.Strategies[0], f.Key)
		if text.Code == "" && s.Attempts == 1 && len(text.Notes) > 0 {
			continue // nothing is to be written
		}
		if err != nil || !text.Same {
			t.Errorf("%s: %s: %s is written as\n%s\nwhich loses %q (%v)", p.name, p.shows, r.Key(), text.Code, text.Losses, err)
		}
	}
}

// FuzzFiles gives every text to every reader: none panics, what they take a scenario can be,
// and their notes are of lines of the text.
func FuzzFiles(f *testing.F) {
	for _, format := range files.Formats() {
		f.Add(format.Sample)
	}
	names, _ := filepath.Glob("testdata/*.txt")
	for _, name := range names {
		raw, _ := os.ReadFile(name)
		_, text, _ := strings.Cut(string(raw), "\n-----\n")
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text, err := form.NewText(raw)
		if err != nil {
			return
		}
		for _, format := range files.Formats() {
			format.Recognise(text)
			if format.Read == nil {
				continue
			}
			r := form.Reading{Format: format.Key}
			format.Read(text, &r)
			if err := r.Finish(); err != nil {
				if r.Key() != "" {
					t.Errorf("%s: %v", format.Key, err)
				}
				continue
			}
			if _, err := scenario.ParseQuery(r.Query()); err != nil {
				t.Errorf("%s: %s: %v", format.Key, r.Query(), err)
			}
			for _, n := range r.Notes {
				if n.Line < 0 || n.Line > 1+strings.Count(raw, "\n") || n.Says == "" {
					t.Errorf("%s: %+v", format.Key, n)
				}
			}
		}
	})
}
