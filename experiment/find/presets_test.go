package find

import (
	"slices"
	"strconv"
	"testing"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

// What a search among few policies finds for presets has fewer wasted calls than each of the
// classic strategies with the preset's settings, and than each of the preset's own policies: for
// sure, pair by pair. It loses nobody, and is about as soon as the soonest classic one.
func TestPolicyFoundIsBetterThanTheClassicOnes(t *testing.T) {
	for i, tt := range []struct {
		preset, soon string // until 99 % are done
		candidates   int
		margin       float64 // wasted calls a request that it saves at least
	}{
		{"thundering-herd", "12s", 60, 2.6}, {"aws-contention", "5s", 120, 3.3}, {"reconnect", "21s", 24, 2.5},
	} {
		if i > 0 && testing.Short() { // one of them takes every step already
			continue
		}
		t.Run(tt.preset, func(t *testing.T) {
			s := ofPreset(t, tt.preset, "limits=lost:0,done_99:"+tt.soon+"&candidates="+strconv.Itoa(tt.candidates))
			o, err := s.Run(t.Context(), job.Local{}, 5_000_000, func(Outcome) {})
			if err != nil || o.Best < 0 {
				t.Fatalf("%v: none keeps the limits: %+v", err, o)
			}
			if best := o.Candidates[o.Best]; !o.Promised || best.Own || best.Classic {
				t.Errorf("found %s, which was there, or promises nothing: %+v", best, best)
			}
			beside := beats(t, o, tt.margin)
			for _, key := range slices.Concat([]string{"exponential", "full", "equal", "decorrelated"}, s.Scenario.Strategies) {
				if !slices.Contains(beside, key) {
					t.Errorf("it does not stand beside %s: %v", key, beside)
				}
			}
		})
	}
}

// ofPreset is a search for the scenario of a preset.
func ofPreset(t *testing.T, key, query string) Search {
	t.Helper()
	p, ok := scenario.PresetNamed(key)
	if !ok {
		t.Fatalf("there is no preset %s", key)
	}
	if p.Query != "" {
		query = p.Query + "&" + query
	}
	return parsed(t, query)
}

// beats holds the gap to each rival against a margin, and returns the strategies of the rivals
// that have the scenario's own settings.
func beats(t *testing.T, o Outcome, margin float64) (beside []string) {
	t.Helper()
	best := o.Candidates[o.Best]
	for _, r := range o.Rivals {
		if r.Candidate == o.Best {
			if slices.Contains(r.Kept, false) {
				t.Errorf("%s breaks a limit: %+v", best, r)
			}
			continue
		}
		rival := o.Candidates[r.Candidate]
		t.Logf("%s saves %.2f wasted calls a request (%.2f to %.2f) over %s, in %d runs", best, r.Gap.Mean, r.Gap.Low, r.Gap.High, rival, r.Runs)
		if !r.Sure || r.Lacks || !(r.Gap.Low > 0) || !(r.Gap.Mean >= margin) || r.Runs < rivalRuns {
			t.Errorf("%s is not better than %s by %v for sure: %+v", best, rival, margin, r)
		}
		if len(rival.Settings) == 0 {
			beside = append(beside, rival.Strategy)
		}
	}
	return beside
}

// A candidate that is hard to tell from others takes far more replications than a scenario may
// have; it has a mean and an interval as well.
func TestMeansOfManyReplications(t *testing.T) {
	values := make([]float64, 5*scenario.MaxRuns)
	for i := range values {
		values[i] = float64(i % 2)
	}
	if e := meanOf(values); e.Mean != 0.5 || e.Low < 0.45 || e.Low > 0.46 || e.High < 0.54 || e.High > 0.55 {
		t.Errorf("%+v", e)
	}
}
