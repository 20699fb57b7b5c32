package service

import (
	"time"
)

// station is the service's capacity: servers, a queue before them, and the time
// that work takes. It keeps no clock; the service tells it when what happens.
//
// A job is an attempt that was let in, or that a server turns away. Its number is given again once nothing
// speaks of it any more.
type station struct {
	brownout Brownout
	servers  int // 0: any number
	places   int // in the queue
	lastIn   bool
	slope    time.Duration

	jobs    []job
	free    []uint32 // numbers of jobs that are over
	lines   []line   // the queue, by class: one line where all are alike
	waiting int      // of these, those that still wait
	busy    int

	// The area under the number of jobs over time, in job-seconds, and the time
	// at which it was last brought up to date: for Little's law.
	area    float64
	updated time.Duration
}

// line is jobs that wait, or waited when they were cut off, in the order of their arrival.
type line struct {
	jobs []uint32
	head int // first of them that was not taken
}

type job struct {
	caller   uint32
	serial   uint32 // of the attempt
	state    jobState
	class    uint8
	rejected bool   // by the limiter: its server tells it so
	dropped  bool   // it is let go before it is served
	inside   uint32 // how many there were when it came, itself included, where the limiter measures
	arrived  time.Duration
	work     time.Duration // service time without slope and brownout
	told     time.Duration // when to come back, of one that is rejected; negative: nothing
}

type jobState uint8

const (
	jobOver jobState = iota
	jobWaits
	jobServed
)

func newStation(c *Config) station {
	return station{
		brownout: c.Brownout, servers: c.Servers, places: c.Queue, lastIn: c.LastIn, slope: c.Slope,
		lines: make([]line, max(1, c.Classes)),
	}
}

// reset empties the station, and keeps its memory.
func (st *station) reset() {
	st.jobs, st.free = st.jobs[:0], st.free[:0]
	for class := range st.lines {
		st.lines[class] = line{jobs: st.lines[class].jobs[:0]}
	}
	st.waiting, st.busy, st.area, st.updated = 0, 0, 0, 0
}

// present is how many jobs are there.
func (st *station) present() int { return st.waiting + st.busy }

// full reports whether there is neither a server nor a place for one more.
func (st *station) full() bool {
	return st.servers > 0 && st.busy >= st.servers && st.waiting >= st.places
}

// offer lets a job in: served is true when a server takes it at once. The job is
// refused when there is no server and no place.
func (st *station) offer(now time.Duration, j job) (id uint32, served, ok bool) {
	if st.full() {
		return 0, false, false
	}
	st.note(now)
	id = st.number()
	j.state, j.arrived = jobWaits, now
	st.jobs[id] = j
	if st.servers == 0 || st.busy < st.servers {
		st.jobs[id].state = jobServed
		st.busy++
		return id, true, true
	}
	at := &st.lines[j.class]
	at.jobs = append(at.jobs, id)
	st.waiting++
	return id, false, true
}

func (st *station) number() uint32 {
	if n := len(st.free); n > 0 {
		id := st.free[n-1]
		st.free = st.free[:n-1]
		return id
	}
	st.jobs = append(st.jobs, job{})
	return uint32(len(st.jobs) - 1)
}

// time is how long a server that begins now is busy with a job. All that are there,
// itself included, slow it down, and so does a brownout that is under way at the
// beginning.
//
// Source of the slope: Brooker, "Metastability and Distributed Systems" simulation,
// 2023, whose server counts the request itself.
func (st *station) time(now time.Duration, id uint32) time.Duration {
	return st.brownout.spent(now, min(st.jobs[id].work, Never)+st.slope*time.Duration(st.present()))
}

// leave ends a job that was served, or cut off while it was. The server is free
// then, and takes the next that waits, if there is one.
func (st *station) leave(now time.Duration, id uint32) (next uint32, ok bool) {
	st.note(now)
	st.jobs[id].state = jobOver
	st.free = append(st.free, id)
	st.busy--
	return st.take()
}

// take gives a free server the next job that waits: one of the first class that has any.
func (st *station) take() (id uint32, ok bool) {
	for class := range st.lines {
		if id, ok := st.takeFrom(&st.lines[class]); ok {
			return id, true
		}
	}
	return 0, false
}

func (st *station) takeFrom(l *line) (id uint32, ok bool) {
	for l.head < len(l.jobs) {
		id = l.next(st.lastIn)
		if st.jobs[id].state == jobWaits {
			st.jobs[id].state = jobServed
			st.waiting--
			st.busy++
			return id, true
		}
		st.free = append(st.free, id) // it was cut off while it waited
	}
	return 0, false
}

func (l *line) next(last bool) (id uint32) {
	if n := len(l.jobs) - 1; last {
		id, l.jobs = l.jobs[n], l.jobs[:n]
		return id
	}
	id = l.jobs[l.head]
	l.head++
	if l.head > 32 && 2*l.head > len(l.jobs) { // half of it is over
		l.jobs, l.head = l.jobs[:copy(l.jobs, l.jobs[l.head:])], 0
	}
	return id
}

// last takes the newest job that waits of the last class there is after one off its line. It
// still waits, and is to be cut; then its number is free.
func (st *station) last(after uint8) (id uint32, ok bool) {
	for class := len(st.lines) - 1; class > int(after); class-- {
		for l := &st.lines[class]; len(l.jobs) > l.head; {
			id := l.next(true)
			if st.jobs[id].state == jobWaits {
				return id, true
			}
			st.free = append(st.free, id)
		}
	}
	return 0, false
}

// cut takes a waiting job out of the queue. Its number is given back when its
// place in the queue comes up.
func (st *station) cut(now time.Duration, id uint32) {
	st.note(now)
	st.jobs[id].state = jobOver
	st.waiting--
}

// find returns the state of an attempt's job.
func (st *station) find(id, caller, serial uint32) jobState {
	if int(id) < len(st.jobs) {
		if j := st.jobs[id]; j.caller == caller && j.serial == serial {
			return j.state
		}
	}
	return jobOver
}

// note brings the area up to date, before the number of jobs changes.
func (st *station) note(now time.Duration) {
	st.area += float64(float64(st.present()) * (now - st.updated).Seconds())
	st.updated = now
}

// held is how many jobs there are, and how many are over whose place comes up yet.
func (st *station) held() int { return len(st.jobs) - len(st.free) }
