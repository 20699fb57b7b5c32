package settings

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
)

func TestSettingsAreAllFieldsInTheirGroups(t *testing.T) {
	sc := labtest.ScenarioOf(t, "limiter=fixed-window&outage=refuse&outage-to=5s&retry-on=rejected,failed")
	settings := Of(link.Link{Scenario: sc}, "", nil)
	var names []string
	open := map[string]bool{}
	for _, g := range settings.Groups {
		open[g.Title] = g.Open
		for _, c := range g.Controls {
			names = append(names, c.Name)
			f, _ := scenario.FieldNamed(c.Name)
			if c.Unmet == f.Met(sc) || len(c.Needs) != len(f.Needs) || (c.Why == "") != (len(f.Needs) == 0) {
				t.Errorf("%s: unmet is %v, with %d needs, %q", c.Name, c.Unmet, len(c.Needs), c.Why)
			}
			// A list is ticked; what is not a list has one value of its choices.
			if several := strings.Contains(c.Default, ","); several != c.List && c.Name != "delays" {
				t.Errorf("%s: list is %v, its default %s", c.Name, c.List, c.Default)
			}
		}
	}
	if len(names) != len(scenario.Fields())-1 { // the strategies are toggles
		t.Errorf("%d controls for %d fields", len(names), len(scenario.Fields()))
	}
	if names[0] != "seed" || names[1] != "runs" {
		t.Errorf("the settings begin with %v, want the seed and the number of them", names[:2])
	}
	for title, want := range map[string]bool{"Clients": true, "Limiter": true, "Retry policy": true, "Faults": true, "Capacity": false, "Network": false} {
		if got, ok := open[title]; got != want || !ok {
			t.Errorf("%s: open is %v", title, got)
		}
	}
}

func TestStripHasFiveThatMatter(t *testing.T) {
	for query, want := range map[string]string{
		"":                    "clients rate base cap attempts",
		"limiter=llm":         "clients tokens-per-minute base cap attempts",
		"limiter=concurrency": "clients concurrency base cap attempts",
		"limiter=none":        "clients servers base cap attempts",
		"population=open":     "offered rate base cap attempts",
	} {
		strip := StripOf(link.Link{Scenario: labtest.ScenarioOf(t, query)}, query, nil)
		var met []string
		for _, place := range strip.Places {
			i := slices.IndexFunc(place, func(c templates.Control) bool { return !c.Unmet })
			met = append(met, place[i].Name)
		}
		if got := strings.Join(met, " "); got != want {
			t.Errorf("%q has %s, want %s", query, got, want)
		}
	}
}

// Without a script the strip is a form: what it has no control for is sent as it is.
func TestStripKeepsTheRestOfALink(t *testing.T) {
	with := labtest.ScenarioOf(t, "rate=10")
	wanted := link.Link{Scenario: labtest.ScenarioOf(t, "clients=50&queue=7&retry-on=rejected,failed&strategies=full"), With: &with, Title: "Mine", Predict: true}
	sent := url.Values{}
	strip := StripOf(wanted, "", nil)
	for _, c := range slices.Concat(append(slices.Clone(strip.Places), strip.Kept)...) {
		if sent.Has(c.Name) {
			t.Errorf("%s is there twice", c.Name)
		}
		if c.Changed() {
			sent.Set(c.Name, c.Value)
		}
	}
	again, err := link.Parse(sent.Encode())
	if err != nil || again.Query() != wanted.Query() {
		t.Errorf("the form sends %s, %v; want %s", again.Query(), err, wanted.Query())
	}
	problems := scenario.FieldErrors{{Field: "queue", Message: "is not a number"}}
	strip = StripOf(wanted, "queue=abc", problems)
	if i := slices.IndexFunc(strip.Kept, func(c templates.Control) bool { return c.Name == "queue" }); strip.Kept[i].Value != "abc" {
		t.Errorf("what is wrong is kept as %q", strip.Kept[i].Value)
	}
}

func TestWhy(t *testing.T) {
	for name, want := range map[string]string{
		"seed": "", "base": "Each has its own, or none", "attempts": "Each strategy has its own", "timeout": "Each strategy has its own",
		"window": "Only with limiter fixed window, sliding log or sliding counter", "tokens": "Only with limiter LLM",
		"offered": "Only with population open", "jitter": "Only with the strategy ± jitter or upward jitter", "rate": "Only with another limiter", "refusal-cost": "Only with another limiter and servers above 0",
	} {
		f, _ := scenario.FieldNamed(name)
		if got := whyOf(f); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
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
	if chosen != 1 || all != len(library.Kinds())+len(library.Clients()) {
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
