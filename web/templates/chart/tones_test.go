package chart

import (
	"fmt"
	"slices"
	"testing"
)

func TestTones(t *testing.T) {
	for _, c := range []struct {
		what string
		keys []string
		want []string
	}{
		{"the own strategies have theirs", []string{"full", "fixed"}, []string{"green", "vermillion"}},
		{"in any company", []string{"lib:a", "fixed", "lib:b", "full"}, []string{"", "vermillion", "", "green"}},
		{"nothing", nil, nil},
	} {
		got := Tones(c.keys)
		for i, want := range c.want {
			if want != "" && got[i] != want {
				t.Errorf("%s: %q has %s, want %s", c.what, c.keys[i], got[i], want)
			}
		}
	}
	// A preference is part of what a link shows: it must not move.
	for key, want := range map[string]string{"additive": "sky", "proportional": "plum", "exponential@20/full@80": "pink"} {
		if got := Tones([]string{key}); got[0] != want {
			t.Errorf("%s alone has %s, want %s", key, got[0], want)
		}
	}
}

// No two of as many series as there are tones look alike, whatever they are.
func TestTonesAreApart(t *testing.T) {
	for n := range 200 {
		keys := []string{"full", "linear", "exponential@20/full@80"}
		for i := len(keys); i < len(tones); i++ {
			keys = append(keys, fmt.Sprintf("lib:library-%d", n*i))
		}
		got := Tones(keys)
		slices.Sort(got)
		if len(slices.Compact(got)) != len(tones) {
			t.Fatalf("%q have %q", keys, Tones(keys))
		}
	}
	for _, tone := range Tones([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}) {
		if !slices.Contains(tones, tone) {
			t.Errorf("a ninth series has the tone %q", tone)
		}
	}
}

// Every tone has a colour in both themes, and the other way round.
func TestTonesHaveColours(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		if len(theme.Series) != len(tones) {
			t.Errorf("%d colours for %d tones", len(theme.Series), len(tones))
		}
		for _, tone := range tones {
			if theme.Series[tone] == "" {
				t.Errorf("%s has no colour on %s", tone, theme.Card)
			}
		}
	}
}
