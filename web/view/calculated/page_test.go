package calculated

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backofflab/calculator"
	"backofflab/scenario"
	templates "backofflab/web/templates/calculator"
)

var update = flag.Bool("update", false, "write what is rendered as the golden files")

func pageOf(t *testing.T, query string) templates.Page {
	t.Helper()
	a, err := calculator.Parse(query)
	var problems scenario.FieldErrors
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	return Page(a, query, problems)
}

func rendered(t *testing.T, query string, whole bool) string {
	t.Helper()
	var b strings.Builder
	page := pageOf(t, query)
	markup := templates.Results(page)
	if whole {
		markup = templates.View(page)
	}
	if err := markup.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, query := range map[string]string{
		"full.html":         "strategy=full&attempts=5&t=500ms",
		"exponential.html":  "strategy=exponential&attempts=4&base=1s&first-retry=at-once",
		"decorrelated.html": "strategy=decorrelated-aws&attempts=4&cap=400ms&deadline=600ms",
		"wrong.html":        "strategy=full&base=soon&nonsense=1&retry=50",
	} {
		got, path := strings.ReplaceAll(rendered(t, query, false), "><", ">\n<"), filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from what is rendered; look at the difference, then run with -update", path)
		}
	}
}

// plain has ordinary spaces.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u200b", "").Replace(text)
}

func TestFindings(t *testing.T) {
	for _, tt := range []struct{ query, finding, within, waiting string }{
		{"", "After 19 retries a client has waited 35.6 s on average, 71.3 s at most.", "With endless attempts it would make about 34 564 retries in 24 h; its 20 attempts allow 19.", "After 30 s, 84 % of the clients are still waiting; half have given up after 35.6 s."},
		{"strategy=exponential&base=1s&cap=1m&attempts=7&t=1m", "After 6 retries a client has waited 63.0 s.", "With endless attempts it would make 1 444 retries in 24 h; its 7 attempts allow 6.", "After 60 s all clients are still waiting; they give up after 63.0 s."},
		{"strategy=fixed&base=1s&attempts=3", "After 2 retries a client has waited 2.0 s.", "With endless attempts it would make 86 400 retries in 24 h; its 3 attempts allow 2.", "After 30 s nobody is still waiting: all give up after 2.0 s."},
		{"strategy=immediate&attempts=2", "The retry goes out at once: a client never waits.", "Nothing but the attempts themselves takes time, so no number of retries in 24 h can be told.", "After 30 s nobody is still waiting: all give up after 0 s."},
		{"attempts=1", "With 1 attempt there is no retry, and nothing to wait for.", "With endless attempts it would make about 34 564 retries in 24 h; its 1 attempt allows 0.", "Nobody waits: the first failure is the last."},
		{"strategy=exponential&base=1s&cap=1h&attempts=10&deadline=10s&within=10s", "A client waits 7.0 s on average until it gives up, and at most its deadline of 10 s.", "With endless attempts it would make 3 retries in 10 s.", "After 30 s nobody is still waiting: all give up after 7.0 s."},
		{"strategy=list&delays=5s,30s&delays-then=end&attempts=9&within=6s", "After 2 retries a client has waited 35.0 s.", "With endless attempts it would make 1 retry in 6 s.", "After 30 s all clients are still waiting; they give up after 35.0 s."},
	} {
		r := pageOf(t, tt.query).Result
		if r == nil {
			t.Fatalf("%s has no result", tt.query)
		}
		if plain(r.Finding) != tt.finding || plain(r.Within) != tt.within || plain(r.Waiting.Sentence) != tt.waiting {
			t.Errorf("%s:\n%s\n%s\n%s", tt.query, r.Finding, r.Within, r.Waiting.Sentence)
		}
	}
}

// What is wrong stands at its field, with what was typed; what the form has no field for, below.
func TestProblemsStandAtTheirFields(t *testing.T) {
	page := pageOf(t, "strategy=full&max_delay=soon&within=later&colour=red&attempts=7")
	if page.Result != nil || len(page.Problems) != 1 || page.Problems[0].Field != "colour" {
		t.Fatalf("%+v", page.Problems)
	}
	fields := map[string]templates.Field{}
	for _, f := range append(page.Form.Fields, page.Form.Asked...) {
		fields[f.Name] = f
	}
	if f := fields["cap"]; f.Value != "soon" || !strings.HasPrefix(plain(f.Problem), "Enter a duration from 1 ms") {
		t.Errorf("the cap: %+v", f)
	}
	if f := fields["within"]; f.Value != "later" || f.Problem == "" {
		t.Errorf("within: %+v", f)
	}
	if f := fields["attempts"]; f.Value != "7" || f.Problem != "" {
		t.Errorf("the attempts: %+v", f)
	}
}

// A form sends what it shows, and what a link has besides; so without a script it leads to the
// same policy.
func TestFormLeadsToItself(t *testing.T) {
	for _, query := range []string{"", "clients=50&rate=7&strategies=decorrelated&base=300ms", "strategy=lib:envoy(base=50ms)&attempts=4", "strategy=list&delays=1s,5s&delays-then=end&deadline=1h", "strategy=proportional&jitter=0.35&t=2m&within=1h&retry=3"} {
		page := pageOf(t, query)
		var pairs []string
		add := func(name, value string) { pairs = append(pairs, name+"="+strings.ReplaceAll(value, "%", "%25")) }
		for _, k := range page.Form.Kept {
			add(k.Name, k.Value)
		}
		for _, g := range page.Form.Groups {
			for _, c := range g.Choices {
				if c.On {
					add("strategies", c.Value)
				}
			}
		}
		for _, f := range append(append(page.Form.Fields, page.Form.More...), page.Form.Asked...) {
			value := f.Value
			for _, c := range f.Choices {
				if c.On {
					value = c.Value
				}
			}
			add(f.Name, value)
		}
		again := pageOf(t, strings.Join(pairs, "&"))
		if again.Result == nil || again.Result.Query != page.Result.Query {
			t.Errorf("%s: the form leads to %q, %+v", query, strings.Join(pairs, "&"), again.Problems)
		}
	}
}

func TestNothingIsInline(t *testing.T) {
	text := rendered(t, `strategy=full&base="><script>alert(1)</script>`, true)
	for _, bad := range []string{"<style", " style=", " onclick=", "<script>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, axis := range []time.Duration{3 * time.Millisecond, 700 * time.Millisecond, 42 * time.Second, 5 * time.Minute, 30 * time.Hour, 10_000 * time.Hour} {
		if at := ticks(axis); len(at) < 2 || len(at) > 6 || at[0] != 0 || at[len(at)-1] > axis {
			t.Errorf("%v has ticks at %v", axis, at)
		}
	}
}
