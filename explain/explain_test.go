package explain

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// result is a made-up result that differs from others in what a headline looks at.
func result(strategy string, change func(*sim.Result)) sim.Result {
	r := sim.Result{Strategy: strategy, Requests: 100, Waves: []metrics.Wave{{Retries: 5, Clients: 5}}, Successes: 100, Attempts: 300, PeakPerS: 80, Completion: &metrics.Histogram{}}
	r.Completion.Add(2 * time.Second)
	change(&r)
	r.Successes = r.Requests - r.GaveUp.Total() - r.Unfinished
	return r
}

func same(*sim.Result) {}

// plain turns the spaces that do not break into ordinary ones.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

func TestHeadlines(t *testing.T) {
	once := func(r *sim.Result) { r.Attempts, r.Waves = 100, nil }
	busy := func(r *sim.Result) { r.PeakPerS = 120 }
	slow := func(r *sim.Result) { r.Completion.Add(12300 * time.Millisecond) }
	loses := func(n int) func(*sim.Result) { return func(r *sim.Result) { r.GaveUp.Attempts = n } }
	const alike = "Retries included, the load peaks at 80/s with every strategy"
	for _, tt := range []struct {
		results          []sim.Result
		load, completion string
	}{
		{[]sim.Result{result("full", same), result("equal", same)}, alike, "95 % done in 2.0 s; everyone gets through"},
		{[]sim.Result{result("full", same), result("exponential", slow)}, alike, "95 % done in 2.0–12.3 s; everyone gets through"},
		{[]sim.Result{result("full", slow)}, "Retries included, the load peaks at 80/s", "95 % done in 12.3 s; everyone gets through"},
		{[]sim.Result{result("full", once), result("fixed", once)}, "No retry reached the service", "95 % done in 2.0 s; everyone gets through"},
		{[]sim.Result{result("full", once), result("fixed", same)}, alike, "95 % done in 2.0 s; everyone gets through"},
		{[]sim.Result{result("full", busy), result("fixed", same), result("equal", same)}, "Retries included, the load peaks at 120/s with full jitter, at 80/s with fixed delay and equal jitter", "95 % done in 2.0 s; everyone gets through"},
		{[]sim.Result{result("full", loses(12)), result("decorrelated-aws", same)}, alike, "95 % done in 2.0 s, never with one of two; 0–12 of 100 clients are lost"},
		{[]sim.Result{result("full", loses(12)), result("equal", loses(12))}, alike, "No strategy gets 95 % through; 12 of 100 clients are lost"},
		{[]sim.Result{result("full", loses(1))}, "Retries included, the load peaks at 80/s", "95 % done in 2.0 s; 1 of 100 clients is lost"},
		{[]sim.Result{result("full", loses(10))}, "Retries included, the load peaks at 80/s", "Never 95 % done; 10 of 100 clients are lost"},
		{[]sim.Result{result("full", loses(100)), result("equal", loses(100))}, alike, "No request succeeds"},
		{[]sim.Result{result("full", func(r *sim.Result) { r.Requests, r.Attempts, r.Waves = 0, 0, nil })}, "No retry reached the service", "No request began"},
	} {
		for i, r := range tt.results { // made up: the last of them is the one that makes 95 %
			if 100*r.Successes >= 95*r.Requests {
				tt.results[i].Done95, tt.results[i].HasDone95 = r.Completion.Max(), true
			}
		}
		h := Headlines(scenario.Default(), judged(1, tt.results...))
		h.Load, h.Completion = plain(h.Load), plain(h.Completion)
		if h.Load != tt.load {
			t.Errorf("load: %q, want %q", h.Load, tt.load)
		}
		if h.Completion != tt.completion {
			t.Errorf("completion: %q, want %q", h.Completion, tt.completion)
		}
	}
}

// "Everyone" and "none" are said only when it is so, whatever the scenario.
func TestHeadlinesDoNotContradictTheData(t *testing.T) {
	for seed := range uint64(300) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 5)))
		s.Strategies = append([]string{"fixed", "full"}, s.Strategies...) // and whatever was drawn
		if slices.Contains(s.Strategies[2:], "fixed") || slices.Contains(s.Strategies[2:], "full") || s.Validate() != nil {
			continue
		}
		results := simulated(t, s)
		h := Headlines(s, experiment.Outcome{Results: results})
		all, some := true, false
		for _, r := range results {
			all = all && r.Successes == r.Requests
			some = some || r.Successes > 0
		}
		if whole := strings.HasSuffix(h.Completion, "gets through") || strings.HasSuffix(h.Completion, "every request succeeds"); whole != (all && some) {
			t.Errorf("%s: %q, but all got through is %v", s.Query(), h.Completion, all)
		}
		if strings.HasPrefix(h.Completion, "No request") && some {
			t.Errorf("%s: %q, but some succeeded", s.Query(), h.Completion)
		}
		if (h.Note != "") != (results[0].Unfinished+results[1].Unfinished+results[2].Unfinished > 0) {
			t.Errorf("%s: note %q", s.Query(), h.Note)
		}
		if !utf8.ValidString(h.Load + h.Completion + h.Lead + h.Title + h.Cost + h.Herd + h.Note) {
			t.Errorf("%s: broken characters in %+v", s.Query(), h)
		}
		if strings.Contains(h.Load+h.Completion+h.Lead+h.Title+h.Cost+h.Herd+h.Note, "%!") {
			t.Errorf("%s: a broken sentence in %+v", s.Query(), h)
		}
	}
}

func TestHeadlinesSayThatARunIsPartial(t *testing.T) {
	s := scenariotest.Parse(t, "clients=200&strategies=full&attempts=100&rate=1")
	run, err := sim.NewRun(s, 1000)
	for more := true; more && err == nil; {
		_, more, err = run.Advance(t.Context())
	}
	var over *sim.LimitError
	if !errors.As(err, &over) {
		t.Fatalf("got %v", err)
	}
	if words := Headlines(s, experiment.Outcome{Results: run.Results()}); words.Note == "" {
		t.Error("no note says that it is partial")
	}
	run, err = sim.NewRun(s, 100_000)
	for range 3 {
		if err == nil {
			_, _, err = run.Advance(t.Context())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	run.Stop()
	if words := Headlines(s, experiment.Outcome{Results: run.Results()}); !strings.Contains(words.Note, "reached the limit on computing time") {
		t.Errorf("of a run that took long the note says %q", words.Note)
	}
}
