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
}

// Recorder counts events into bins. Times at or after its end are not counted
// into bins.
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
// times, neither in a bin that was cut.
func (r *Recorder) Attempt(reached, answered time.Duration, kind Kind) {
	i := r.bin(reached)
	r.bins.Attempts[i]++
	switch kind {
	case Accepted:
		r.bins.Accepted[i]++
	case Rejected:
		r.bins.Rejected[i]++
	case Failed:
		r.bins.Failed[i]++
	}
	// Until a bin is cut, InFlight holds by how much the number changes in it.
	if answered < r.end {
		r.bins.InFlight[r.bin(answered)]--
	}
}

// Sent counts an attempt that leaves its client.
func (r *Recorder) Sent(at time.Duration) {
	if at < r.end {
		r.bins.InFlight[r.bin(at)]++
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
	for i := r.cut; i < n; i++ {
		if i > 0 {
			r.bins.InFlight[i] += r.bins.InFlight[i-1]
		}
	}
	from := r.cut
	r.cut = n
	return r.bins.slice(from, n)
}

// All returns every bin that was cut.
func (r *Recorder) All() Columns { return r.bins.slice(0, r.cut) }

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
	return []*[]int{&c.Attempts, &c.Accepted, &c.Rejected, &c.Failed, &c.Completed, &c.InFlight}
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
