package view

import (
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

func TestFiguresOfAPresetCard(t *testing.T) {
	preset := scenario.Preset{Key: "x", Query: "clients=40&rate=10&burst=5&spread=0s&strategies=exponential,full&seed=1"}
	scenario, results := labtest.Simulated(t, preset.Query)
	got := PresetCardOf(preset, scenario, experiment.Outcome{Results: results})
	low, high := results[0].Amplification, results[1].Amplification
	if want := format.Range(format.Ratio(min(low, high)), format.Ratio(max(low, high))); got.Figures[1].Figure != want {
		t.Errorf("attempts per request %q, want %q", got.Figures[1].Figure, want)
	}
	if got.Figures[2].What != "Last done" || !strings.HasSuffix(got.Figures[2].Figure, "\u00a0s") {
		t.Errorf("%+v", got.Figures[2])
	}
	// Nobody gets through, and nobody comes back.
	scenario, results = labtest.Simulated(t, "clients=3&fail=1&attempts=1&strategies=full")
	got = PresetCardOf(preset, scenario, experiment.Outcome{Results: results})
	if got.Figures[0].Figure != chart.Never || got.Figures[1].Figure != "1.00" || got.Figures[2].Figure != chart.Never {
		t.Errorf("%+v", got.Figures)
	}
}
