package api

import (
	"context"
	"fmt"
	"math"
	"time"

	"backofflab/link"
	"backofflab/sim"
	"backofflab/web/templates"
)

const (
	frameBytes = 300 // a frame is packed until it would be larger
	frameLag   = 8   // bins that a viewer may be behind and still get frames

	firstPulse = 200 * time.Millisecond // a run that takes longer tells how far it is
	pulse      = 100 * time.Millisecond // and does so no more often
)

// feed shows one run to one viewer. It belongs to the session's writer, reads the
// run's log at the viewer's pace, and never holds up the run.
type feed struct {
	ctx     context.Context
	out     outlet
	run     uint64
	link    link.Link
	flight  *flight // nil: it is over
	pin     *pin    // what the run is compared with; nil: nothing
	waiting bool    // hello waits for that
	from    int
	seen    progress
	changed <-chan struct{} // closed when the log has more
	more    <-chan struct{} // closed when there is something to send
	ticker  *time.Ticker    // when it is time to tell how far the run is
	told    progressMessage // what was told last

	next    int   // first bin not yet sent, or skipped as the viewer has it
	skip    int   // the viewer has the bins before this one
	totals  []int // completions before bin next, per series
	frame   templates.Frame
	drawn   templates.Frame // what the viewer's axes were drawn for
	hasAxes bool
	buffer  []byte
}

// ready is a channel that does not let its reader wait.
var ready = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

// outlet sends one message. It blocks until the message is on its way.
type outlet func(message []byte) error

