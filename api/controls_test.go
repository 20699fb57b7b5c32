package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"backofflab/retry"
	"backofflab/sim"
)

func TestControlsAreAllFieldsInTheirGroups(t *testing.T) {
	scenario := scenarioOf(t, "limiter=fixed-window&outage=refuse&outage-to=5s&retry-on=rejected,failed")
	groups := controlsOf(scenario, "", nil)
	var names []string
	open := map[string]bool{}
	for _, g := range groups {
		open[g.Title] = g.Open
		for _, c := range g.Controls {
			names = append(names, c.Name)
			f := sim.Fields()[slices.IndexFunc(sim.Fields(), func(f sim.Field) bool { return f.Name == c.Name })]
			if c.Unmet == f.Met(scenario) || len(c.Needs) != len(f.Needs) {
				t.Errorf("%s: unmet is %v, with %d needs", c.Name, c.Unmet, len(c.Needs))
			}
			// A list is ticked; what is not a list has one value of its choices.
			if several := strings.Contains(c.Default, ","); several != c.List {
				t.Errorf("%s: list is %v, its default %s", c.Name, c.List, c.Default)
			}
		}
	}
	if len(names) != len(sim.Fields())-1 { // the strategies are toggles
		t.Errorf("%d controls for %d fields", len(names), len(sim.Fields()))
	}
	for title, want := range map[string]bool{"Clients": true, "Limiter": true, "Retry policy": true, "Faults": true, "Capacity": false, "Network": false} {
		if got, there := open[title]; got != want || !there {
			t.Errorf("%s: open is %v", title, got)
		}
	}
}

func TestLabel(t *testing.T) {
	for key, want := range map[string]string{"token-bucket": "Token bucket", "aws-2026": "AWS 2026", "grpc": "gRPC", "timed-out": "Timed out"} {
		if got := label(key); got != want {
			t.Errorf("%s reads %q, want %q", key, got, want)
		}
	}
}

func TestChosenLibrariesAndMixesAreToggles(t *testing.T) {
	library := retry.Libraries()[0]
	scenario := scenarioOf(t, "strategies=full,"+library.Key+",exponential@20/full@80")
	toggles := togglesOf(scenario)
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
	for _, group := range librariesOf(scenario) {
		for _, l := range group.Libraries {
			all++
			if l.On {
				chosen++
			}
		}
	}
	if chosen != 1 || all != len(retry.Libraries()) {
		t.Errorf("%d of %d libraries are chosen", chosen, all)
	}
}

// The order of a mix's strategies and its name are the server's to say, whichever way
// round a page asks.
func TestFleetsAreNamedAndOrdered(t *testing.T) {
	l := startLab(t)
	for query, want := range map[string]string{
		"strategies=full@80/exponential@20":             `[{"key":"exponential@20/full@80","name":"20` + "\u00a0" + `% No jitter, 80` + "\u00a0" + `% Full jitter"}]`,
		"strategies=lib%3Agax-go@50/fixed@50,immediate": `"key":"fixed@50/lib:gax-go@50"`,
	} {
		if a := l.get(t, "/fragment/fleets?"+query); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d %s, want %s", query, a.status, a.body, want)
		}
	}
	if a := l.get(t, "/fragment/fleets?strategies=full@80/full@20"); a.status != http.StatusBadRequest || !strings.Contains(a.problem(t).Detail, "mixes full twice") {
		t.Errorf("a strategy mixed with itself: %d %s", a.status, a.body)
	}
}

// The strategies that a page mixes first are among its lists.
func TestThePairIsOfStrategies(t *testing.T) {
	keys := strings.Fields(grammarOf.Pair)
	for _, key := range keys {
		if _, known := retry.Lookup(key); !known {
			t.Errorf("%s is no strategy", key)
		}
	}
	if len(keys) != 2 {
		t.Errorf("the pair is %q", keys)
	}
}
