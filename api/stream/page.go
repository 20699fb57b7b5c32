package stream

import (
	"context"
	"fmt"
	"time"

	"backofflab/api/wire"
	"backofflab/runs"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// page is what was rendered for all who see the same: a greeting, or the end of a run. It
// does not change.
type page struct {
	rest     []byte         // of the hello, or of the done
	baseline *view.Baseline // what the run is compared with; nil: nothing
	frame    chart.Frame    // of a greeting: that of a run without bins
	axes     axes           // of an end: those of the whole
	failed   error          // of an end: of the run; there is no message then
	size     *size          // of a greeting
	passing  bool           // it is not to be kept
}

// size is how large a run is, which takes long to find out where it is large.
type size struct {
	tooLarge *chart.TooLarge // why it is not begun; nil: it is
	stops    int64           // attempts at which it will be stopped; 0: it will not
}

// axes are scales, and the axis message that brings them.
type axes struct {
	scales chart.Scales
	rest   []byte
}

// weight is the memory that a page takes, in bytes.
func (p *page) weight() int { return cap(p.rest) + 1<<10 }

// greeting is what a hello is made of.
type greeting struct {
	class    runs.Class
	link     *link.Link
	query    string // of the link
	bin      time.Duration
	kept     chart.Kept
	resumed  bool           // the viewer has charts
	panels   string         // the structure of those that it has; "" for none
	baseline *runs.Baseline // whose outcome is known; nil: nothing
	missing  string         // why it has none
	anyway   bool           // it begins though it will be stopped
	sizeOnly bool           // nothing but the size is wanted: the baseline is not known yet
}

// key is what pages of equal greetings have in common.
func (g greeting) key() string {
	return fmt.Sprintf("%d %v %v %q %v %v %q %s", g.bin, g.kept, g.resumed, g.panels, g.anyway, g.sizeOnly, g.missing, g.query)
}

// size finds out how large the run is.
func (g greeting) size() *size {
	excess, over := g.class.Excess(g.link.Scenario)
	switch {
	case !over:
		return &size{}
	case g.anyway && excess.Begins:
		return &size{stops: excess.Allowed}
	}
	large := view.TooLargeOf(*g.link, excess)
	return &size{tooLarge: &large}
}

// page renders charts with bins of a width, and none yet. Of a run that is too large there
// are none.
func (g greeting) page(known func(*size)) (*page, error) {
	large := g.size()
	known(large)
	if large.tooLarge != nil || g.sizeOnly {
		return &page{size: large}, nil
	}
	s := g.link.Scenario
	hello := wire.HelloMessage{
		Protocol: wire.ProtocolVersion, Engine: sim.EngineVersion,
		Query: g.query, BinMS: wire.InMS(g.bin),
		Series: wire.SeriesOf(s), Quantities: wire.Quantities,
	}
	// The outcome of a baseline is large: it is kept for those who watch, and no longer.
	p := &page{size: large, passing: g.baseline != nil}
	if g.baseline != nil {
		p.baseline = view.NewBaseline(g.baseline.Scenario, g.baseline.Found, g.missing)
	}
	begun := view.Linked(*g.link, view.BegunRun(s, g.bin))
	p.baseline.AddTo(&begun, *g.link, nil)
	begun.Frame.Kept = g.kept
	p.frame = begun.Frame
	var err error
	if !g.resumed {
		if err := g.draw(&hello, begun); err != nil {
			return nil, err
		}
	}
	p.rest, err = wire.Rest(hello)
	return p, err
}

// draw puts into a hello what its viewer has not: panels, or what changes in those that are
// there.
func (g greeting) draw(hello *wire.HelloMessage, begun chart.Run) (err error) {
	ctx := context.Background() // it may be for many sessions, and some of them go on
	if panels, same := chart.PanelsOf(begun, g.panels); same {
		hello.Panels = (*wire.Panels)(&panels)
		hello.Fragments, err = chart.Blank(ctx, begun)
		return err
	}
	if hello.Charts, err = chart.Skeleton(ctx, begun); err != nil {
		return err
	}
	hello.Fragments, err = chart.Opening(ctx, begun)
	return err
}

// figuresOf renders what the rows of a run say that is not judged yet.
func figuresOf(results []sim.Result, l *link.Link, kept chart.Kept) (*page, error) {
	shown := view.FiguredRun(*l, results)
	shown.Frame.Kept = kept
	fragments, err := chart.Figures(context.Background(), shown)
	if err != nil {
		return nil, err
	}
	rest, err := wire.Rest(wire.FiguresMessage{Fragments: fragments})
	return &page{rest: rest}, err
}

// endOf renders the end of a run whose bins are all before that place.
func endOf(run *runs.Shared, l *link.Link, last *place, baseline *view.Baseline) (*page, error) {
	ctx := context.Background()
	found, err := run.Result(ctx) // it is there, or about to be
	if err != nil {
		return &page{failed: err}, nil
	}
	frame := last.frame
	view.Widen(&frame, found.Spreads)
	drawn, err := axesOf(frame)
	if err != nil {
		return nil, err
	}
	done := wire.DoneMessage{Query: l.Query(), Bins: last.next}
	for _, r := range found.Results {
		done.Results = append(done.Results, wire.OutcomeOf(r))
	}
	shown := view.StreamedRun(*l, found)
	baseline.AddTo(&shown, *l, &found)
	shown.Frame.Kept = frame.Kept
	if done.Fragments, err = chart.Fragments(ctx, shown); err != nil {
		return nil, err
	}
	rest, err := wire.Rest(done)
	return &page{rest: rest, axes: drawn}, err
}

// axesOf renders the axes of a frame.
func axesOf(f chart.Frame) (axes, error) {
	drawn, err := chart.AxesOf(context.Background(), f)
	if err != nil {
		return axes{}, err
	}
	rest, err := wire.Rest(wire.AxisMessage{Load: wire.Axis(drawn.Load), Completion: wire.Axis(drawn.Completion)})
	return axes{f.Scales(), rest}, err
}
