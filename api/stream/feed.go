package stream

import (
	"context"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

const (
	frameBytes = 300 // a frame is packed until it would be larger
	frameLag   = 8   // bins that a viewer may be behind and still get frames

	firstProgress = 200 * time.Millisecond // when the first progress message is sent
	progressGap   = 100 * time.Millisecond // least time between two of them
)

// feed sends one run to one viewer. It belongs to the session's writer, reads the run's log
// at the viewer's pace, and never blocks the run.
type feed struct {
	ctx           context.Context
	out           outlet
	run           uint64
	link          link.Link
	shared        *runs.Shared   // nil: it is over
	baseline      *runs.Baseline // what the run is compared with; nil: nothing
	shownBaseline *view.Baseline // the same as a view model, once its run is known
	waiting       bool           // hello waits for the baseline
	from          int
	bin           time.Duration // width of the bins that the viewer has, or gets
	seen          runs.Progress
	changed       <-chan struct{}      // closed when the log has more
	more          <-chan struct{}      // closed when there is something to send
	ticker        *time.Ticker         // when the next progress message is due
	lastProgress  wire.ProgressMessage // the last one sent
	stops         int64                // attempts at which the run will be stopped; 0: it will not

	kept    chart.Kept
	next    int   // first bin that is neither sent nor skipped
	skip    int   // the viewer has the bins before this one
	totals  []int // completions before bin next, per series
	frame   chart.Frame
	drawn   chart.Frame // what the viewer's axes were drawn for
	hasAxes bool
	buffer  []byte
}

// ready is a closed channel.
var ready = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

// outlet sends one message. It blocks until the message is on its way.
type outlet func(message []byte) error

// openFeed answers a request: with hello, or with an error and no feed. The hello of a
// comparison waits for the baseline, which is in its panels.
func (s *Streams) openFeed(ctx context.Context, out outlet, wanted request) (*feed, error) {
	asked, err := link.Parse(wanted.query)
	if err != nil {
		return nil, out.failure(ctx, wanted.run, err)
	}
	scenario := asked.Scenario
	excess, over := s.class.Excess(scenario)
	if over && !(wanted.anyway && excess.Begins) {
		return nil, out.tooLarge(ctx, wanted.run, view.TooLargeOf(asked, excess))
	}
	f := &feed{
		ctx: ctx, out: out, run: wanted.run, kept: wanted.kept, link: asked, from: wanted.from, skip: wanted.from,
		bin: wanted.bin, more: ready,
		ticker:       time.NewTicker(firstProgress),
		lastProgress: wire.ProgressMessage{Share: -1},
		totals:       make([]int, len(scenario.Strategies)),
	}
	if over {
		f.stops = excess.Allowed
	}
	if widths := scenario.Widths(); f.bin == 0 || len(widths) == 1 {
		f.bin = widths[0]
	}
	if asked.With != nil {
		f.baseline = s.runs.Baseline(ctx, *asked.With, s.baselineClass)
	}
	f.shared = s.runs.Join(ctx, scenario, s.class) // it runs while hello is written
	if f.waiting = !f.baseline.Known(); f.waiting {
		f.more = f.baseline.Ready
	} else if err := f.sendHello(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// sendHello sends hello, again where bins became wider: charts with such bins, and none yet.
func (f *feed) sendHello() error {
	scenario := f.link.Scenario
	hello := wire.HelloMessage{
		Type: "hello", Protocol: wire.ProtocolVersion, Engine: sim.EngineVersion,
		Run: f.run, From: f.from, Query: f.link.Query(), BinMS: wire.InMS(f.bin),
		Series: wire.SeriesOf(scenario), Quantities: wire.Quantities,
	}
	if f.baseline != nil && f.shownBaseline == nil {
		f.shownBaseline = view.NewBaseline(f.baseline.Scenario, f.baseline.Found, problem.WhyNoBaseline(f.baseline.Err))
	}
	begun := view.Linked(f.link, view.EmptyRun(scenario, f.bin))
	f.shownBaseline.AddTo(&begun, f.link, nil)
	begun.Frame.Kept = f.kept
	f.frame = begun.Frame
	if f.from == 0 {
		var err error
		if hello.Charts, err = chart.Skeleton(f.ctx, begun); err != nil {
			return err
		}
		if hello.Fragments, err = chart.Opening(f.ctx, begun); err != nil {
			return err
		}
	}
	return f.out.json(hello)
}

// close leaves the run and its baseline. Close of a nil feed does nothing.
func (f *feed) close() {
	f.leave()
	f.dropBaseline()
}

// leave leaves the shared run, and keeps the baseline.
func (f *feed) leave() {
	if f != nil && f.shared != nil {
		f.shared.Leave()
		f.ticker.Stop()
		f.shared, f.more = nil, nil
	}
}

// dropBaseline closes the baseline.
func (f *feed) dropBaseline() {
	if f != nil {
		f.baseline.Close()
	}
}

// shows reports whether it is that run which is under way.
func (f *feed) shows(run uint64) bool { return f != nil && f.shared != nil && f.run == run }

// pending is closed when there is something to send; nil when nothing will follow.
func (f *feed) pending() <-chan struct{} {
	if f == nil {
		return nil
	}
	return f.more
}

// progressDue ticks when a progress message is due; nil when there is no run.
func (f *feed) progressDue() <-chan time.Time {
	if f == nil || f.shared == nil {
		return nil
	}
	return f.ticker.C
}

// sendProgress sends the share that is done and the time left. A message like the last is
// not sent: a run may wait long for its slot.
func (f *feed) sendProgress() error {
	f.ticker.Reset(progressGap)
	share, left, ok := f.shared.Log.Estimate()
	permille := int(1000 * share)
	percent := format.Portion(permille, 1000)
	message := wire.ProgressMessage{Type: "progress", Run: f.run, Share: float64(permille) / 1000, Percent: percent, Words: percent}
	if ok {
		message.Words += ", " + format.About(left) + " left"
		ms := left.Milliseconds()
		message.LeftMS = &ms
	}
	if f.stops > 0 {
		message.Words += ", stops at " + format.Large(f.stops) + " attempts"
	}
	if message.Share == f.lastProgress.Share && message.LeftMS == nil && f.lastProgress.LeftMS == nil {
		return nil
	}
	f.lastProgress = message
	return f.out.json(message)
}

// sendNext sends the next frame, or the end. It sends one message at a time, so that the
// event loop gets to pings and new requests. It reads the log only when all bins it knows
// are sent, so FrameGap bounds how often.
func (f *feed) sendNext() error {
	if f.waiting {
		f.waiting, f.more = false, ready
		return f.sendHello()
	}
	if f.next >= f.seen.Bins {
		f.changed = f.shared.Log.Read(&f.seen)
		switch {
		case f.seen.Width > f.bin || f.seen.Done && f.seen.Width > 0 && f.seen.Width != f.bin:
			return f.beginAgain()
		case f.seen.Width < f.bin:
			f.seen.Bins = 0 // the viewer has wider ones already
		}
		f.catchUp()
	}
	switch {
	case f.next < f.seen.Bins:
		if err := f.sendBins(); err != nil {
			return err
		}
	case f.seen.Done:
		return f.sendEnd()
	}
	f.more = f.changed
	if f.next < f.seen.Bins || f.seen.Done {
		f.more = ready
	}
	return nil
}

// beginAgain begins with bins of another width.
func (f *feed) beginAgain() error {
	f.bin, f.from, f.skip, f.next, f.hasAxes = f.seen.Width, 0, 0, 0, false
	clear(f.totals)
	f.more = ready
	return f.sendHello()
}

// catchUp skips the bins that the viewer has. They still count in totals and scales.
func (f *feed) catchUp() {
	for f.next < min(f.skip, f.seen.Bins) {
		f.count(f.next)
		f.next++
	}
}

// count adds a bin to the totals and the frame.
func (f *feed) count(bin int) {
	for i := range f.totals {
		f.totals[i] += f.seen.Completed[i][bin]
		f.frame.Count(bin, f.seen.Attempts[i][bin])
		f.frame.Done = max(f.frame.Done, f.totals[i])
	}
	f.frame.Bins = bin + 1
}

// sendBins sends a frame of as many bins as fit, or a snapshot when the viewer is more than
// frameLag behind; before it the axes, when the scales have changed.
func (f *feed) sendBins() error {
	if f.seen.Bins-f.next > frameLag {
		message := f.message("snapshot")
		for f.next < f.seen.Bins {
			f.startChunk(&message)
			f.add(&message, 0)
		}
		if err := f.sendAxes(); err != nil {
			return err
		}
		return f.send(&message)
	}
	// The moves at the start of a chunk go ahead in a frame without bins: with
	// them the frame of a single bin could grow beyond its limit.
	moves, message := f.message("frame"), f.message("frame")
	moved := f.startChunk(&moves)
	for f.add(&message, frameBytes) && f.next < f.seen.Bins && !chart.StartsChunk(f.next) {
	}
	if err := f.sendAxes(); err != nil {
		return err
	}
	if moved {
		if err := f.send(&moves); err != nil {
			return err
		}
	}
	return f.send(&message)
}

func (f *feed) message(kind string) wire.FrameMessage {
	n := len(f.totals)
	return wire.FrameMessage{Kind: kind, Run: f.run, Bin: f.next, Load: make([][]byte, n), Completion: make([][]byte, n)}
}

func (f *feed) send(m *wire.FrameMessage) error {
	f.buffer = m.Append(f.buffer[:0])
	return f.out(f.buffer)
}

// startChunk appends the path's move commands if the next bin starts a chunk.
func (f *feed) startChunk(m *wire.FrameMessage) bool {
	if !chart.StartsChunk(f.next) {
		return false
	}
	m.Spread = chart.AppendMove(m.Spread, f.next, 0)
	for i, total := range f.totals {
		m.Load[i] = chart.AppendMove(m.Load[i], f.next, 0)
		m.Completion[i] = chart.AppendMove(m.Completion[i], f.next, total)
	}
	return true
}

// add appends the next bin to a message, unless that would make it larger than
// the limit; 0 is none. The first bin is always added, so that the feed makes progress.
func (f *feed) add(m *wire.FrameMessage, limit int) bool {
	bin := f.next
	m.Mark()
	low, high := chart.Spread(f.totals)
	m.Spread = chart.AppendRange(m.Spread, low, high)
	for i := range f.totals {
		m.Load[i] = chart.AppendBar(m.Load[i], f.seen.Attempts[i][bin])
		m.Completion[i] = chart.AppendStep(m.Completion[i], f.seen.Completed[i][bin])
	}
	m.Bins++
	if limit > 0 && m.Bins > 1 {
		if f.buffer = m.Append(f.buffer[:0]); len(f.buffer) > limit {
			m.Bins--
			m.Cut()
			return false
		}
	}
	f.count(bin)
	f.next++
	return true
}

// sendAxes sends the axes unless the viewer has them.
func (f *feed) sendAxes() error {
	if f.hasAxes && f.frame.Fits(f.drawn) {
		return nil
	}
	axes, err := chart.AxesOf(f.ctx, f.frame)
	if err != nil {
		return err
	}
	f.hasAxes, f.drawn = true, f.frame
	return f.out.json(wire.AxisMessage{Type: "axis", Run: f.run, Load: wire.Axis(axes.Load), Completion: wire.Axis(axes.Completion)})
}

// sendEnd says how the run ended, once all of its bins are sent.
func (f *feed) sendEnd() error {
	found, err := f.shared.Result(f.ctx)
	f.close() // the baseline's outcome is known
	if err != nil {
		return f.out.failure(f.ctx, f.run, err)
	}
	view.Widen(&f.frame, found.Spreads)
	if err := f.sendAxes(); err != nil { // a viewer that had every bin got none
		return err
	}
	done := wire.DoneMessage{Type: "done", Run: f.run, Query: f.link.Query(), Bins: f.next}
	for _, r := range found.Results {
		done.Results = append(done.Results, wire.OutcomeOf(r))
	}
	run := view.LinkedRun(f.link, found)
	f.shownBaseline.AddTo(&run, f.link, &found)
	run.Frame.Kept = f.kept
	if done.Fragments, err = chart.Fragments(f.ctx, run); err != nil {
		return err
	}
	return f.out.json(done)
}

// json sends a message that is not a frame.
func (out outlet) json(v any) error {
	message, err := wire.Encode(v)
	if err != nil {
		return err
	}
	return out(message)
}

// tooLarge reports that a run is too large to be begun; the session goes on.
func (out outlet) tooLarge(ctx context.Context, run uint64, t chart.TooLarge) error {
	notice, err := chart.Render(ctx, chart.TooLargeNotice(t))
	if err != nil {
		return err
	}
	return out.json(wire.ErrorMessage{Type: "error", Run: run, Title: problem.TooLarge, Detail: t.Line, Fields: scenario.FieldErrors{}, Notice: notice})
}

// failure reports the error of a run; the session goes on. Where the session has ended
// nothing is sent: its close code says why.
func (out outlet) failure(ctx context.Context, run uint64, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	p := problem.Of(err)
	message := wire.ErrorMessage{Type: "error", Run: run, Title: p.Title, Detail: p.Detail, Fields: p.Fields}
	if message.Fields == nil {
		message.Fields = scenario.FieldErrors{} // a list, always
	}
	return out.json(message)
}
