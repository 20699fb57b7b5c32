package api

import (
	"maps"
	"testing"
)

func TestExtras(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want map[string]string
		rest string
	}{
		{"", map[string]string{}, ""},
		{"rate=5&title=a%20b&clients=3", map[string]string{"title": "a b"}, "rate=5&clients=3"},
		{"title=a&title=b", map[string]string{"title": "a"}, "title=b"}, // the grammar refuses the second
		{"title=%zz&rate=5", map[string]string{}, "title=%zz&rate=5"},   // and what is broken
	} {
		if got, rest := extras(c.raw, "title", "note"); !maps.Equal(got, c.want) || rest != c.rest {
			t.Errorf("%q: %v and %q, want %v and %q", c.raw, got, rest, c.want, c.rest)
		}
	}
}
