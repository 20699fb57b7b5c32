package link

import (
	"errors"
	"strings"
	"testing"

	"backofflab/scenario"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, raw, query, path string }{
		{"nothing", "", "", "/"},
		{"a scenario", "rate=50&clients=10", "clients=10&rate=50", "/?clients=10&rate=50"},
		{"words after the scenario", "note=why+so&title=A%20%26%20B&rate=50", "rate=50&title=A+%26+B&note=why+so", "/?rate=50&title=A+%26+B&note=why+so"},
		{"words of spaces are none", "title=+&note=", "", "/"},
		{"a pinned scenario", "with=rate=5;clients=10&rate=50", "rate=50&with=clients=10;rate=5", "/compare?rate=50&with=clients=10;rate=5"},
		{"as a form sends it", "rate=50&with=rate%3D5%3Bclients%3D10", "rate=50&with=clients=10;rate=5", "/compare?rate=50&with=clients=10;rate=5"},
		{"the default, pinned", "rate=50&with=v=1", "rate=50&with=v=1", "/compare?rate=50&with=v=1"},
		{"a guess first", "predict=Yes&rate=50", "rate=50&predict=yes", "/?rate=50&predict=yes"},
		{"no guess", "predict=no&rate=50", "rate=50", ""},
		{"nothing, pinned", "rate=50&with=", "rate=50", "/?rate=50"},
		{"a preset, pinned", "with=preset=stress;seed=1", "with=" + strings.ReplaceAll(stressWith("seed=1"), "&", ";"), ""},
		{"a mix, pinned", "with=strategies=exponential@20/full@80", "with=strategies=exponential@20/full@80", ""},
	} {
		l, err := Parse(c.raw)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if l.Query() != c.query || c.path != "" && l.Path() != c.path {
			t.Errorf("%s: %q at %q, want %q at %q", c.name, l.Query(), l.Path(), c.query, c.path)
		}
		if again, err := Parse(l.Query()); err != nil || again.Query() != c.query {
			t.Errorf("%s: the canonical form reads as %q (%v)", c.name, again.Query(), err)
		}
	}
}

func stressWith(change string) string {
	s, err := scenario.ParseQuery("preset=stress&" + change)
	if err != nil {
		panic(err)
	}
	return s.Query()
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct{ raw, field, says string }{
		{"title=a&title=b", "title", "twice"},
		{"predict=perhaps", "predict", "yes or no"},
		{"title=%zz", "title", "percent"},
		{"note=%ff", "note", "UTF-8"},
		{"title=a%0ab", "title", "control"},
		{"title=" + strings.Repeat("é", MaxTitle+1), "title", "Write at most 80 characters; these are 81."},
		{"note=" + strings.Repeat("a", MaxNote+1), "note", "at most 400"},
		{"with=rate=0", "with", "rate"},
		{"with=nonsense", "with", "no setting"},
		{"with=with=rate=5", "with", "no setting"}, // no scenario has another within
		{"rate=0&title=%zz", "rate", "Enter a rate"},
		{strings.Repeat("a", scenario.MaxQueryBytes+1), "query", "bytes"},
		{"title=" + strings.Repeat("%F0%9F%98%80", MaxTitle) + "&note=" + strings.Repeat("😀", MaxNote), "query", "Shorten"},
	} {
		_, err := Parse(c.raw)
		var wrong scenario.FieldErrors
		if !errors.As(err, &wrong) || wrong[0].Field != c.field || !strings.Contains(wrong[0].Message, c.says) {
			t.Errorf("%.60q: %v, want one of %s that says %q", c.raw, err, c.field, c.says)
		}
	}
	if l, _ := Parse("rate=0&title=kept&clients=7"); l.Title != "kept" || l.Scenario.Clients != 7 {
		t.Errorf("with an error %+v is left", l)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "rate=50&with=rate=5;clients=10&title=a", "title=%ff", "with=;;", "with=title=a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		l, err := Parse(raw)
		if err != nil {
			return
		}
		again, err := Parse(l.Query())
		if err != nil || again.Query() != l.Query() {
			t.Errorf("%q is %q, which is %q (%v)", raw, l.Query(), again.Query(), err)
		}
	})
}

func TestAsking(t *testing.T) {
	for query, want := range map[string]string{"": "of=load+x", "clients=2": "clients=2&of=load+x", "of=a": "of=a", "clients=2&low=1": "clients=2&low=1", "lower=1": "lower=1&of=load+x"} {
		if got := Asking(query, []string{"of", "low"}, "of", "load x"); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}
