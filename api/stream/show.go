package stream

import (
	"sync"
	"time"

	"backofflab/api/wire"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

const (
	frameBytes = 300 // a frame is packed until it would be larger
	frameLag   = 8   // bins that a viewer may be behind and still get frames

	keptSteps     = 64        // messages of a show that are kept for those who come to the same bin
	keptStepBytes = 256 << 10 // and bytes of them; the latest is kept however large it is
	keptAxes      = 8         // scales whose axes are kept

	progressGap = 100 * time.Millisecond // least time between two progress messages
)

// showKey tells shows apart: by all that decides what their viewers see.
type showKey struct {
	run     *runs.Shared
	query   string
	kept    chart.Kept
	stops   int64
	missing string
	load    bool // its viewers draw nothing else
}

// show is a run as viewers see it who asked for the same: what one of them gets at a bin, all
// get who come to that bin, encoded once. It is safe for simultaneous use.
type show struct {
	key  showKey
	link *link.Link

	viewers int // guarded by the mutex of Streams

	mu      sync.RWMutex
	seen    runs.Progress
	changed <-chan struct{} // closed when the log has more; nil: it was not read yet
	steps   map[int]*step   // the latest, by their first bin
	order   []*step         // the same, the oldest first
	bytes   int             // of all of them
	axes    []axes          // the latest
	scratch []byte
	encoded int // how many steps there have been
	told    *told
	toldAt  time.Time
	figured *rendering // the figures of its rows; nil: they were not asked for yet
	ending  *rendering // nil: it was not asked for yet
}

// join adds a viewer to the show of a key, of whom it is left once.
func (s *Streams) join(key showKey, l *link.Link) *show {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, ok := s.shows[key]
	if !ok {
		all = &show{key: key, link: l, steps: map[int]*step{}}
		s.shows[key] = all
	}
	all.viewers++
	key.run.Log.AddReaders(1)
	return all
}

// leave takes a viewer from a show, which ends with the last of them.
func (s *Streams) leave(left *show) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left.key.run.Log.AddReaders(-1)
	if left.viewers--; left.viewers == 0 {
		delete(s.shows, left.key)
	}
}

// place is where a viewer stands in a run: what counts of the bins before it. Places do not
// change, and viewers at the same bin share them.
type place struct {
	next   int   // the first bin that is neither sent nor skipped
	totals []int // completions before it, per series
	frame  chart.Frame
}

// step is one message of bins, of which nothing changes.
type step struct {
	from  int
	kind  string // "frame" or "snapshot"
	moves []byte // of a frame without bins that goes ahead; nil: none does
	rest  []byte // nil: the viewer has those bins
	axes  axes   // that the viewer needs before it
	end   *place
}

// told is a progress message.
type told struct {
	share float64
	left  bool // it says how long the rest will take
	rest  []byte
}

// firstPlace is before all bins.
func firstPlace(series int, frame chart.Frame) *place {
	return &place{totals: make([]int, series), frame: frame}
}

// next returns what comes after a place: a step; or the width of the bins with which all
// begins again; or that the run is over; or else when there may be more. A viewer that asked
// for the rest of a run has the bins before skip.
func (s *show) next(at *place, skip int) (st *step, again time.Duration, over bool, wait <-chan struct{}, err error) {
	s.mu.RLock()
	if s.has(at) && at.next >= skip {
		if st = s.steps[at.next]; s.fresh(st) {
			s.mu.RUnlock()
			return st, 0, false, nil, nil
		}
	}
	s.mu.RUnlock()

	s.mu.Lock()
	defer s.mu.Unlock()
	width := at.frame.Bin
	if !s.has(at) && (s.changed == nil || isClosed(s.changed)) {
		before := s.seen.Width
		if s.changed = s.key.run.Log.Read(&s.seen); s.seen.Width != before {
			s.steps, s.order, s.bytes = map[int]*step{}, nil, 0
		}
	}
	switch {
	case s.seen.Width > width || s.seen.Done && s.seen.Width > 0 && s.seen.Width != width:
		return nil, s.seen.Width, false, nil, nil
	case s.has(at) && at.next < skip:
		return &step{end: s.skipped(at, skip)}, 0, false, nil, nil
	case s.has(at):
		if st = s.steps[at.next]; s.fresh(st) {
			return st, 0, false, nil, nil
		}
		st, err = s.encode(at)
		return st, 0, false, nil, err
	}
	return nil, 0, s.seen.Done, s.changed, nil
}

