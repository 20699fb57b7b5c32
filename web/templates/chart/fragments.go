package chart

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

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

// Panels is what changes in the panels of a run that is about to begin where those of another
// are there, of the same structure. What Blank says and the axes change as well.
type Panels struct {
	Data map[string]string // attributes of the element of the run
	Pale string            // how high the bars are pale; "" where they are not
}

// PanelsOf are those of a run whose panels have a structure; false where they have not: its
// markup is needed as a whole.
func PanelsOf(r Run, structure string) (Panels, bool) {
	if structure == "" || structure != r.structure() {
		return Panels{}, false
	}
	p := Panels{Data: map[string]string{}}
	for name, value := range RunData(r) {
		p.Data[name], _ = value.(string)
	}
	if r.Frame.Rate > 0 {
		p.Pale = Number(r.Frame.Capacity())
	}
	return p, true
}

// structure is the same for runs whose panels have the same elements, and differ in nothing
// but what Panels, axes and fragments hold: a hash of the panels without anything of that kind.
// It is "" where panels have more: a baseline, bands, a rug.
func (r Run) structure() string {
	if r.Baseline != nil || r.Frame.Baseline != nil || r.Frame.Runs > 1 || slices.ContainsFunc(r.Series, func(s Series) bool { return s.Early != nil }) {
		return ""
	}
	bare := Run{Frame: Frame{Bin: time.Second, Rate: min(r.Frame.Rate, 1), Noun: r.Frame.Noun}}
	for _, s := range r.Series {
		bare.Series = append(bare.Series, Series{Strategy: s.Strategy})
	}
	hash := fnv.New64a()
	if err := loadCard(bare).Render(context.Background(), hash); err != nil {
		return ""
	}
	return strconv.FormatUint(hash.Sum64(), 36)
}

// Blank renders what Opening does, and what panels of a run say that has no results: what
// those of another said goes.
func Blank(ctx context.Context, r Run) (map[string]string, error) {
	parts := opening(r)
	rowParts(parts, r)
	return renderAll(ctx, parts)
}

// Fragments renders what a page shows of a finished run besides the marks of its
// charts: the new content of elements, by id.
func Fragments(ctx context.Context, r Run) (map[string]string, error) {
	parts := opening(r)
	rowParts(parts, r)
	parts["comparison"] = ComparedView(r)
	for _, f := range r.Folds {
		parts["line-"+f.Name] = words(f.Line)
	}
	parts["story"] = Story(r)
	return renderAll(ctx, parts)
}

// Figures renders what the rows of a run that is over say, before anything is said of it as a
// whole.
func Figures(ctx context.Context, r Run) (map[string]string, error) {
	parts := map[string]templ.Component{}
	figureParts(parts, r)
	return renderAll(ctx, parts)
}

// rowParts adds what is said in the load picture and its rows, besides their marks.
func rowParts(parts map[string]templ.Component, r Run) {
	parts["load-title"] = words(OrElse(r.LoadTitle, "Load on the service"))
	figureParts(parts, r)
}

func figureParts(parts map[string]templ.Component, r Run) {
	parts["load-near"], parts["load-zoom"] = nearLabels(r), zoomButton(r)
	for i, s := range r.Series {
		parts[PanelID("load-cap", i)], parts[PanelID("load-marks", i)] = figures(s), rowMarks(r, i)
		parts[PanelID("load-desc", i)] = words(loadSentence(r.Frame, s))
		s.bandsInto(parts, r.Frame, i)
	}
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
