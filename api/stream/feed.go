package stream

import (
	"context"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/runs"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

const firstProgress = 200 * time.Millisecond // when the first progress message is sent

// feed sends one run to one viewer. It belongs to the session's writer, follows a show at the
// viewer's pace, and blocks neither the run nor other viewers. What takes long is rendered
// elsewhere, so that its session gets to pings and new requests.
type feed struct {
	streams  *Streams
	ctx      context.Context
	out      outlet
	run      uint64
	link     *link.Link
	query    string // of the link
	kept     chart.Kept
	from     int
	skip     int            // the viewer has the bins before this one
	panels   string         // the structure of the panels that the viewer has; "" for none
	load     bool           // the viewer draws nothing else of the bins
	anyway   bool           // the run begins though it will be stopped
	stops    int64          // attempts at which the run will be stopped; 0: it will not
	baseline *runs.Baseline // what the run is compared with; nil: nothing
	missing  string         // why that has no outcome
	shared   *runs.Shared   // nil: it was not joined yet, or is over
	show     *show          // nil: hello was not sent yet, or it is over
	page     *rendering     // what is rendered for it now; nil: nothing
	greeted  *view.Baseline // the baseline as hello showed it
	at       *place
	figured  bool            // the figures of the rows were sent, or are about to be
	drawn    chart.Scales    // what the viewer's axes were drawn for; zero: it has none
	more     <-chan struct{} // closed when there is something to do; nil: the run is over
	turn     func() error    // what there is to do then
	ticker   *time.Ticker    // when the next progress message is due
	told     *told           // the last one sent; nil: none

	unchanged int // how often there was nothing new to tell since
}

// ready is a closed channel.
var ready = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// openFeed answers a request: with a feed, or with an error and none. The hello of a
// comparison waits for the baseline, which is in its panels; any other for its turn to be
// rendered. The run begins when that has come, and its size is known.
func (s *Streams) openFeed(ctx context.Context, out outlet, wanted request) (*feed, error) {
	asked, err := s.links.parse(wanted.query)
	if err != nil {
		return nil, out.failure(ctx, wanted.run, err)
	}
	f := &feed{
		streams: s, ctx: ctx, out: out, run: wanted.run, link: &asked.Link, query: asked.query,
		anyway: wanted.anyway, load: wanted.load, panels: wanted.panels, kept: wanted.kept, from: wanted.from, skip: wanted.from, ticker: time.NewTicker(firstProgress),
	}
	bin := wanted.bin
	if widths := asked.Scenario.Widths(); bin == 0 || len(widths) == 1 {
		bin = widths[0]
	}
	if asked.With != nil {
		f.baseline = s.runs.Baseline(ctx, *asked.With, s.baselineClass)
	}
	f.greet(bin)
	return f, nil
}

// await sets what is done next, and when.
func (f *feed) await(more <-chan struct{}, turn func() error) { f.more, f.turn = more, turn }

// sendNext does what there is to do, which is one message or two, so that the event loop gets
// to pings and new requests.
func (f *feed) sendNext() error { return f.turn() }

// begin takes part in the run, which begins if it does not go on yet and is not too large.
func (f *feed) begin(next func()) error {
	large := f.page.size
	switch {
	case large == nil:
		_, err := f.rendered()
		return err
	case large.tooLarge != nil:
		f.close()
		return f.out.tooLarge(f.ctx, f.run, *large.tooLarge)
	case f.shared == nil:
		f.stops = large.stops
		apart(func() { f.shared = f.streams.runs.Join(f.ctx, f.link.Scenario, f.streams.class) }) // it runs while hello is rendered
	}
	next()
	return nil
}

// greet has a hello rendered, with bins of a width, and sends it.
func (f *feed) greet(bin time.Duration) {
	g := greeting{class: f.streams.class, anyway: f.anyway, link: f.link, query: f.query, bin: bin, kept: f.kept, resumed: f.from > 0, panels: f.panels}
	next := func() { f.await(f.page.done, f.sendHello) }
	if !f.baseline.Known() { // both runs go on at once
		g.sizeOnly = true
		next = func() {
			f.page.leave() // nothing but the size, which is known
			f.page = nil
			f.await(f.baseline.Ready, func() error { f.greet(bin); return nil })
		}
	} else if f.baseline != nil {
		f.missing = problem.WhyNoBaseline(f.baseline.Err)
		g.baseline, g.missing = f.baseline, f.missing
	}
	f.page = f.streams.renderer.begin(runs.OwnerOf(f.ctx), g.key(), g.page)
	f.await(f.page.begun, func() error { return f.begin(next) })
}

// sendHello sends hello, again where bins became wider: charts with such bins, and none yet.
func (f *feed) sendHello() error {
	hello, err := f.rendered()
	if err != nil {
		return err
	}
	if f.show == nil {
		f.show = f.streams.join(showKey{f.shared, f.query, f.kept, f.stops, f.missing, f.load}, f.link)
	}
	f.greeted, f.at, f.drawn = hello.baseline, firstPlace(len(f.link.Scenario.Strategies), hello.frame), chart.Scales{}
	f.await(ready, f.follow)
	return f.out(wire.AppendHelloHead(nil, f.run, f.from), hello.rest)
}

// rendered takes the page that was rendered.
func (f *feed) rendered() (*page, error) {
	w := f.page
	f.page = nil
	w.leave()
	return w.page, w.err
}

// follow sends what comes next: bins, or a hello for wider ones, or the end.
func (f *feed) follow() error {
	st, again, over, wait, err := f.show.next(f.at, f.skip)
	switch {
	case err != nil:
		return err
	case again > 0:
		f.from, f.skip = 0, 0
		f.greet(again)
		return nil
	case over:
		f.page = f.show.end(f.streams.renderer, f.at, f.greeted)
		f.await(f.page.done, f.sendEnd)
		return nil
	case st == nil:
		f.await(wait, f.follow)
		if f.baseline == nil && !f.figured {
			f.askFigures()
		}
		return nil
	}
	f.at = st.end
	f.await(ready, f.follow)
	if st.rest == nil {
		return nil
	}
	if err := f.sendAxes(st.axes); err != nil {
		return err
	}
	if st.moves != nil {
		if err := f.send("frame", st.moves); err != nil {
			return err
		}
	}
	if f.show.ends(st.end) {
		return f.out(wire.AppendLastHead(nil, st.kind, f.run), st.rest)
	}
	return f.send(st.kind, st.rest)
}

// askFigures has the figures of the rows sent once they are known.
func (f *feed) askFigures() {
	if page := f.show.figures(f.streams.renderer); page != nil {
		f.page, f.figured = page, true
		f.await(page.done, func() error {
			figures, err := f.rendered()
			if err != nil {
				return err
			}
			f.await(ready, f.follow)
			return f.send("figures", figures.rest)
		})
	}
}

// sendAxes sends axes unless the viewer has them.
func (f *feed) sendAxes(a axes) error {
	if f.drawn == a.scales {
		return nil
	}
	f.drawn = a.scales
	return f.send("axis", a.rest)
}

// sendEnd says how the run ended, once all of its bins are sent.
func (f *feed) sendEnd() error {
	end, err := f.rendered()
	f.close() // the baseline's outcome is known
	switch {
	case err != nil:
		return err
	case end.failed != nil:
		return f.out.failure(f.ctx, f.run, end.failed)
	}
	if err := f.sendAxes(end.axes); err != nil { // a viewer that had every bin got none
		return err
	}
	return f.send("done", end.rest)
}

// send sends a message that others get as well.
func (f *feed) send(kind string, rest []byte) error {
	var head [wire.HeadRoom]byte
	return f.out(wire.AppendHead(head[:0], kind, f.run), rest)
}

// close leaves the run and its baseline. Close of a nil feed does nothing.
func (f *feed) close() {
	f.leave()
	f.dropBaseline()
}

// leave leaves the run, and keeps the baseline.
func (f *feed) leave() {
	if f == nil || f.more == nil {
		return
	}
	f.more, f.turn = nil, nil
	f.ticker.Stop()
	f.page.leave()
	if f.show != nil {
		f.streams.leave(f.show)
	}
	if f.shared != nil {
		f.shared.Leave()
	}
	f.page, f.show, f.shared, f.at = nil, nil, nil, nil
}

// dropBaseline closes the baseline.
func (f *feed) dropBaseline() {
	if f != nil {
		f.baseline.Close()
	}
}

// shows reports whether it is that run which is under way.
func (f *feed) shows(run uint64) bool { return f != nil && f.more != nil && f.run == run }

// pending is closed when there is something to do; nil when nothing will follow.
func (f *feed) pending() <-chan struct{} {
	if f == nil {
		return nil
	}
	return f.more
}

// progressDue ticks when a progress message is due; nil when there is no run.
func (f *feed) progressDue() <-chan time.Time {
	if f == nil || f.more == nil {
		return nil
	}
	return f.ticker.C
}

// sendProgress sends the share that is done and the time left. A message like the last is
// not sent: a run may wait long for its slot.
func (f *feed) sendProgress() error {
	now, least, err := f.told, progressGap, error(nil)
	switch {
	case f.show != nil:
		least = max(least, 2*f.shared.Log.Gap())
		now, err = f.show.progress(time.Now())
	case f.shared != nil:
		now, err = progressOf(f.shared.Log, f.told, f.stops)
	case f.told == nil:
		now, err = toldOf(0, 0, false, f.stops)
	}
	if err != nil {
		return err
	}
	if f.told != nil && now.share == f.told.share && !now.left && !f.told.left {
		f.unchanged = min(f.unchanged+1, 10)
		f.ticker.Reset(least * time.Duration(f.unchanged)) // many wait long in a rush
		return nil
	}
	f.unchanged = 0
	f.ticker.Reset(least)
	f.told = now
	return f.send("progress", now.rest)
}
