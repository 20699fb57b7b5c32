package tipped

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"backofflab/experiment/tipping"
	"backofflab/scenario"
	templates "backofflab/web/templates/tipped"
)

func rare(t *testing.T, raw string) tipping.Rare {
	t.Helper()
	r, err := tipping.ParseRare(raw)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever is known can be drawn: each place is on the axis, nothing is no number, and as much is
// done as is there.
func TestRareOfAnyOutcome(t *testing.T) {
	r := rare(t, "population=open&strategies=full,fixed")
	split := tipping.Estimate{P: 5.8e-6, Low: 2.9e-6, High: 1.2e-5, Runs: 27_200, Work: 37_000_000}
	certain := tipping.Estimate{P: 1, Low: 1, High: 1, Runs: 200, Work: 1000}
	none := tipping.Estimate{High: 1.0 / 8000, Runs: 29_570, Work: 37_000_000}
	for name, tt := range map[string]struct {
		fleets []tipping.Odd
		far    float64
	}{
		"nothing":  {nil, 0},
		"begun":    {[]tipping.Odd{{Strategy: "full", Runs: 4760, Done: 2, Split: tipping.Estimate{High: 1, Runs: 400, Levels: []int{1, 2, 3, 4, 5, 6}}}}, 0.05},
		"half":     {[]tipping.Odd{{Strategy: "full", Done: 16, Split: split, Plain: none, Gain: 55}}, 0.5},
		"extremes": {[]tipping.Odd{{Strategy: "full", Done: 16, Split: certain, Plain: certain, Collapse: "seed=7"}, {Strategy: "fixed", Failed: "Too long."}}, 1},
		"never":    {[]tipping.Odd{{Strategy: "full", Done: 16, Split: tipping.Estimate{High: 1, Runs: 400}, Plain: none}}, 0.5},
		"rarest":   {[]tipping.Odd{{Strategy: "full", Done: 16, Split: tipping.Estimate{P: 1e-28, Low: 1e-29, High: 1e-27, Runs: 400}, Plain: none}}, 0.5},
	} {
		o := tipping.Odds{Fleets: tt.fleets}
		if _, far := RareFar(r, o); math.Abs(far-tt.far) > 1e-9 {
			t.Errorf("%s: %v done, want %v", name, far, tt.far)
		}
		v := Rare(r, o)
		for _, f := range v.Fleets {
			if f.Main == "" {
				t.Errorf("%s: nothing is said", name)
			}
			for _, row := range f.Rows {
				if !(0 <= row.Low && row.Low <= row.High && row.High <= 1) || row.Seen && !(row.Low <= row.At && row.At <= row.High) {
					t.Errorf("%s: %+v", name, row)
				}
			}
			for i, tick := range f.Axis {
				if i > 0 && tick.At <= f.Axis[i-1].At || tick.At < 0 || tick.At > 1 {
					t.Errorf("%s: %+v", name, f.Axis)
				}
			}
		}
		var page bytes.Buffer
		if err := templates.RareView(v).Render(t.Context(), &page); err != nil || strings.Contains(page.String(), "NaN") || strings.Contains(page.String(), "Inf") {
			t.Errorf("%s: %v\n%s", name, err, page.String())
		}
	}
}

// The page asks for what can be asked, leads out of what cannot, and keeps what was typed.
func TestRarePage(t *testing.T) {
	for raw, want := range map[string][]string{
		"":                              {"Make it open", "/collapse?population=open"},
		"population=open":               {`value="16"`},
		"repetitions=2&population=open": {`value="2"`, "from 4 to 100"},
	} {
		_, err := tipping.ParseRare(raw)
		problems, _ := err.(scenario.FieldErrors)
		page := RarePage(raw, problems)
		var form bytes.Buffer
		if err := page.Form.Render(t.Context(), &form); err != nil {
			t.Fatal(err)
		}
		for _, text := range want {
			if !strings.Contains(form.String(), text) {
				t.Errorf("%q has no %s:\n%s", raw, text, form.String())
			}
		}
		if len(page.Problems) > 0 {
			t.Errorf("%q: %+v", raw, page.Problems)
		}
	}
	for _, e := range RarePage("", nil).Examples {
		query, _ := strings.CutPrefix(e.Path, rarePath+"?")
		if r := rare(t, query); !AsksRare(query) || RareQuery(r) != query {
			t.Errorf("the example %s is no question", e.Path)
		}
	}
	if got := PlainRare("rate=5&repetitions="); got != "rate=5" {
		t.Errorf("a form that was sent is %q", got)
	}
}
