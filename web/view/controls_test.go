package view

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
)

func TestControlsAreAllFieldsInTheirGroups(t *testing.T) {
	sc := labtest.ScenarioOf(t, "limiter=fixed-window&outage=refuse&outage-to=5s&retry-on=rejected,failed")
	groups := ControlsOf(sc, "", nil)
	var names []string
	open := map[string]bool{}
	for _, g := range groups {
		open[g.Title] = g.Open
		for _, c := range g.Controls {
			names = append(names, c.Name)
			f := scenario.Fields()[slices.IndexFunc(scenario.Fields(), func(f scenario.Field) bool { return f.Name == c.Name })]
			if c.Unmet == f.Met(sc) || len(c.Needs) != len(f.Needs) {
				t.Errorf("%s: unmet is %v, with %d needs", c.Name, c.Unmet, len(c.Needs))
			}
			// A list is ticked; what is not a list has one value of its choices.
			if several := strings.Contains(c.Default, ","); several != c.List {
				t.Errorf("%s: list is %v, its default %s", c.Name, c.List, c.Default)
			}
		}
	}
	if len(names) != len(scenario.Fields())-1 { // the strategies are toggles
		t.Errorf("%d controls for %d fields", len(names), len(scenario.Fields()))
	}
	for title, want := range map[string]bool{"Clients": true, "Limiter": true, "Retry policy": true, "Faults": true, "Capacity": false, "Network": false} {
		if got, ok := open[title]; got != want || !ok {
			t.Errorf("%s: open is %v", title, got)
		}
	}
}

func TestChosenLibrariesAndMixesAreToggles(t *testing.T) {
	l := library.Kinds()[0]
	scenario := labtest.ScenarioOf(t, "strategies=full,"+l.Key+",exponential@20/full@80")
	toggles := TogglesOf(scenario)
	if len(toggles) != len(retry.Kinds())+2 {
		t.Fatalf("%d toggles", len(toggles))
	}
	seen := map[string]bool{}
	on := 0
	for _, toggle := range toggles {
		if toggle.On {
			on++
			if seen[toggle.Strategy.Tone] {
				t.Errorf("%s has a colour that another has", toggle.Strategy.Key)
			}
			seen[toggle.Strategy.Tone] = true
		}
		if toggle.Strategy.Name == "" || toggle.Strategy.Tone == "" {
			t.Errorf("%+v", toggle)
		}
	}
	if on != 3 {
		t.Errorf("%d are on, want 3", on)
	}
	chosen, all := 0, 0
	for _, group := range LibrariesOf(scenario) {
		for _, l := range group.Libraries {
			all++
			if l.On {
				chosen++
			}
		}
	}
	if chosen != 1 || all != len(library.Kinds()) {
		t.Errorf("%d of %d libraries are chosen", chosen, all)
	}
}

func TestAskedValuesAreCutAndCleaned(t *testing.T) {
	for _, row := range []struct{ raw, want string }{
		{"n=5", "5"}, {"m=5", "other"}, {"n=%ff", "\ufffd"}, {"n=%zz", "other"}, {"n=1;2", "other"},
		{"n=" + strings.Repeat("x", 100), strings.Repeat("x", longestValue)},
		{"n=" + url.QueryEscape(strings.Repeat("ü", 100)), strings.Repeat("ü", longestValue)},
	} {
		if got := asked(row.raw, "n", "other"); got != row.want {
			t.Errorf("%.40q: %q, want %q", row.raw, got, row.want)
		}
	}
}

// The strategies that a page mixes first are among its lists.
func TestThePairIsOfStrategies(t *testing.T) {
	keys := strings.Fields(GrammarOf.Pair)
	for _, key := range keys {
		if _, ok := library.Lookup(key); !ok {
			t.Errorf("%s is no strategy", key)
		}
	}
	if len(keys) != 2 {
		t.Errorf("the pair is %q", keys)
	}
}
