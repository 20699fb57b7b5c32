package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestGolden(t *testing.T) {
	r := Sample()
	for name, c := range map[string]templ.Component{
		"load_picture.svg":       LoadPicture(r),
		"completion_picture.svg": CompletionPicture(r),
		"load_row.html":          loadRow(r, 0, true),
		"completion_panel.html":  completionPanel(r, 0, RangePath(Completed(r.Series))),
		"table.html":             table(r),
		"herds.html":             herdCard(r),
		"by_attempt.html":        byAttemptCard(sampleByAttempt),
		"price.html":             tradeOffCard(r.Frame, sampleTradeOff()),
		"spread.html":            spreadCard(*r.Spread),
		"unbounded_load.html":    loadCard(Unbounded()),
		"unbounded_picture.svg":  LoadPicture(Unbounded()),
	} {
		golden(t, name, rendered(t, c))
	}
}

// A standalone picture goes through strict XML parsers, whatever the names in it.
func TestPicturesAreWellFormed(t *testing.T) {
	empty := Sample()
	empty.Series = nil
	still := Sample()
	for i := range still.Series {
		still.Series[i].Attempts, still.Series[i].Completed = nil, nil
	}
	for _, r := range []Run{Sample(), empty, still, Unbounded()} {
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
	r := Sample()
	open := Unbounded()
	for _, text := range []string{
		rendered(t, LoadPicture(r)), rendered(t, CompletionPicture(r)),
		rendered(t, LoadPicture(open)), rendered(t, CompletionPicture(open)),
	} {
		for _, bad := range []string{"var(", "class=", "style", "vector-effect", "NaN", "Inf", "currentColor"} {
			if strings.Contains(text, bad) {
				t.Errorf("picture contains %q", bad)
			}
		}
	}
}
