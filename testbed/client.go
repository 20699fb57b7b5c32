package testbed

import "time"

// ClientRow is what one client did. Times are since the first request of the testbed.
type ClientRow struct {
	Who      string        // its address, or the name that it gave; a number where that may be a secret
	Attempts int           // that reached the service
	Served   int           // answered with success
	First    time.Duration // when its first attempt was sent
	Last     time.Duration // when its last was
	Early    int           // attempts that came before the Retry-After of the answer before
}

// client is a client that was told apart.
type client struct {
	ClientRow
	index  uint32 // among all clients of the testbed
	caller uint32 // what draws know it by
	opened uint32 // requests
	open   waiting
}

// request is a request of a client that waits for its next attempt.
type request struct {
	number  uint32 // among the client's, from 0
	attempt uint32 // the last that was made, from 1
	begun   time.Duration
	due     time.Duration // before which no attempt should come
	asked   bool          // an answer asked for that wait
}

// A serial identifies an attempt to the draws as it does in runs.
const (
	loopShift   = 10
	maxAttempts = 1<<loopShift - 1
)

func (q *request) serial() uint32 { return q.number<<loopShift | q.attempt }
func (q *request) first() uint32  { return q.number << loopShift }

// tolerance is how much too soon an attempt may come that is not counted as early: clocks and
// timers are not exact.
const tolerance = 50 * time.Millisecond

// early reports whether an attempt comes too soon.
func (q *request) early(now time.Duration) bool { return q.asked && now+tolerance < q.due }

// waiting is a heap of requests, the one whose wait ends first in front.
type waiting []request

func (w *waiting) push(q request) {
	heap := append(*w, q)
	i := len(heap) - 1
	for ; i > 0 && q.due < heap[(i-1)/2].due; i = (i - 1) / 2 {
		heap[i] = heap[(i-1)/2]
	}
	heap[i] = q
	*w = heap
}

func (w *waiting) pop() request {
	heap := *w
	first, last := heap[0], len(heap)-1
	moved := heap[last]
	heap = heap[:last]
	*w = heap
	i := 0
	for down := 1; down < last; down = 2*i + 1 {
		if down+1 < last && heap[down+1].due < heap[down].due {
			down++
		}
		if moved.due <= heap[down].due {
			break
		}
		heap[i], i = heap[down], down
	}
	if last > 0 {
		heap[i] = moved
	}
	return first
}

// next returns the request of an attempt, and whether it begins with it. told is the number of
// the attempt, if the client says so, else 0.
func (c *client) next(now time.Duration, told int) (q request, begins bool) {
	if told == 1 || len(c.open) == 0 {
		q = request{number: c.opened, attempt: uint32(max(1, min(told, maxAttempts))), begun: now}
		c.opened++
		return q, true
	}
	q = c.open.pop()
	q.attempt = max(q.attempt+1, uint32(min(told, maxAttempts)))
	if q.attempt > maxAttempts { // the serials of a request are used up
		q.number, q.attempt = c.opened, 1
		c.opened++
	}
	return q, false
}