// has reports whether there are bins after a place. Where the viewer has wider ones than
// there are so far, there are none. s.mu is held.
func (s *show) has(at *place) bool { return s.seen.Width == at.frame.Bin && at.next < s.seen.Bins }

// ends reports whether it is known by now that no bins follow a place.
func (s *show) ends(at *place) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.seen.Last && s.seen.Width == at.frame.Bin && at.next == s.seen.Bins
}

// fresh reports whether a step leads close to the latest bin: who would be far behind after it
// gets a snapshot instead. s.mu is held.
func (s *show) fresh(st *step) bool { return st != nil && s.seen.Bins-st.end.next <= frameLag }

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// skipped is the place after the bins that a viewer has, as far as they are there. They count
// in totals and scales. s.mu is held.
func (s *show) skipped(at *place, skip int) *place {
	end := at.copied()
	for end.next < min(skip, s.seen.Bins) {
		s.count(end)
	}
	return end
}

func (p *place) copied() *place {
	return &place{p.next, append([]int(nil), p.totals...), p.frame}
}

// count moves a place behind its next bin.
func (s *show) count(p *place) {
	for i := range p.totals {
		p.totals[i] += s.seen.Completed[i][p.next]
		p.frame.Count(p.next, s.seen.Attempts[i][p.next])
		p.frame.Done = max(p.frame.Done, p.totals[i])
	}
	p.next++
	p.frame.Bins = p.next
}

// encode makes the step after a place: a frame of as many bins as fit, or a snapshot of all
// where there are more than frameLag. s.mu is held.
func (s *show) encode(at *place) (*step, error) {
	st := &step{from: at.next, kind: "frame", end: at.copied()}
	message := s.message(at)
	if s.seen.Bins-at.next > frameLag {
		st.kind = "snapshot"
		for st.end.next < s.seen.Bins {
			startChunk(&message, st.end)
			s.add(&message, st.end, 0)
		}
	} else {
		// The moves at the start of a chunk go ahead in a frame without bins: with
		// them the frame of a single bin could grow beyond its limit.
		if moves := s.message(at); startChunk(&moves, at) {
			st.moves = moves.Append(nil)
		}
		for s.add(&message, st.end, frameBytes-wire.HeadRoom) && st.end.next < s.seen.Bins && !chart.StartsChunk(st.end.next) {
		}
	}
	var err error
	if st.axes, err = s.axesOf(st.end.frame); err != nil {
		return nil, err
	}
	st.rest = message.Append(nil)
	s.keep(st)
	return st, nil
}

func (s *show) message(at *place) wire.FrameMessage {
	m := wire.FrameMessage{Bin: at.next, Load: make([][]byte, len(at.totals))}
	if !s.key.load {
		m.Completion = make([][]byte, len(at.totals))
	}
	return m
}

// startChunk appends the path's move commands if the next bin starts a chunk.
func startChunk(m *wire.FrameMessage, at *place) bool {
	if !chart.StartsChunk(at.next) {
		return false
	}
	m.Spread = chart.AppendMove(m.Spread, at.next, 0)
	for i := range m.Load {
		m.Load[i] = chart.AppendMove(m.Load[i], at.next, 0)
	}
	for i := range m.Completion {
		m.Completion[i] = chart.AppendMove(m.Completion[i], at.next, at.totals[i])
	}
	return true
}

