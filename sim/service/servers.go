package service

import (
	"time"
)

// servers is a station whose jobs are served in the order in which they come, for a
// time that does not depend on the others. So a job's whole stay is known when it
// arrives, by a recursion (Lindley, 1952; with several servers Kiefer and Wolfowitz,
// 1955): it begins when the server that is free first is free.
type servers struct {
	brownout     Brownout
	count        int // 0: any number
	places       int // in the queue
	queueTimeout time.Duration

	free   moments // when each server is free, if it was ever busy
	inside moments // when each of the jobs that are there leaves

	area    float64 // as a station's
	updated time.Duration
}

func newServers(c *Config) servers {
	return servers{brownout: c.Brownout, count: c.Servers, places: c.Queue, queueTimeout: c.QueueTimeout}
}

// reset empties the servers, and keeps their memory.
func (s *servers) reset() {
	s.free, s.inside, s.area, s.updated = s.free[:0], s.inside[:0], 0, 0
}

// stay is what will become of a job.
type stay struct {
	begins, leaves time.Duration
	served         bool // or it leaves because it has waited for too long
}

// offer lets a job in, after all were let out that leave by now. It is false when
// there is no server and no place.
func (s *servers) offer(now, work time.Duration) (stay, bool) {
	job := stay{begins: now, served: true}
	if s.count > 0 && len(s.inside) >= s.count {
		if len(s.inside)-s.count >= s.places {
			return stay{}, false
		}
		job.begins = s.free[0]
	}
	s.note(now)
	if most := s.queueTimeout; most > 0 && job.begins-now > most {
		job.leaves, job.served = now+most, false
	} else {
		job.leaves = job.begins + s.brownout.spent(job.begins, min(work, Never))
		s.keepBusy(now, job.leaves)
	}
	s.inside.push(job.leaves)
	return job, true
}

// due reports whether a job leaves by a time.
func (s *servers) due(by time.Duration) bool { return len(s.inside) > 0 && s.inside[0] <= by }

// letOut lets the next job out that leaves by a time, and says when that is.
func (s *servers) letOut(by time.Duration) (time.Duration, bool) {
	if !s.due(by) {
		return 0, false
	}
	at := s.inside[0]
	s.note(at)
	s.inside.pop()
	return at, true
}

// keepBusy keeps the server that is free first busy until a time.
func (s *servers) keepBusy(now, until time.Duration) {
	switch {
	case s.count == 0:
	case len(s.free) < s.count && (len(s.free) == 0 || s.free[0] > now):
		s.free.push(until)
	default:
		s.free.replaceFirst(until)
	}
}

// note brings the area up to date, before the number of jobs changes.
func (s *servers) note(now time.Duration) {
	s.area += float64(float64(len(s.inside)) * (now - s.updated).Seconds())
	s.updated = now
}
