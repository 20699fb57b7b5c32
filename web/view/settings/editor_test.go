package settings

import (
	"net/url"
	"strings"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
)

// What a form makes of a strategy, and of the strategies that it is compared with.
func TestEdit(t *testing.T) {
	for _, c := range []struct{ what, strategies, key, answers, want string }{
		{"nothing", "full,equal", "full", "", "full,equal"},
		{"an own setting", "full,equal", "full", "0.0.base=1 s", "equal,full(base=1s)"},
		{"two, in their order", "full", "full", "0.0.attempts=4&0.0.base=2s", "full(base=2s attempts=4)"},
		{"another value", "full(base=1s)", "full(base=1s)", "0.0.base=3", "full(base=3s)"},
		{"none any more", "full(base=1s)", "full(base=1s)", "0.0.base=", "full"},
		{"by its button", "full(base=1s cap=2s)", "full(base=1s cap=2s)", "0.0.base=1s&0.0.cap=2s&do=clear.0.0.base", "full(cap=2s)"},
		{"a list", "full", "full", "0.0.retry-on=&0.0.retry-on=rejected&0.0.retry-on=failed", "full(retry-on=rejected|failed)"},
		{"a list as it is anyway", "full(retry-on=failed)", "full(retry-on=failed)", "0.0.retry-on=&0.0.retry-on=rejected&0.0.retry-on=unavailable&0.0.retry-on=timed-out&0.0.retry-on=not-sent", "full"},
		{"delays", "list", "list", "0.0.delays=5s, 5m, 30m", "list(delays=5s|5m|30m)"},
		{"a choice of a client", "client:got", "client:got", "0.0.honour=ignore", "client:got(honour=ignore)"},
		{"another strategy", "full(base=1s floor=50ms)", "full(base=1s floor=50ms)", "0.0.kind=equal", "equal(base=1s)"},
		{"a client for it", "full(base=1s attempts=4)", "full(base=1s attempts=4)", "0.0.kind=client:got", "client:got(attempts=4)"},
		{"a layer above", "client:got", "client:got", "do=above.0", "exponential(attempts=3)>client:got"},
		{"a layer below", "full(attempts=2)", "full(attempts=2)", "do=below.0", "full(attempts=2)>exponential(attempts=3)"},
		{"moved", "fixed(attempts=2)>client:got", "fixed(attempts=2)>client:got", "do=down.0.0", "client:got>fixed(attempts=2)"},
		{"the other way", "fixed(attempts=2)>client:got", "fixed(attempts=2)>client:got", "do=up.0.1", "client:got>fixed(attempts=2)"},
		{"dropped", "fixed(attempts=2)>client:got", "fixed(attempts=2)>client:got", "do=drop.0.0", "client:got"},
		{"the last layer stays", "full", "full", "do=drop.0.0", "full"},
		{"of the innermost", "fixed(attempts=2)>client:got", "fixed(attempts=2)>client:got", "0.1.timeout=2s", "fixed(attempts=2)>client:got(timeout=2s)"},
		{"mixed", "full", "full", "do=part", "exponential@50/full@50"},
		{"one more", "exponential@20/full@80", "exponential@20/full@80", "do=part", "fixed@40/exponential@20/full@40"},
		{"a share", "exponential@20/full@80", "exponential@20/full@80", "0.share=30&1.share=80", "exponential@30/full@70"},
		{"a share of three", "fixed@20/exponential@30/full@50", "fixed@20/exponential@30/full@50", "0.share=20&1.share=90&2.share=50", "fixed@9/exponential@90/full@1"},
		{"unmixed", "exponential@20/full@80", "exponential@20/full@80", "do=unpart.0", "full"},
		{"no place", "full", "full", "do=drop.3.1", "full"},
	} {
		l := link.Link{Scenario: labtest.ScenarioOf(t, "strategies="+c.strategies)}
		answers, _ := url.ParseQuery(c.answers)
		edit, ok := EditOf(l, c.key, answers)
		if got := strings.Join(edit.Link.Scenario.Strategies, ","); !ok || edit.Wrong() || got != c.want {
			t.Errorf("%s: %s, %v; want %s (%s%v)", c.what, got, ok, c.want, edit.problem, edit.wrong)
		}
	}
}

