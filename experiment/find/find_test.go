package find

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

func parsed(t testing.TB, query string) Search {
	t.Helper()
	s, err := Parse(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

func TestReadWords(t *testing.T) {
	for words, want := range map[string]string{
		Example:                                 "wasted_per_request done_99:30s,peak_over_capacity:3",
		"95% done in 10s; fewest calls":         "attempts done_95:10s",
		"peak under 300/s, as fast as possible": "done_95 peak:300",
		"all done within 1 minute and success at least 99.5 %, lowest peak": "peak last_success:1m,success_percent:99.5",
		"at most 3 attempts per request":                                    "wasted_per_request amplification:3",
		"P99 below 800 ms":                                                  "wasted_per_request completion_p99:800ms",
		"it recovers within 20s, smallest wave":                             "later_wave recovery:20s",
		"peak at most 3 times the capacity":                                 "wasted_per_request peak_over_capacity:3",
		"no more than 1,000 attempts":                                       "wasted_per_request attempts:1000",
		"the most successes; 99 percent done in 1m30s":                      "success_percent done_99:1m30s",
	} {
		goal, limits, err := ReadWords(words)
		var texts []string
		for _, l := range limits {
			texts = append(texts, l.String())
		}
		if got := goal.Figure.Name + " " + strings.Join(texts, ","); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", words, got, err, want)
		}
	}
	for _, words := range []string{"be nice", "peak at least 3x the limit", "success at most 99 %", "done within soon", "97 % done"} {
		if _, limits, err := ReadWords(words); err == nil {
			t.Errorf("%s was taken for %v", words, limits)
		}
	}
}

// What a search says is said again by its query, in one way.
func TestQueryIsCanonical(t *testing.T) {
	for query, want := range map[string]string{
		"": "",
		"want=" + url.QueryEscape("99 % done within 30 s, lowest peak"):        "goal=peak&limits=done_99:30s",
		"limits=done_99: 30s , peak:200/s&goal=wasted_per_request":             "limits=done_99:30s,peak:200",
		"vary=cap:lin(1s,3s,3);base:1s,100ms&candidates=400&indifference=0.02": "vary=cap:lin(1s,3s,3);base:100ms,1s",
		"runs=30&confidence=99+%25&indifference=5%25&candidates=12":            "candidates=12&indifference=5%25&confidence=99%25",
	} {
		s := parsed(t, query)
		if got := s.Query(); got != want || parsed(t, got).Query() != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	for query, field := range map[string]string{
		"goal=happiness": "goal", "limits=done_99": "limits", "limits=done_99:soon": "limits", "limits=peak:NaN": "limits",
		"limits=success_percent:101": "limits", "limits=peak:1,peak:2": "limits", "limits=peak:-1": "limits", "limits=peak:1e400": "limits",
		"limits=peak:1,attempts:1,done_95:1s,done_99:1s,lost:1,amplification:2": "limits",
		"vary=clients:1,2": "vary", "vary=cap": "vary", "vary=cap:1s;cap:2s": "vary", "vary=cap:never": "vary", "vary=strategies:none": "strategies",
		"candidates=1": "candidates", "candidates=1e6": "candidates", "indifference=NaN": "indifference", "indifference=0": "indifference",
		"confidence=100%": "confidence", "want=be+nice": "want", "goal=%zz": "goal", "goal=peak&goal=peak": "goal", "clients=0": "clients",
		"vary=cap:" + many(190) + ";base:" + many(190) + ";floor:" + many(190) + ";extra:" + many(190) + ";deadline:" + many(190): "query",
	} {
		_, err := Parse(query)
		problems, ok := err.(scenario.FieldErrors)
		if !ok || !slices.ContainsFunc(problems, func(p scenario.FieldError) bool { return p.Field == field && p.Message != "" }) {
			t.Errorf("%.60s: %v, want an error of %s", query, err, field)
		}
	}
}

// many are so many durations, too long to be written short.
func many(n int) string {
	values := make([]string, n)
	for i := range values {
		values[i] = strconv.Itoa(1001+i*i) + "ms"
	}
	return strings.Join(values, ",")
}

// Candidates are each there once, the own and the classic ones first, in the number asked
// for, valid, and with each value about as often as the others.
func TestCandidates(t *testing.T) {
	s := parsed(t, "strategies=full,fixed&candidates=300")
	all := s.Candidates()
	if len(all) != 300 || !all[0].Own || all[0].Classic || all[1].Strategy != "full" || !all[1].Own || !all[1].Classic || all[2].Strategy != "exponential" || all[5].Own || all[5].Classic {
		t.Errorf("%d candidates: %+v", len(all), all[:6])
	}
	seen, bases := map[string]bool{}, map[string]int{}
	for _, c := range all {
		if seen[c.Query] {
			t.Errorf("%s is there twice", c)
		}
		seen[c.Query] = true
		if _, err := scenario.ParseQuery(c.Query); err != nil {
			t.Errorf("%s: %v", c, err)
		}
		bases[c.scenario.Base.String()]++
	}
	if len(bases) != 6 || slices.Min(slices.Collect(maps.Values(bases))) < 300/6/2 {
		t.Errorf("how often each base is there: %v", bases)
	}
	if again := s.Candidates(); !slices.EqualFunc(all, again, func(a, b Candidate) bool { return a.Query == b.Query }) {
		t.Error("other candidates the second time")
	}
}

// What does nothing makes no policies of its own: fixed delays have no factor and no cap.
func TestIdleSettingsMakeNoCandidates(t *testing.T) {
	all := parsed(t, "strategies=fixed&vary=factor:1.5,2,3;cap:5s,10s;base:100ms,200ms").Candidates() // 100 ms is what the scenario has
	fixed := 0
	for _, c := range all {
		if c.Strategy == "fixed" {
			fixed++
		}
	}
	if fixed != 2 { // the own base is one of them
		t.Errorf("%d policies of fixed delays: %v", fixed, all)
	}
}

// The best is found, keeps the limits, and beats the classic ones by what is said; the same
// bytes come of one worker and of four.
func TestRunFindsTheBest(t *testing.T) {
	s := parsed(t, "clients=100&rate=20&strategies=full&limits=done_99:60s&goal=wasted_per_request&vary=base:100ms,2s;cap:2s,40s;strategies:full,fixed")
	steps := 0
	o, err := s.Run(t.Context(), job.Local{Workers: 1}, 1_000_000, func(Outcome) { steps++ })
	if err != nil {
		t.Fatal(err)
	}
	best := o.Candidates[max(0, o.Best)]
	if !o.Over || !o.Promised || best.Settings == nil || len(o.Rivals) < 5 || steps < 3 {
		t.Fatalf("%+v", o)
	}
	for _, r := range o.Rivals {
		if r.Candidate != o.Best && (!r.Sure || r.Gap.Low <= 0 && r.Kept[0]) {
			t.Errorf("%s: %+v", o.Candidates[r.Candidate], r)
		}
	}
	for i, p := range o.Candidates {
		if p.Front && p.Trade[0] == 0 || i == o.Best && p.Limits[0].Mean > 60 {
			t.Errorf("%s: %+v", p.Candidate, p)
		}
	}
	again, err := s.Run(t.Context(), job.Local{Workers: 4}, 1_000_000, func(Outcome) {})
	a, _ := json.Marshal(o)
	if b, failed := json.Marshal(again); err != nil || failed != nil || string(a) != string(b) {
		t.Errorf("other bytes with four workers: %v, %v", err, failed)
	}
}

// Where no policy keeps the limits it says so, and which comes closest; a policy that needs
// too many attempts is out, and the search ends.
func TestRunFindsNone(t *testing.T) {
	s := parsed(t, "clients=100&rate=20&limits=done_99:1s&vary=base:100ms,2s")
	o, err := s.Run(t.Context(), job.Local{}, 1_000_000, func(Outcome) {})
	if err != nil || o.Best != -1 || o.Nearest < 0 || o.Promised || o.Rivals != nil {
		t.Errorf("%v: %+v", err, o)
	}
	o, err = s.Run(t.Context(), job.Local{}, 110, func(Outcome) {})
	if err != nil || o.Best != -1 || o.Nearest != -1 || o.Candidates[0].Reason == "" {
		t.Errorf("%v: %+v", err, o.Candidates[0])
	}
	if _, err := json.Marshal(o); err != nil {
		t.Error(err)
	}
}

func TestRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := parsed(t, "").Run(ctx, job.Local{}, 1_000_000, func(o Outcome) { cancel() })
	if err != context.Canceled {
		t.Error(err)
	}
}
