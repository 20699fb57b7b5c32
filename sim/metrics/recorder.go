// Package metrics turns what happens in a run into what the run reports: counts
// per bin of virtual time, and a histogram of completion times.
//
// A [Recorder] belongs to one goroutine, and so does a [Herd]. What they hand out is
// immutable. They may serve one run after another: Reset empties them, and keeps their
// memory.
package metrics

import (
	"slices"
	"time"
)

// Recorder counts events into bins. Times at or after its end are not counted
// into bins.
//
// Events of a bin may be recorded in any order until the bin is cut.
type Recorder struct {
	Completion  Histogram     // completion times of the requests that succeeded
	LastSuccess time.Duration // when the last of them did; 0 without any
	LastEnd     time.Duration // when the last request was over, whatever came of it; 0 without any

	// Up to the last bin with an event. The changes of attempts in flight are in a slice
	// of their own: retries are recorded long ahead, all over the bins, and so their
	// counters stay in the cache.
	bins     []bin
	inFlight []int

	width divisor
	step  time.Duration   // the width
	wider []time.Duration // widths that it may have later, each a multiple of the one before
	most  int             // bins, while there are any of these
	end   time.Duration
	cut   int    // bins returned; final
	level levels // at the end of the last of these
	keeps bool   // when requests succeeded:
	times []time.Duration
	some  []time.Duration // buffer of NthSuccess
	whole []int           // buffer of Whole
	spare []int           // buffer for columns that are returned
}

// NewRecorder returns an empty recorder for bins of that width and a virtual
// time before end. Both must be positive.
func NewRecorder(width, end time.Duration) *Recorder {
	r := &Recorder{}
	r.Reset(width, end)
	return r
}

// Reset makes the recorder as NewRecorder returns it, and reuses its memory.
func (r *Recorder) Reset(width, end time.Duration) {
	clear(r.bins)
	clear(r.inFlight)
	r.Completion.Reset()
	*r = Recorder{Completion: r.Completion, bins: r.bins[:0], inFlight: r.inFlight[:0], times: r.times[:0], some: r.some, whole: r.whole, spare: r.spare, width: newDivisor(width), step: width, end: end}
}

// Adapt lets bins become wider: as soon as more than most are needed, the recorder adds
// them together to bins of the next of some widths, each a multiple of the one before.
func (r *Recorder) Adapt(wider []time.Duration, most int) { r.wider, r.most = wider, most }

// Kind is what an attempt counts as when it reaches the service.
type Kind uint8

// What an attempt counts as.
const (
	Accepted Kind = iota
	Rejected
	Failed
	kinds
)

// Attempt counts an attempt that reaches the service and is answered at the given
// times, neither in a bin that was cut: Reached and Answered in one.
func (r *Recorder) Attempt(reached, answered time.Duration, kind Kind) {
	r.Reached(reached, kind)
	r.Answered(answered)
}

// Retried counts an attempt that reaches the service and is answered, and the retry
// that its client sends then or later: Reached, Answered and Sent in one.
func (r *Recorder) Retried(reached, answered, sent time.Duration, kind Kind) {
	bins, inFlight := r.bins, r.inFlight
	i, j, k := r.width.divide(reached), r.width.divide(answered), r.width.divide(sent)
	if sent >= r.end || uint(i) >= uint(len(bins)) || uint(j) >= uint(len(inFlight)) || uint(k) >= uint(len(inFlight)) {
		r.retriedFar(reached, answered, sent, kind)
		return
	}
	bins[i].kinds[kind]++
	inFlight[j]--
	inFlight[k]++
}

// retriedFar is Retried where a bin does not exist yet, or lies after the end.
func (r *Recorder) retriedFar(reached, answered, sent time.Duration, kind Kind) {
	r.Reached(reached, kind)
	r.Answered(answered)
	r.Sent(sent)
}

// RetriedAll is Retried of several attempts that reach the service in the bin of one time.
func (r *Recorder) RetriedAll(reached time.Duration, answered, sent []time.Duration, kind Kind) {
	if len(answered) > 0 {
		r.bins[r.bin(reached)].kinds[kind] += len(answered)
	}
	inFlight, sent := r.inFlight, sent[:len(answered)]
	for i, at := range answered {
		j, k := r.width.divide(at), r.width.divide(sent[i])
		if sent[i] < r.end && uint(j) < uint(len(inFlight)) && uint(k) < uint(len(inFlight)) {
			inFlight[j]--
			inFlight[k]++
			continue
		}
		r.Answered(at)
		r.Sent(sent[i])
		inFlight = r.inFlight // which may have grown
	}
}

// EndOfBin returns when the bin ends that holds a time.
func (r *Recorder) EndOfBin(at time.Duration) time.Duration {
	return time.Duration(r.width.divide(at)+1) * r.step
}

// AnsweredAll counts so many attempts that reach the service in the bin of one time, before
// the recorder's end, and are answered in that of another: Reached and Answered of
// each.
func (r *Recorder) AnsweredAll(reached, answered time.Duration, kind Kind, n int) {
	if n == 0 { // nothing happens in a bin that may not be there
		return
	}
	r.bins[r.bin(reached)].kinds[kind] += n
	if answered < r.end {
		r.inFlight[r.bin(answered)] -= n
	}
}

// Reached counts an attempt that reaches the service, before the recorder's end.
func (r *Recorder) Reached(at time.Duration, kind Kind) {
	r.bins[r.bin(at)].kinds[kind]++
}

// Count returns how many attempts were counted as a kind.
func (r *Recorder) Count(kind Kind) int {
	n := 0
	for i := range r.bins {
		n += r.bins[i].kinds[kind]
	}
	return n
}

