package chart

import (
	"context"
	"strings"

	"github.com/a-h/templ"
)

// Skeleton renders all chart panels of a run: the content of the element
// "charts". A run that is about to begin has series without bins.
func Skeleton(ctx context.Context, r Run) (string, error) {
	return Render(ctx, Charts(r))
}

// Opening renders what a page can say of a run before it has begun: the new
// content of elements, by id.
func Opening(ctx context.Context, r Run) (map[string]string, error) {
	return renderAll(ctx, opening(r))
}

// Fragments renders what a page shows of a finished run besides the marks of its
// charts: the new content of elements, by id.
func Fragments(ctx context.Context, r Run) (map[string]string, error) {
	parts := opening(r)
	parts["load-title"] = words(OrElse(r.LoadTitle, "Load on the service"))
	parts["comparison"] = ComparedView(r)
	for _, f := range r.Folds {
		parts["line-"+f.Name] = words(f.Line)
	}
	parts["story"] = Story(r)
	parts["load-near"], parts["load-zoom"] = nearLabels(r), zoomButton(r)
	for i, s := range r.Series {
		parts[PanelID("load-cap", i)], parts[PanelID("load-marks", i)] = figures(s), rowMarks(r, i)
		parts[PanelID("load-desc", i)] = words(loadSentence(r.Frame, s))
		s.bandsInto(parts, r.Frame, i)
	}
	return renderAll(ctx, parts)
}

func opening(r Run) map[string]templ.Component {
	return map[string]templ.Component{
		"picker-now": PickerNow(r.Picked),
		"hero":       HeroView(r),
		"footer-run": words(r.Footer),
		"note":       words(r.Note),
		"pin-words":  baselineWords(r.BaselineBar),
	}
}

func renderAll(ctx context.Context, parts map[string]templ.Component) (map[string]string, error) {
	out := make(map[string]string, len(parts))
	for id, part := range parts {
		text, err := Render(ctx, part)
		if err != nil {
			return nil, err
		}
		out[id] = text
	}
	return out, nil
}

func Render(ctx context.Context, c templ.Component) (string, error) {
	var b strings.Builder
	err := c.Render(ctx, &b)
	return b.String(), err
}
