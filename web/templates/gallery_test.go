package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

func sampleGallery() Gallery {
	r := chart.Sample()
	e := PresetCard{
		Preset: Preset{Key: "herd", Name: "Herd & <co>", Situation: "40 clients", Lead: "Who comes back?", Path: "/?preset=herd", Tags: []string{"Basics"}, Searched: "herd & <co>"},
		Frame:  r.Frame, Note: r.Note,
	}
	for _, s := range r.Series {
		s.Time, s.Waste = chart.Figure{Text: "9.7", Unit: "s", Best: true}, chart.Figure{Text: "6.0"}
		e.Rows = append(e.Rows, PresetCardRow{Series: s, Telling: true})
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
