package templates

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	text, err := render(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestGolden(t *testing.T) {
	r := sample()
	for name, c := range map[string]templ.Component{
		"load_picture.svg":       LoadPicture(r),
		"completion_picture.svg": CompletionPicture(r),
		"load_panel.html":        loadPanel(r.Frame, r.Series[0]),
		"completion_panel.html":  completionPanel(r.Frame, r.Series[0], RangePath(completed(r.Series))),
		"table.html":             table(r),
	} {
		golden(t, name, rendered(t, c))
	}
}

// A standalone picture goes through strict XML parsers, whatever the names in it.
func TestPicturesAreWellFormed(t *testing.T) {
	empty := sample()
	empty.Series = nil
	still := sample()
	for i := range still.Series {
		still.Series[i].Attempts, still.Series[i].Completed = nil, nil
	}
	for _, r := range []Run{sample(), empty, still} {
		for _, c := range []templ.Component{LoadPicture(r), CompletionPicture(r)} {
			d := xml.NewDecoder(strings.NewReader(rendered(t, c)))
			elements := 0
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if e, ok := token.(xml.StartElement); ok {
					elements++
					if e.Name.Space != "http://www.w3.org/2000/svg" {
						t.Errorf("<%s> is in namespace %q", e.Name.Local, e.Name.Space)
					}
				}
			}
			if elements < 5 {
				t.Errorf("picture has %d elements", elements)
			}
		}
	}
}

// Renderers outside a browser know no style sheet, variable or nested viewport.
func TestPicturesResolveEverything(t *testing.T) {
	r := sample()
	for _, text := range []string{rendered(t, LoadPicture(r)), rendered(t, CompletionPicture(r))} {
		for _, bad := range []string{"var(", "class=", "style", "vector-effect", "NaN", "Inf", "currentColor"} {
			if strings.Contains(text, bad) {
				t.Errorf("picture contains %q", bad)
			}
		}
	}
}

// A page is served under a policy without inline script and style.
func TestPageHasNothingInline(t *testing.T) {
	r := sample()
	p := Page{
		Static: "/static/x", Path: "/", Run: &r,
		Controls: []ControlGroup{{Title: policyGroup, Controls: []Control{
			{Name: "rate", Label: "Rate", Value: `"><script>alert(1)</script>`, Default: "20", Steps: []string{"1", "20"}, Problem: "is not a number"},
			{Name: "limiter", Label: "Limiter", Value: "token-bucket", Default: "token-bucket", Choices: []Choice{{"token-bucket", "Token bucket"}}},
		}}},
		Toggles:  []Toggle{{Strategy: r.Series[1].Strategy, On: true, Default: true}},
		Presets:  []Preset{{Key: "stress", Name: "Stress", Lead: "A crowd. What comes next?", Path: "/?preset=stress"}},
		Problems: []Problem{{Field: "rate", Message: "is not a number"}},
	}
	text := rendered(t, PageView(p))
	for _, bad := range []string{"<style", " style=", " onclick=", "<script>", "javascript:"} {
		if strings.Contains(text, bad) {
			t.Errorf("page contains %q", bad)
		}
	}
	for _, want := range []string{`data-state="error"`, `aria-invalid="true"`, `id="problem-rate">is not a number`, `name="strategies" value="full" checked`} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %q", want)
		}
	}
}

// Every fragment of a finished run has the element on the page that it replaces.
func TestFragmentsHaveTheirPlace(t *testing.T) {
	r := sample()
	fragments, err := Fragments(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	page := rendered(t, PageView(Page{Run: &r}))
	for id, text := range fragments {
		if !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("no element %q on the page", id)
		}
		if !strings.Contains(page, text) {
			t.Errorf("the page shows something else than the fragment %q", id)
		}
	}
	skeleton, err := Skeleton(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page, `<div id="charts">`+skeleton+`</div>`) {
		t.Error("the skeleton is not what stands in the element charts")
	}
}
