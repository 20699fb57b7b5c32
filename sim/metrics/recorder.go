// Package metrics turns what happens in a run into what the run reports: counts
// per bin of virtual time, and a histogram of completion times.
//
// A [Recorder] belongs to one goroutine. What it hands out is immutable.
package metrics

import "time"

// Columns are counts per bin, one column a quantity, all of the same length.
// Bin i covers the virtual time [i*width, (i+1)*width). They are read only.
type Columns struct {
	Attempts  []int // attempts that reached the service
	Accepted  []int // of these: served
	Rejected  []int // of these: turned away by the limiter
	Failed    []int // of these: met a fault, transient or permanent
	Completed []int // requests whose client learned of its success
	InFlight  []int // attempts sent and not yet answered, at the end of the bin
	Queued    []int // requests that wait in the service's queue, at the end of the bin
	Begun     []int // requests whose first attempt was sent: the offered load
	Open      []int // requests begun and not yet ended, at the end of the bin
	TimedOut  []int // attempts whose caller stopped waiting
}

// Recorder counts events into bins. Times at or after its end are not counted
// into bins.
//
// A column of what there is at the end of a bin holds, until the bin is cut, by how
// much that changes in it, so changes may be told in any order.
type Recorder struct {
	Completion Histogram // completion times of the requests that succeeded

	width time.Duration
	end   time.Duration
	bins  Columns
	used  int // bins up to the last one that anything happened in
	cut   int // bins handed out; final
}

// NewRecorder returns an empty recorder for bins of that width and a virtual
// time before end. Both must be positive.
func NewRecorder(width, end time.Duration) *Recorder {
	return &Recorder{width: width, end: end}
}

// Kind is what an attempt counts as when it reaches the service.
type Kind uint8

// What an attempt counts as.
const (
	Accepted Kind = iota
	Rejected
	Failed
)

// Attempt counts an attempt that reaches the service and is answered at the given
// times, neither in a bin that was cut: Reached and Answered in one.
func (r *Recorder) Attempt(reached, answered time.Duration, kind Kind) {
	r.Reached(reached, kind)
	r.Answered(answered)
}

// Reached counts an attempt that reaches the service, before the recorder's end.
func (r *Recorder) Reached(at time.Duration, kind Kind) {
	i := r.bin(at)
	r.bins.Attempts[i]++
	switch kind {
	case Accepted:
		r.bins.Accepted[i]++
	case Rejected:
		r.bins.Rejected[i]++
	case Failed:
		r.bins.Failed[i]++
	}
}

// Answered counts an attempt that is no longer in flight: its client has the
// answer, or has stopped waiting for one.
func (r *Recorder) Answered(at time.Duration) {
	if at < r.end {
		r.bins.InFlight[r.bin(at)]--
	}
}

// Sent counts an attempt that leaves its client.
func (r *Recorder) Sent(at time.Duration) {
	if at < r.end {
		r.bins.InFlight[r.bin(at)]++
	}
}

// Queued counts a change of the number of requests that wait in the service's
// queue.
func (r *Recorder) Queued(at time.Duration, delta int) {
	if at < r.end {
		r.bins.Queued[r.bin(at)] += delta
	}
}

// Opened counts a request whose first attempt is sent.
func (r *Recorder) Opened(at time.Duration) {
	if at < r.end {
		i := r.bin(at)
		r.bins.Begun[i]++
		r.bins.Open[i]++
	}
}

// Ended counts a request that is over, whatever came of it.
func (r *Recorder) Ended(at time.Duration) {
	if at < r.end {
		r.bins.Open[r.bin(at)]--
	}
}

// TimedOut counts an attempt whose caller stops waiting for the answer.
func (r *Recorder) TimedOut(at time.Duration) {
	if at < r.end {
		r.bins.TimedOut[r.bin(at)]++
	}
}

// Completed counts a request whose client learns of its success at time at,
// took after it sent its first attempt.
func (r *Recorder) Completed(at, took time.Duration) {
	r.bins.Completed[r.bin(at)]++
	r.Completion.Add(took)
}

// Bins returns how many bins there are, up to the last in which anything
// happened so far.
func (r *Recorder) Bins() int { return r.used }

// Cut makes the bins before n final and returns those not yet returned.
func (r *Recorder) Cut(n int) Columns {
	r.grow(n)
	levels := [...][]int{r.bins.InFlight, r.bins.Queued, r.bins.Open}
	for i := r.cut; i < n; i++ {
		if i == 0 {
			continue
		}
		for _, level := range levels {
			level[i] += level[i-1]
		}
	}
	from := r.cut
	r.cut = n
	return r.bins.slice(from, n)
}

// All returns every bin that was cut.
func (r *Recorder) All() Columns { return r.bins.slice(0, r.cut) }

// Until returns the bins before n, at most as many as were cut.
func (r *Recorder) Until(n int) Columns { return r.bins.slice(0, min(n, r.cut)) }

// bin returns the number of the bin that holds t, and sees that it is there.
func (r *Recorder) bin(t time.Duration) int {
	i := int(t / r.width)
	r.grow(i + 1)
	r.used = max(r.used, i+1)
	return i
}

func (r *Recorder) grow(n int) {
	short := n - len(r.bins.Attempts)
	if short <= 0 {
		return
	}
	short = max(short, len(r.bins.Attempts), 64)
	for _, column := range r.bins.columns() {
		*column = append(*column, make([]int, short)...)
	}
}

func (c *Columns) columns() []*[]int {
	return []*[]int{
		&c.Attempts, &c.Accepted, &c.Rejected, &c.Failed, &c.Completed, &c.InFlight,
		&c.Queued, &c.Begun, &c.Open, &c.TimedOut,
	}
}

// slice returns the bins [from, to). Later writes go to later bins, so what is
// returned does not change.
func (c *Columns) slice(from, to int) Columns {
	out := *c
	for _, column := range out.columns() {
		*column = (*column)[from:to:to]
	}
	return out
}
