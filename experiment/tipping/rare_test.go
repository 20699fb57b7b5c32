package tipping

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

// oneServer collapses as the four do, by fewer calls.
const oneServer = "population=open&clients=1000&limiter=none&servers=1&queue=1000&service=100ms&service-dist=exponential&timeout=1s&strategies=immediate&attempts=3&duration=12s&offered="

// Both methods agree where counting sees enough, and the seed that is named collapses.
func TestRareIsCountedToo(t *testing.T) {
	r := rareOf(t, oneServer+"4&repetitions=4")
	told, before := 0, 0
	o, err := r.Run(t.Context(), nil, most, func(o Odds) {
		told++
		if now := o.Fleets[0].Done; now < before {
			t.Errorf("%d repetitions after %d", now, before)
		} else {
			before = now
		}
	})
	if err != nil || len(o.Fleets) != 1 || told < 3 {
		t.Fatalf("%v, told %d times: %+v", err, told, o)
	}
	f := o.Fleets[0]
	if !f.Over() || f.Done != 4 || f.Plain.P == 0 || f.Split.Low > f.Plain.High || f.Split.High < f.Plain.Low {
		t.Errorf("%+v", f)
	}
	if f.Runs != f.Split.Runs+f.Plain.Runs || r.Share(o) != 1 {
		t.Errorf("%d runs were told, of %d and %d", f.Runs, f.Split.Runs, f.Plain.Runs)
	}
	if share := float64(f.Plain.Work) / float64(f.Split.Work); share < 0.8 || share > 1.2 {
		t.Errorf("counting took %v of the work of splitting", share)
	}
	collapses, err := scenario.ParseQuery(f.Collapse)
	if err != nil {
		t.Fatal(err)
	}
	s, err := SystemOf(collapses, most)
	if err != nil {
		t.Fatal(err)
	}
	if e, found, err := counted(t.Context(), s, 1, r.Scenario.Seed, 1); err != nil || e.Runs != 1 || len(found) > 1 {
		t.Errorf("%+v, %v", e, err)
	}
	if run, err := s.New()(t.Context(), []sim.Seeded{{Seed: collapses.Seed}}); err != nil || !run.Collapsed {
		t.Errorf("the seed that is named does not collapse: %v", err)
	}
}

// What never comes near a collapse is said so by an interval, and what nobody can simulate by a
// reason; no number is one that JSON does not have.
func TestRareOfTheExtremes(t *testing.T) {
	o, err := rareOf(t, "population=open&offered=5&duration=10s&strategies=full,fixed&repetitions=4").Run(t.Context(), nil, most, func(Odds) {})
	if err != nil || len(o.Fleets) != 2 {
		t.Fatalf("%v: %+v", err, o)
	}
	for _, f := range o.Fleets {
		if f.Split.P != 0 || f.Split.High != 1 || f.Plain.P != 0 || f.Plain.High > 0.02 || f.Gain != 0 || f.Collapse != "" {
			t.Errorf("%+v", f)
		}
	}
	if _, err := json.Marshal(o); err != nil {
		t.Error(err)
	}
	o, err = rareOf(t, "population=open&offered=5&duration=10s&strategies=full&repetitions=4").Run(t.Context(), nil, 1, func(Odds) {})
	if err != nil || o.Fleets[0].Failed == "" || !o.Fleets[0].Over() {
		t.Errorf("%v: %+v", err, o)
	}
}

// A fleet that always collapses does so by both methods.
func TestRareOfWhatIsCertain(t *testing.T) {
	o, err := rareOf(t, oneServer+"60&repetitions=4").Run(t.Context(), nil, most, func(Odds) {})
	if f := o.Fleets[0]; err != nil || f.Split.P < 0.9 || f.Plain.P < 0.9 || f.Collapse == "" || math.IsNaN(f.Gain) {
		t.Errorf("%v: %+v", err, f)
	}
}

func TestParseRare(t *testing.T) {
	for raw, want := range map[string]string{
		"":                               "population",
		"population=open&repetitions=2":  "repetitions",
		"population=open&repetitions=1k": "repetitions",
		"population=open&rate=soon":      "rate",
	} {
		_, err := ParseRare(raw)
		var problems scenario.FieldErrors
		if !errors.As(err, &problems) || problems[0].Field != want {
			t.Errorf("%q: %v, want one of %s", raw, err, want)
		}
	}
	r := rareOf(t, "repetitions=+20+&offered=7&population=open")
	if again := rareOf(t, r.Query()); again.Query() != r.Query() || again.Repetitions != 20 {
		t.Errorf("%q became %q", r.Query(), again.Query())
	}
	if r.Estimate() <= 0 {
		t.Error("it takes no time")
	}
}

func rareOf(t *testing.T, raw string) Rare {
	t.Helper()
	r, err := ParseRare(raw)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
