package explain

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// result is a made-up result that differs from others in what a headline looks at.
func result(strategy string, change func(*sim.Result)) sim.Result {
	r := sim.Result{Strategy: strategy, Requests: 100, Successes: 100, Attempts: 300, HerdIndex: 4.24, HerdBins: 40, PeakPerS: 80, Completion: &metrics.Histogram{}}
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
	once := func(r *sim.Result) { r.Attempts, r.HerdIndex, r.HerdBins = 100, 0, 0 }
	calm := func(r *sim.Result) { r.HerdIndex, r.HerdBins = 0, 0 }
	busy := func(r *sim.Result) { r.HerdIndex, r.HerdBins, r.PeakPerS = 0, 0, 120 }
	herd := func(r *sim.Result) { r.HerdIndex = 1234.5 }
	even := func(r *sim.Result) { r.HerdIndex = 0.84 }
	brief := func(r *sim.Result) { r.HerdIndex, r.HerdBins = 0, 3 }
	slow := func(r *sim.Result) { r.Completion.Add(12300 * time.Millisecond) }
	lost := func(r *sim.Result) { r.GaveUp.Attempts = 7; r.GaveUp.Deadline = 5 }
	late := func(r *sim.Result) { r.Unfinished = 3 }
	both := func(r *sim.Result) { r.GaveUp.NotRetried, r.GaveUp.Breaker, r.Unfinished = 5, 6, 7 }
	permanent := func(r *sim.Result) { r.GaveUp.Permanent = 4 }
	nothing := func(r *sim.Result) { r.Completion = &metrics.Histogram{}; r.GaveUp.Permanent = 100 }
	for _, tt := range []struct {
		results          []sim.Result
		load, completion string
	}{
		{[]sim.Result{result("full", herd), result("equal", same)}, "Full jitter comes back in the largest herds (index 1 235), equal jitter in the smallest (4.2)", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("full", same), result("exponential", slow)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "Everyone got through: the longest wait is 2.0 s under full jitter, 12.3 s under no jitter"},
		{[]sim.Result{result("full", slow)}, "The herd index of full jitter is 4.2; independent arrivals have 1", "Everyone got through: the last client waited 12.3 s"},
		{[]sim.Result{result("full", once), result("fixed", once)}, "No client made more than one attempt", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("full", once), result("fixed", calm)}, "Retries included, the load peaks at 80/s under every strategy", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("full", busy), result("fixed", calm)}, "Retries included, full jitter peaks at 120/s and fixed delay at 80/s", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("full", busy)}, "Retries included, the load peaks at 120/s", "Everyone got through: the last client waited 2.0 s"},
		{[]sim.Result{result("full", even), result("fixed", even)}, "No herd comes back: the herd index is at most 0.8, independent arrivals have 1", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("immediate", brief), result("fixed", herd), result("full", same)}, "Fixed delay comes back in the largest herds (index 1 235), full jitter in the smallest (4.2)", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("immediate", calm), result("fixed", herd)}, "Only fixed delay keeps coming back after the start: its herd index is 1 235", "Everyone got through: the longest wait is 2.0 s under every strategy"},
		{[]sim.Result{result("full", lost), result("decorrelated-aws", same)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "12 of 100 clients gave up under full jitter, none under decorrelated (AWS)"},
		{[]sim.Result{result("full", lost), result("equal", lost)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "12 of 100 clients gave up under every strategy"},
		{[]sim.Result{result("full", lost)}, "The herd index of full jitter is 4.2; independent arrivals have 1", "12 of 100 clients gave up"},
		{[]sim.Result{result("full", late), result("equal", same)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "3 of 100 clients still waiting at the end under full jitter, none under equal jitter"},
		{[]sim.Result{result("full", permanent), result("equal", permanent)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "4 of 100 clients gave up under every strategy"},
		{[]sim.Result{result("full", both), result("equal", same)}, "The herd index is 4.2 whoever comes back; independent arrivals have 1", "18 of 100 clients found no success under full jitter, none under equal jitter"},
		{[]sim.Result{result("full", nothing)}, "The herd index of full jitter is 4.2; independent arrivals have 1", "100 of 100 clients gave up"},
	} {
		h := Headlines(scenario.Default(), tt.results)
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
		h := Headlines(s, results)
		all, some := true, false
		for _, r := range results {
			all = all && r.Successes == r.Requests
			some = some || r.Successes > 0
		}
		if (strings.HasPrefix(h.Completion, "Everyone") || strings.HasPrefix(h.Completion, "Every request")) != (all && some) {
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
	if words := Headlines(s, run.Results()); words.Note == "" {
		t.Error("no note says that it is partial")
	}
}
