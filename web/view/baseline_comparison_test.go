package view

import (
	"strings"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

func TestDifferences(t *testing.T) {
	for _, c := range []struct{ baseline, now, want string }{
		{"", "", ""},
		{"rate=50", "rate=100", "Rate: 50/s > 100/s"},
		{"clients=1000", "clients=20000", "Clients: 1 000 > 20 000"},
		{"base=100ms&cap=1s", "base=1m30s&cap=2m", "Base delay: 100 ms > 90 s; Cap: 1 s > 2 min"},
		{"spread=0s", "spread=1s", "Clients start within: 0 s > 1 s"},
		{"fail=0.05", "", "Transient failures: 5 % > 0 %"},
		{"brownout=0.3&brownout-to=9s&service=1ms&servers=1", "brownout-to=9s&service=1ms&servers=1", "Brownout: 30 % of its speed > 100 % of its speed"},
		{"factor=1.5", "", "Growth factor: 1.5× > 2×"},
		{"seed=7", "seed=9007199254740991", "Seed: 7 > 9007199254740991"},
		{"limiter=gcra", "", "Limiter: GCRA > Token bucket"},
		{"burst=7", "burst=8", "Burst: 7 requests > 8 requests"},
		{"strategies=full,fixed", "strategies=full,linear", "Strategies: Fixed delay > Linear"},
		{"strategies=full,fixed", "strategies=full", "Strategies: with Fixed delay > without"},
		{"strategies=full", "strategies=full,fixed", "Strategies: without Fixed delay > with it"},
		{"window=2s", "window=3s", "Window: 2 s > 3 s (idle)"},
		{"window=2s&limiter=fixed-window", "window=3s", "Limiter: Fixed window > Token bucket; Window: 2 s > 3 s"},
	} {
		var parts []string
		for _, d := range differencesOf(labtest.ScenarioOf(t, c.baseline), labtest.ScenarioOf(t, c.now)) {
			part := d.Label + ": " + d.Baseline + " > " + d.Now
			if d.Idle {
				part += " (idle)"
			}
			parts = append(parts, part)
		}
		if got := plainSpaces(strings.Join(parts, "; ")); got != c.want {
			t.Errorf("%s to %s:\n got %q\nwant %q", c.baseline, c.now, got, c.want)
		}
	}
}

func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

func TestComparedTitle(t *testing.T) {
	for raw, want := range map[string]string{
		"with=v=1":                                   "Two runs of one scenario. Nothing differs.",
		"rate=50&with=v=1":                           "Rate 50/s instead of 40/s. All else is the same.",
		"rate=50&clients=9&with=v=1":                 "Clients 9 instead of 400, rate 50/s instead of 40/s. All else is the same.",
		"rate=5&clients=9&with=burst=9":              "Two scenarios side by side. They differ in 3 settings.",
		"strategies=full&with=strategies=full,fixed": "Without Fixed delay. All else is the same.",
		"strategies=full,fixed&with=strategies=full": "With Fixed delay. All else is the same.",
		"strategies=exponential,full&with=strategies=fixed,linear,equal,decorrelated":         "Another choice of strategies. All else is the same.",
		"jitter=0.5&strategies=proportional&with=jitter=0.1;strategies=proportional;rate=200": "Rate 40/s instead of 200/s, another choice of ± jitter. All else is the same.",
	} {
		if got := plainSpaces(ComparedTitle(labtest.LinkOf(t, raw))); got != want {
			t.Errorf("%s:\n got %q\nwant %q", raw, got, want)
		}
	}
}

func TestComparedCells(t *testing.T) {
	cell := func(better int, kind experiment.Kind, tell experiment.Flags, now, then float64) chart.BaselineCell {
		f := experiment.Figure{Kind: kind, Flags: tell, Better: better,
			Read: func(r sim.Result) (float64, bool) { return r.Amplification, r.Requests > 0 }}
		of := func(x float64) sim.Result { return sim.Result{Requests: 1, Amplification: x} }
		return comparedCell(f, explain.Pair{Now: of(now), Baseline: of(then)}, time.Minute)
	}
	for _, c := range []struct {
		what string
		got  chart.BaselineCell
		want chart.BaselineCell
	}{
		{"fewer", cell(-1, experiment.Count, experiment.Relative, 64, 100), chart.BaselineCell{Now: "64", Baseline: "100", Change: "−36 %", Verdict: "better"}},
		{"more", cell(-1, experiment.Count, experiment.Relative, 1200, 1000), chart.BaselineCell{Now: "1 200", Baseline: "1 000", Change: "+20 %", Verdict: "worse"}},
		{"too little for a decimal", cell(-1, experiment.Count, experiment.Relative, 100001, 100000), chart.BaselineCell{Now: "100 001", Baseline: "100 000", Change: "+<0.1 %", Verdict: "worse"}},
		{"from nothing", cell(-1, experiment.Count, experiment.Relative, 5, 0), chart.BaselineCell{Now: "5", Baseline: "0", Change: "—", Verdict: "worse"}},
		{"higher is better", cell(1, experiment.Percent, 0, 99.5, 90), chart.BaselineCell{Now: "99.5", Baseline: "90.0", Change: "+9.5", Verdict: "better"}},
		{"a difference of shares is none", cell(1, experiment.Percent, 0, 0.3, 0.1), chart.BaselineCell{Now: "0.3", Baseline: "0.1", Change: "+0.2", Verdict: "better"}},
		{"no direction", cell(0, experiment.Index, 0, 2, 9.5), chart.BaselineCell{Now: "2.0", Baseline: "9.5", Change: "−7.5"}},
		{"the same as far as it is shown", cell(-1, experiment.Index, 0, 4.21, 4.24), chart.BaselineCell{Now: "4.2", Baseline: "4.2", Change: chart.Same}},
		{"a difference is that of what is shown", cell(-1, experiment.Index, 0, 4.26, 4.24), chart.BaselineCell{Now: "4.3", Baseline: "4.2", Change: "+0.1", Verdict: "worse"}},
	} {
		c.got.Now, c.got.Baseline, c.got.Change = plainSpaces(c.got.Now), plainSpaces(c.got.Baseline), plainSpaces(c.got.Change)
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, c.got, c.want)
		}
	}
	f := experiment.Figure{Better: -1, Read: func(r sim.Result) (float64, bool) { return 1, r.Requests > 0 }}
	if got := comparedCell(f, explain.Pair{Now: sim.Result{Requests: 1}}, 0); got.Baseline != chart.Never || got.Change != chart.Never || got.Verdict != "" {
		t.Errorf("a figure that one run has not: %+v", got)
	}
}

// Every run of the presets against every other has a table whose cells fit its columns.
func TestBaselineComparisonOfPresets(t *testing.T) {
	_, base := labtest.Simulated(t, "")
	for _, preset := range scenario.Presets() {
		_, results := labtest.Simulated(t, preset.Scenario().Query())
		c := BaselineComparisonOf(labtest.LinkOf(t, preset.Scenario().Query()+"&with=v=1"), outcome(results), outcome(base))
		if c.Title == "" || len(c.Rows) != len(explain.Pairs(results, base)) {
			t.Errorf("%s: %q, %d rows", preset.Key, c.Title, len(c.Rows))
		}
		for _, row := range c.Rows {
			if len(row.Cells) != len(c.Columns) || row.Strategy.Key == "" {
				t.Errorf("%s: %d cells for %d columns", preset.Key, len(row.Cells), len(c.Columns))
			}
		}
	}
}

// outcome judges results by themselves.
func outcome(results []sim.Result) experiment.Outcome {
	scores := make([][]experiment.Score, len(results))
	for i, r := range results {
		scores[i] = []experiment.Score{experiment.ScoreOf(r)}
	}
	return experiment.Outcome{Results: results, Scores: scores, Verdict: experiment.Judge(scores)}
}
