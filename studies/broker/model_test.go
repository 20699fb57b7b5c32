package broker

import (
	"container/heap"
	"testing"
	"time"
)

// site is a broker and workers in numbers, for a model of what they get done.
type site struct {
	workers int
	job     time.Duration // of work
	cost    time.Duration // of the broker's own work for a job, all of it, one job after another
	trip    time.Duration // to the broker and back
}

// trips are how often a worker waits for the broker for each job: to get it, to ask for its
// result, and to store that.
const trips = 3

// rate is how many jobs a second a site gets done: a closed queue with one server, the
// broker, at which every worker comes by for each job. Times are fixed, so it is a sum and
// no draw; the first tenth of the jobs is not counted.
func (s site) rate(jobs int) float64 {
	ready := make(moments, s.workers)
	free, from := time.Duration(0), time.Duration(0)
	for done := range jobs {
		if done == jobs/10 {
			from = free
		}
		free = max(free, ready[0]) + s.cost
		ready[0] = free + trips*s.trip + s.job
		heap.Fix(&ready, 0)
	}
	return float64(jobs-jobs/10) / (free - from).Seconds()
}

// busy is the share of their time that workers work.
func (s site) busy(rate float64) float64 {
	return rate * s.job.Seconds() / float64(s.workers)
}

type moments []time.Duration

func (m moments) Len() int           { return len(m) }
func (m moments) Less(i, j int) bool { return m[i] < m[j] }
func (m moments) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *moments) Push(any)          { panic("a worker more") }
func (m *moments) Pop() any          { panic("a worker less") }

// The model keeps to what is known of a closed queue: no more than the workers can do, no
// more than the broker can, and nearly the lesser of both where it is far from the other.
func TestModelKeepsItsBounds(t *testing.T) {
	for _, workers := range []int{1, 10, 100, 1000} {
		for _, job := range []time.Duration{0, 50 * time.Millisecond, 500 * time.Millisecond} {
			s := site{workers: workers, job: job, cost: 200 * time.Microsecond, trip: time.Millisecond}
			theirs := float64(workers) / (job + s.cost + trips*s.trip).Seconds()
			own := 1 / s.cost.Seconds()
			got := s.rate(50_000)
			// Times are fixed, so once all have taken their places nobody waits while there is room.
			if most := min(theirs, own); got > most*1.001 || got < most*0.95 {
				t.Errorf("%+v: %.0f jobs/s, and the workers can do %.0f, the broker %.0f", s, got, theirs, own)
			}
		}
	}
}