// add appends the next bin to a message, unless that would make it larger than
// the limit; 0 is none. The first bin is always added, so that a show makes progress.
func (s *show) add(m *wire.FrameMessage, at *place, limit int) bool {
	m.Mark()
	low, high := chart.Spread(at.totals)
	m.Spread = chart.AppendRange(m.Spread, low, high)
	for i := range m.Load {
		m.Load[i] = chart.AppendBar(m.Load[i], s.seen.Attempts[i][at.next])
	}
	for i := range m.Completion {
		m.Completion[i] = chart.AppendStep(m.Completion[i], s.seen.Completed[i][at.next])
	}
	m.Bins++
	if limit > 0 && m.Bins > 1 {
		if s.scratch = m.Append(s.scratch[:0]); len(s.scratch) > limit {
			m.Bins--
			m.Cut()
			return false
		}
	}
	s.count(at)
	return true
}

// keep keeps a step in place of the oldest. s.mu is held.
func (s *show) keep(st *step) {
	s.encoded++
	s.steps[st.from] = st
	s.order = append(s.order, st)
	s.bytes += len(st.rest)
	for len(s.order) > 1 && (len(s.order) > keptSteps || s.bytes > keptStepBytes) {
		oldest := s.order[0]
		s.order = append(s.order[:0], s.order[1:]...)
		s.bytes -= len(oldest.rest)
		if s.steps[oldest.from] == oldest {
			delete(s.steps, oldest.from)
		}
	}
}

// axesOf renders the axes of a frame, or has them still. s.mu is held.
func (s *show) axesOf(f chart.Frame) (axes, error) {
	scales := f.Scales()
	for _, a := range s.axes {
		if a.scales == scales {
			return a, nil
		}
	}
	drawn, err := axesOf(f)
	if err != nil {
		return axes{}, err
	}
	if len(s.axes) == keptAxes {
		s.axes = append(s.axes[:0], s.axes[1:]...)
	}
	s.axes = append(s.axes, drawn)
	return drawn, nil
}

// figures asks for the figures of the rows, where the run is over and is not judged yet; nil:
// they are not known, or all is. The caller leaves it once, while it watches.
func (s *show) figures(r *renderer) *rendering {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen.Results == nil || s.seen.Done {
		return nil
	}
	if results := s.seen.Results; s.figured == nil || !s.figured.join() {
		s.figured = r.end(func(func(*size)) (*page, error) { return figuresOf(results, s.link, s.key.kept) })
	}
	return s.figured
}

// end asks for the end of the run, whose log is done, after the last place. The caller leaves
// it once, while it watches.
func (s *show) end(r *renderer, last *place, baseline *view.Baseline) *rendering {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending == nil || !s.ending.join() {
		s.ending = r.end(func(func(*size)) (*page, error) { return endOf(s.key.run, s.link, last, baseline) })
	}
	return s.ending
}

// progress is what there is to tell now. Those who ask within the gap hear the same.
func (s *show) progress(now time.Time) (*told, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.told != nil && now.Sub(s.toldAt) < progressGap/2 {
		return s.told, nil
	}
	t, err := progressOf(s.key.run.Log, s.told, s.key.stops)
	if err != nil {
		return nil, err
	}
	s.told, s.toldAt = t, now
	return t, nil
}

// progressOf is how far a run is; last where that says the same.
func progressOf(log *runs.Log, last *told, stops int64) (*told, error) {
	share, left, known := log.Estimate()
	if last != nil && !known && !last.left && last.share == inPermille(share) {
		return last, nil
	}
	return toldOf(share, left, known, stops)
}

// inPermille is a share with as many decimals as are told.
func inPermille(share float64) float64 { return float64(int(1000*share)) / 1000 }

// toldOf says what share is done, how long the rest takes where that is known, and at how
// many attempts the run will be stopped; 0: it will not.
func toldOf(share float64, left time.Duration, known bool, stops int64) (*told, error) {
	percent := format.Portion(int(1000*share), 1000)
	message := wire.ProgressMessage{Share: inPermille(share), Percent: percent, Words: percent}
	if known {
		message.Words += ", " + format.About(left) + " left"
		ms := left.Milliseconds()
		message.LeftMS = &ms
	}
	if stops > 0 {
		message.Words += ", stops at " + format.Large(stops) + " attempts"
	}
	rest, err := wire.Rest(message)
	return &told{message.Share, known, rest}, err
}
