package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

func sampleGallery() Gallery {
	r := chart.Sample()
	e := PresetCard{
		Preset: Preset{Key: "herd", Name: "Herd & <co>", Lead: "Who comes back?", Path: "/?preset=herd"},
		Frame:  r.Frame, Note: r.Note,
		Figures: []PresetCardFigure{{"Worst wave", "20", "retries within 100 ms (No jitter)"}},
	}
	for _, s := range r.Series {
		e.Rows = append(e.Rows, PresetCardRow{Strategy: s.Strategy, Attempts: s.Attempts, Peak: "160/s"})
	}
	open := e
	open.Preset.Key, open.Frame.Rate, open.Note = "open", 0, ""
	return Gallery{Static: "/static/0", Cards: []PresetCard{e, open}}
}

func TestGalleryGolden(t *testing.T) {
	text := rendered(t, GalleryView(sampleGallery()))
	golden(t, "gallery.html", text)
	if n := strings.Count(text, `class="line"`); n != 2 {
		t.Errorf("%d capacity lines, want one for each row of the card that has a capacity", n)
	}
	for _, bad := range []string{"<style", " style=", "<co>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the gallery contains %q", bad)
		}
	}
}