// openFeed answers a request: hello, or what is wrong with it and no feed. The hello
// of a comparison waits for what is compared with, as its panels show that.
func (s *Server) openFeed(ctx context.Context, out outlet, wanted request) (*feed, error) {
	asked, err := link.Parse(wanted.query)
	if err != nil {
		return nil, out.failure(ctx, wanted.run, err)
	}
	scenario := asked.Scenario
	f := &feed{
		ctx: ctx, out: out, run: wanted.run, link: asked, from: wanted.from, skip: wanted.from,
		more:   ready,
		ticker: time.NewTicker(firstPulse),
		told:   progressMessage{Share: -1},
		totals: make([]int, len(scenario.Strategies)),
	}
	if asked.With != nil {
		f.pin = s.pinned(ctx, *asked.With, s.pins)
	}
	f.flight = s.flights.join(scenario, s.streams) // it runs while the greeting is written
	if f.waiting = !f.pin.known(); f.waiting {
		f.more = f.pin.ready
	} else if err := f.greet(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// greet sends hello.
func (f *feed) greet() error {
	scenario := f.link.Scenario
	hello := helloMessage{
		Type: "hello", Protocol: protocolVersion, Engine: sim.EngineVersion,
		Run: f.run, From: f.from, Query: f.link.Query(), BinMS: inMS(scenario.Bin),
		Series: seriesOf(scenario), Quantities: quantities,
	}
	begun := linked(f.link, emptyRun(scenario))
	f.pin.onto(&begun, f.link, nil)
	f.frame = begun.Frame
	if f.from == 0 {
		var err error
		if hello.Charts, err = templates.Skeleton(f.ctx, begun); err != nil {
			return err
		}
		if hello.Fragments, err = templates.Opening(f.ctx, begun); err != nil {
			return err
		}
	}
	return f.out.json(hello)
}

// close gives up the run. A nil feed shows nothing and needs no closing.
func (f *feed) close() {
	f.land()
	f.unpin()
}

// land gives up the run, and keeps what it is compared with.
func (f *feed) land() {
	if f != nil && f.flight != nil {
		f.flight.leave()
		f.ticker.Stop()
		f.flight, f.more = nil, nil
	}
}

// unpin gives up what the run is compared with.
func (f *feed) unpin() {
	if f != nil {
		f.pin.close()
	}
}

// shows reports whether it is that run which is under way.
func (f *feed) shows(run uint64) bool { return f != nil && f.flight != nil && f.run == run }

// news is closed when there is something to send; nil when nothing will come.
func (f *feed) news() <-chan struct{} {
	if f == nil {
		return nil
	}
	return f.more
}

// pulse ticks when it is time to tell how far the run is; nil when there is none.
func (f *feed) pulse() <-chan time.Time {
	if f == nil || f.flight == nil {
		return nil
	}
	return f.ticker.C
}

// tell says how far the run is, and how long it will still take. What has not
// changed since is not told again: a run that waits for its turn may do so for long.
func (f *feed) tell() error {
	f.ticker.Reset(pulse)
	share, left, known := f.flight.log.estimate()
	permille := int(1000 * share)
	percent := portion(permille, 1000)
	message := progressMessage{Type: "progress", Run: f.run, Share: float64(permille) / 1000, Percent: percent, Words: percent}
	if known {
		message.Words += ", " + about(left) + " left"
		ms := left.Milliseconds()
		message.LeftMS = &ms
	}
	if message.Share == f.told.Share && message.LeftMS == nil && f.told.LeftMS == nil {
		return nil
	}
	f.told = message
	return f.out.json(message)
}

// about is a time in words, as exact as anybody can say it.
func about(d time.Duration) string {
	seconds := d.Seconds()
	whole := func(n float64, unit string) string { return fmt.Sprintf("about %.0f\u00a0%s", math.Round(n), unit) }
	switch {
	case seconds < 1:
		return "less than 1\u00a0s"
	case seconds < 9.5:
		return whole(seconds, "s")
	case seconds < 57.5:
		return whole(5*math.Round(seconds/5), "s")
	case seconds < 5400:
		return whole(seconds/60, "min")
	}
	return whole(seconds/3600, "h")
}

// advance sends the next frame, or the end. It sends little at a time, so that
// pings and new requests get their turn in between. It looks for further bins only
// when those it knows of are sent, so the log says how often.
func (f *feed) advance() error {
	if f.waiting {
		f.waiting, f.more = false, ready
		return f.greet()
	}
	if f.next >= f.seen.bins {
		f.changed = f.flight.log.read(&f.seen)
		f.catchUp()
	}
	switch {
	case f.next < f.seen.bins:
		if err := f.sendBins(); err != nil {
			return err
		}
	case f.seen.done:
		return f.sendEnd()
	}
	f.more = f.changed
	if f.next < f.seen.bins || f.seen.done {
		f.more = ready
	}
	return nil
}

// catchUp passes over the bins that the viewer has. They count all the same, in
// running totals and scales.
func (f *feed) catchUp() {
	for f.next < min(f.skip, f.seen.bins) {
		f.count(f.next)
		f.next++
	}
}

// count takes a bin into the totals and the frame.
func (f *feed) count(bin int) {
	for i := range f.totals {
		f.totals[i] += f.seen.completed[i][bin]
		f.frame.Peak = max(f.frame.Peak, f.seen.attempts[i][bin])
		f.frame.Done = max(f.frame.Done, f.totals[i])
	}
	f.frame.Bins = bin + 1
}

// sendBins sends a frame of what fits, or all there is when that is more than a few
// bins; before it the axes, when they do not fit what it shows.
func (f *feed) sendBins() error {
	if f.seen.bins-f.next > frameLag {
		message := f.message("snapshot")
		for f.next < f.seen.bins {
			f.move(&message)
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
	moved := f.move(&moves)
	for f.add(&message, frameBytes) && f.next < f.seen.bins && !templates.StartsChunk(f.next) {
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

func (f *feed) message(kind string) frameMessage {
	n := len(f.totals)
	return frameMessage{kind: kind, run: f.run, bin: f.next, load: make([][]byte, n), completion: make([][]byte, n)}
}

func (f *feed) send(m *frameMessage) error {
	f.buffer = m.append(f.buffer[:0])
	return f.out(f.buffer)
}

// move appends the moves to the next bin, if it starts a chunk.
func (f *feed) move(m *frameMessage) bool {
	if !templates.StartsChunk(f.next) {
		return false
	}
	m.spread = templates.AppendMove(m.spread, f.next, 0)
	for i, total := range f.totals {
		m.load[i] = templates.AppendMove(m.load[i], f.next, 0)
		m.completion[i] = templates.AppendMove(m.completion[i], f.next, total)
	}
	return true
}

// add appends the next bin to a message, unless that would make it larger than
// the limit; 0 is none. The first bin always fits: a viewer must get on.
func (f *feed) add(m *frameMessage, limit int) bool {
	bin := f.next
	m.mark()
	low, high := templates.Spread(f.totals)
	m.spread = templates.AppendRange(m.spread, low, high)
	for i := range f.totals {
		m.load[i] = templates.AppendBar(m.load[i], f.seen.attempts[i][bin])
		m.completion[i] = templates.AppendStep(m.completion[i], f.seen.completed[i][bin])
	}
	m.bins++
	if limit > 0 && m.bins > 1 {
		if f.buffer = m.append(f.buffer[:0]); len(f.buffer) > limit {
			m.bins--
			m.cut()
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
	axes, err := templates.AxesOf(f.ctx, f.frame)
	if err != nil {
		return err
	}
	f.hasAxes, f.drawn = true, f.frame
	return f.out.json(axisMessage{Type: "axis", Run: f.run, Load: axes.Load, Completion: axes.Completion})
}

// sendEnd says how the run ended, once all of its bins are sent.
func (f *feed) sendEnd() error {
	found, err := f.flight.log.outcome()
	f.close() // what is compared with is known
	if err != nil {
		return f.out.failure(f.ctx, f.run, err)
	}
	widen(&f.frame, found.spreads)
	if err := f.sendAxes(); err != nil { // a viewer that had every bin got none
		return err
	}
	done := doneMessage{Type: "done", Run: f.run, Query: f.link.Query(), Bins: f.next}
	for _, r := range found.results {
		done.Results = append(done.Results, outcomeOf(r))
	}
	run := linkedRun(f.link, found)
	f.pin.onto(&run, f.link, found.results)
	if done.Fragments, err = templates.Fragments(f.ctx, run); err != nil {
		return err
	}
	return f.out.json(done)
}

// json sends a message that is not a frame.
func (out outlet) json(v any) error {
	message, err := encode(v)
	if err != nil {
		return err
	}
	return out(message)
}

// failure ends a run, not the session. An end of the session needs no message:
// its close code says why.
func (out outlet) failure(ctx context.Context, run uint64, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	p := problemOf(err)
	message := errorMessage{Type: "error", Run: run, Title: p.Title, Detail: p.Detail, Fields: p.Fields}
	if message.Fields == nil {
		message.Fields = sim.FieldErrors{} // a list, always
	}
	return out.json(message)
}