// What cannot be said is said at its answer, and leaves the link as it was.
func TestEditsThatCannotBe(t *testing.T) {
	for _, c := range []struct{ strategies, key, answers, want string }{
		{"full", "full", "0.0.base=abc", "Enter a duration"},
		{"full", "full", "0.0.base=abc&0.0.attempts=3", "Enter a duration"},
		{"full", "full", "0.0.retry-on=nonsense", "Choose at least one"},
		{"exponential@20/full@80", "exponential@20/full@80", "0.share=100", "from 1 to 99"},
		{"full,equal", "full", "0.0.kind=equal", "equal once"},
		{"exponential>client:got", "exponential>client:got", "0.0.attempts=900", "Give the layers fewer attempts"},
	} {
		l := link.Link{Scenario: labtest.ScenarioOf(t, "strategies="+c.strategies)}
		answers, _ := url.ParseQuery(c.answers)
		edit, _ := EditOf(l, c.key, answers)
		says := edit.problem
		for _, wrong := range edit.wrong {
			says += wrong
		}
		if got := strings.Join(edit.Link.Scenario.Strategies, ","); got != c.strategies || edit.Key != c.key || !strings.Contains(says, c.want) {
			t.Errorf("%s: %s becomes %s and says %q", c.answers, c.strategies, got, says)
		}
		if shown := edit.View(); !shown.Wrong {
			t.Errorf("%s: the form says nothing", c.answers)
		}
	}
	if _, ok := EditOf(link.Link{Scenario: scenario.Default()}, "linear", nil); ok {
		t.Error("a strategy that is not compared is taken apart")
	}
}

// A form says what a layer has without values of its own, and of whom.
func TestEditorSaysWhatIsInherited(t *testing.T) {
	key := "exponential(attempts=3)>client:openai-python(attempts=2 budget=ratio)>lib:envoy(base=100ms attempts=2)"
	l := link.Link{Scenario: labtest.ScenarioOf(t, "base=200ms&deadline=1m&timeout=2s&honour=ignore&budget-tokens=77&strategies="+url.QueryEscape(key))}
	edit, _ := EditOf(l, key, nil)
	view := edit.View()
	setting := func(layer int, name string) templates.EditorSetting {
		of := view.Parts[0].Layers[layer]
		for _, c := range append(of.Shown, of.More...) {
			if c.Name == name {
				return c
			}
		}
		return templates.EditorSetting{}
	}
	for _, c := range []struct {
		layer            int
		name, has, other string
	}{
		{0, "base", "", "200 ms, the scenario’s"}, {0, "attempts", "3", "20, the scenario’s"},
		{0, "deadline", "", "60 s, the scenario’s"}, {1, "deadline", "", "Off, the library’s"},
		{0, "timeout", "", "Off here"}, {1, "timeout", "", "10 min, the library’s"},
		{1, "attempts", "2", "3, the library’s"}, {1, "honour", "", "Honour, the library’s"},
		{1, "base", "", ""}, {2, "base", "100ms", "The library’s"}, {2, "cap", "", "The library’s"}, {2, "factor", "", ""}, {1, "budget-tokens", "", "10, the default"}, {1, "budget", "ratio", "None, the scenario’s"},
	} {
		got := setting(c.layer, c.name)
		if plain := strings.ReplaceAll(got.Inherits, "\u00a0", " "); got.Value != c.has || plain != c.other {
			t.Errorf("%s of layer %d is %q, else %q; want %q, %q", c.name, c.layer, got.Value, plain, c.has, c.other)
		}
	}
	var rules []string
	for _, r := range view.Parts[0].Layers[1].Rules {
		text := r.Text
		if r.Own {
			text += "!"
		}
		rules = append(rules, text)
	}
	of := view.Parts[0].Layers[1]
	if got := strings.ReplaceAll(strings.Join(rules, " · ")+" "+of.Whose, "\u00a0", " "); got != "2 attempts! · retries 429, 503, timeouts · Retry-After up to 2 min, then gives up · timeout 10 min the library’s (openai-python 3.3.1)" {
		t.Errorf("the client is %q", got)
	}
	if got := view.Parts[0].Calls; got != "3 × 2 × 2 attempts: up to 12 calls for a request." {
		t.Errorf("calls: %q", got)
	}
}
