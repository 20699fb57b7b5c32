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

// What a search says is said again by its query, in one way.
func TestQueryIsCanonical(t *testing.T) {
	for query, want := range map[string]string{
		"": "",
		"want=" + url.QueryEscape("99 % done within 30 s, lowest peak"):        "goal=peak&limits=done_99:30s",
		"limits=done_99: 30s , peak:200/s&goal=wasted_per_request":             "limits=done_99:30s,peak:200",
		"vary=cap:lin(1s,3s,3);base:1s,100ms&candidates=400&indifference=0.02": "vary=cap:lin(1s,3s,3);base:100ms,1s",
		"limits=peak:0.0,done_99:0.5&confidence=95.12345678":                   "limits=peak:0,done_99:500ms&confidence=95.1235%25",
		"limits=peak:1&want=peak+below+2,lowest+peak&goal=attempts":            "goal=attempts&limits=peak:1",
		"runs=30&confidence=99+%25&indifference=5%25&candidates=12":            "candidates=12&indifference=5%25&confidence=99%25",
	} {
		s := parsed(t, query)
		again := parsed(t, s.Query())
		if got := s.Query(); got != want || again.Query() != want || again.Confidence != s.Confidence {
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
		"limits=done_99:1e10": "limits", "limits=done_99:1e-12": "limits", "limits=done_99:0s": "limits", "limits=done_99:NaN": "limits", "limits=done_99:Inf": "limits",
		"limits=peak:Inf": "limits", "limits=peak:0x1p4": "limits", "limits=peak:１": "limits", "limits=,,peak": "limits", "limits=peak:1:2": "limits", "limits=peak:-0": "limits", "limits=Peak:1": "limits",
		"limits=peak:1%00": "limits", "limits=peak:%ff": "limits", "limits=<script>alert(1)</script>": "limits", "goal=%ff": "goal", "goal=Peak": "goal", "GOAL=peak": "GOAL",
		"vary=base:,": "vary", "vary=base:NaN": "vary", "vary=factor:Inf": "vary", "vary=factor:1e308": "vary", "vary=attempts:0": "vary", "vary=attempts:2147483649": "vary", "vary=base:-1s": "vary",
		"vary=seed:1,2": "vary", "vary=jitter:maybe": "vary", "vary=base:lin(1s,2s,100000)": "vary", "vary=base:lin(1s,2s,NaN)": "vary", "vary=%00": "vary", "vary=strategies:" + strings.Repeat("full(base=1s),", 200): "strategies",
		"candidates=-1": "candidates", "candidates=9223372036854775808": "candidates", "candidates=NaN": "candidates", "candidates=0x10": "candidates", "candidates=1_0": "candidates", "candidates=2001": "candidates",
		"indifference=-2%": "indifference", "indifference=Inf": "indifference", "indifference=5e-324": "indifference", "indifference=60%": "indifference", "indifference=%": "indifference",
		"confidence=-0": "confidence", "confidence=49%": "confidence", "confidence=Inf": "confidence", "confidence=95,95": "confidence",
		"want=fewest+calls&want=lowest+peak": "want", "want=%ff": "want", "want=" + strings.Repeat("x", 64<<10): "query", "limits=peak:1&limits=peak:1": "limits",
		"limits=peak:1,attempts:1,done_95:1s,done_99:1s,lost:1&want=p99+below+1s": "want",
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

// A setting that only another lets do something is tried, whichever comes first.
func TestSettingsThatNeedAnother(t *testing.T) {
	for _, vary := range []string{"budget:none,ratio;budget-tokens:5,50", "budget-tokens:5,50;budget:none,ratio"} {
		tokens := map[string]bool{}
		for _, c := range parsed(t, "strategies=full&vary="+vary).Candidates() {
			if c.scenario.Budget == "ratio" {
				tokens[c.scenario.Query()] = true
			}
		}
		if len(tokens) != 2 {
			t.Errorf("%s: %v", vary, tokens)
		}
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
	var seen []Outcome
	var then []string
	o, err := s.Run(t.Context(), job.Local{Workers: 1}, 1_000_000, func(o Outcome) { seen, then = append(seen, o), append(then, written(t, o)) })
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range seen {
		if now := written(t, o); now != then[i] {
			t.Errorf("what was handed out at step %d was changed:\n%.300s\n%.300s", i, then[i], now)
		}
	}
	best := o.Candidates[max(0, o.Best)]
	if !o.Over || !o.Promised || best.Settings == nil || len(o.Rivals) < 5 || len(seen) < 3 {
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
	if err != nil || written(t, o) != written(t, again) {
		t.Errorf("other bytes with four workers: %v", err)
	}
}

func written(t testing.TB, o Outcome) string {
	t.Helper()
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
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

// A policy is near the front unless it is behind another by the margin in every figure.
func TestNearTheFront(t *testing.T) {
	for _, tt := range []struct {
		a, b [3]float64
		want float64
	}{
		{[3]float64{2, 2, 2}, [3]float64{1, 1, 1}, 1}, {[3]float64{1, 2, 2}, [3]float64{2, 1, 1}, 0}, {[3]float64{1.01, 2, 2}, [3]float64{1, 1, 1}, 0.01},
		{[3]float64{0, 2, 2}, [3]float64{0, 1, 1}, 0}, {[3]float64{1, 1, 1}, [3]float64{0, 0, 0}, 1},
	} {
		if got := behindBy(tt.a, tt.b); got < tt.want-1e-9 || got > tt.want+1e-9 {
			t.Errorf("%v is behind %v by %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	o := Outcome{Candidates: []Policy{{Trade: [3]float64{1, 1, 1}}, {Trade: [3]float64{1.01, 1.01, 1.01}}, {Trade: [3]float64{1.1, 1.1, 1.1}}, {Trade: [3]float64{0.5, 3, 3}}}}
	if near := new(source).near([]int{0, 1, 2, 3}, &o); !slices.Equal(near, []int{0, 1, 3}) {
		t.Errorf("near the front: %v", near)
	}
}