// Answered counts an attempt that is no longer in flight: its client has the
// answer, or has stopped waiting for one.
func (r *Recorder) Answered(at time.Duration) {
	if at < r.end {
		r.inFlight[r.bin(at)]--
	}
}

// Sent counts an attempt that leaves its client.
func (r *Recorder) Sent(at time.Duration) {
	if at < r.end {
		r.inFlight[r.bin(at)]++
	}
}

// SentAll is Sent of so many attempts that leave in the bin of one time.
func (r *Recorder) SentAll(at time.Duration, n int) {
	if at < r.end && n > 0 {
		r.inFlight[r.bin(at)] += n
	}
}

// Queued counts a change of the number of requests that wait in the service's
// queue.
func (r *Recorder) Queued(at time.Duration, delta int) {
	if at < r.end {
		r.bins[r.bin(at)].queued += delta
	}
}

// Opened counts a request whose first attempt is sent.
func (r *Recorder) Opened(at time.Duration) {
	if at < r.end {
		r.bins[r.bin(at)].begun++
	}
}

// Begun is Opened and Sent in one: both happen when a request begins.
func (r *Recorder) Begun(at time.Duration) {
	if at < r.end {
		r.begun(r.bin(at), 1)
	}
}

// BegunAll is Begun of several requests, all before the recorder's end.
func (r *Recorder) BegunAll(at []time.Duration) {
	r.bin(slices.Max(at)) // so bins become no wider under way
	i, n := 0, 0
	for _, t := range at {
		if k := r.width.divide(t); k != i {
			r.begun(i, n)
			i, n = k, 0
		}
		n++
	}
	r.begun(i, n)
}

func (r *Recorder) begun(i, n int) {
	r.bins[i].begun += n
	r.inFlight[i] += n
}

// Ended counts a request that is over, whatever came of it.
func (r *Recorder) Ended(at time.Duration) {
	if at < r.end {
		r.bins[r.bin(at)].ended++
		r.LastEnd = max(r.LastEnd, at)
	}
}

// TimedOut counts an attempt whose caller stops waiting for the answer.
func (r *Recorder) TimedOut(at time.Duration) {
	if at < r.end {
		r.bins[r.bin(at)].timedOut++
	}
}

// Completed counts a request whose client learns of its success at time at,
// took after it sent its first attempt.
func (r *Recorder) Completed(at, took time.Duration) {
	r.bins[r.bin(at)].completed++
	r.Completion.Add(took)
	r.LastSuccess = max(r.LastSuccess, at)
	if r.keeps {
		r.times = append(r.times, at)
	}
}

// CompletedAll is Completed and Ended of several requests, whose successes are learned of in
// one bin, each when and after as long as the slices say.
func (r *Recorder) CompletedAll(at, took []time.Duration) {
	i, last := r.bin(at[0]), at[len(at)-1]
	r.bins[i].completed += len(at)
	r.bins[i].ended += len(at)
	r.LastSuccess, r.LastEnd = max(r.LastSuccess, last), max(r.LastEnd, last)
	for _, d := range took {
		r.Completion.Add(d)
	}
	if r.keeps {
		r.times = append(r.times, at...)
	}
}

// Bins returns how many bins there are, up to the last in which anything
// happened so far.
func (r *Recorder) Bins() int { return len(r.bins) }

// Cut makes the bins before n final and returns those not yet returned.
func (r *Recorder) Cut(n int) Columns {
	columns, level := r.columns(r.cut, n, r.level, nil)
	r.cut, r.level = n, level
	return columns
}

// Until returns the bins before n, at most as many as were cut.
func (r *Recorder) Until(n int) Columns {
	columns, _ := r.columns(0, min(n, r.cut), levels{}, nil)
	return columns
}

// Whole makes the bins before n final and returns all of them, in memory that it
// takes again when it is called again.
func (r *Recorder) Whole(n int) Columns {
	if len(r.whole) < quantities*n {
		r.whole = make([]int, quantities*n)
	}
	columns, level := r.columns(0, n, levels{}, r.whole)
	r.cut, r.level = n, level
	return columns
}

// cells returns memory for what is handed out. It is taken in large pieces: most cuts
// are of one bin.
func (r *Recorder) cells(n int) []int {
	if n > len(r.spare) {
		r.spare = make([]int, max(n, 32*quantities))
	}
	cells := r.spare[:n:n]
	r.spare = r.spare[n:]
	return cells
}

// columns returns the bins [from, to), and the levels at their end, of those at
// their beginning.
func (r *Recorder) columns(from, to int, level levels, memory []int) (Columns, levels) {
	if memory == nil {
		memory = r.cells(quantities * (to - from))
	}
	columns := columnsIn(memory, to-from)
	for i := range to - from {
		var b bin
		if from+i < len(r.bins) {
			b = r.bins[from+i]
			level.inFlight += r.inFlight[from+i]
			level.queued += b.queued
			level.open += b.begun - b.ended
		}
		columns.set(i, b, level)
	}
	return columns, level
}

// bin returns the number of the bin that holds t, and sees that it is there.
func (r *Recorder) bin(t time.Duration) int {
	i := r.width.divide(t)
	if i >= len(r.bins) {
		i = r.grow(t)
	}
	return i
}

// grow makes the bins up to that of t, which it returns. What lies beyond them is zero.
//
//go:noinline
func (r *Recorder) grow(t time.Duration) int {
	r.Fit(t)
	i := r.width.divide(t)
	n := max(i+1, len(r.bins))
	if n > cap(r.bins) {
		room := max(n, 2*cap(r.bins), 64)
		r.bins = append(make([]bin, 0, room), r.bins...)
		r.inFlight = append(make([]int, 0, room), r.inFlight...)
	}
	r.bins, r.inFlight = r.bins[:n], r.inFlight[:n]
	return i
}
