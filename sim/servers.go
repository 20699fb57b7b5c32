package sim

import "time"

// servers is a station whose jobs are served in the order in which they come, for a
// time that does not depend on the others. So a job's whole stay is known when it
// arrives, by a recursion (Lindley, 1952; with several servers Kiefer and Wolfowitz,
// 1955): it begins when the server that is free first is free. Only who leaves is
// told to it, so that it knows how many are there.
type servers struct {
	pace
	count        int // 0: any number
	places       int // in the queue
	queueTimeout time.Duration

	free   []time.Duration // when each server is free, if it was ever busy; a binary heap
	inside int             // jobs that are there

	area    float64 // as a station's
	updated time.Duration
}

// reset empties the servers, and makes them those of a scenario.
func (s *servers) reset(of *Scenario) {
	*s = servers{pace: paceOf(*of), count: of.Servers, places: of.Queue, queueTimeout: of.QueueTimeout, free: s.free[:0]}
}

// stay is what will become of a job.
type stay struct {
	begins, leaves time.Duration
	served         bool // or it leaves because it has waited for too long
}

// offer lets a job in. It is false when there is no server and no place.
func (s *servers) offer(now, work time.Duration) (stay, bool) {
	job := stay{begins: now, served: true}
	if s.count > 0 && s.inside >= s.count {
		if s.inside-s.count >= s.places {
			return stay{}, false
		}
		job.begins = s.free[0]
	}
	s.note(now)
	s.inside++
	if most := s.queueTimeout; most > 0 && job.begins-now > most {
		job.leaves, job.served = now+most, false
		return job, true
	}
	job.leaves = job.begins + s.spent(job.begins, min(work, never))
	s.take(now, job.leaves)
	return job, true
}

// leave tells that a job has left.
func (s *servers) leave(now time.Duration) {
	s.note(now)
	s.inside--
}

// take keeps the server that is free first busy until a time.
func (s *servers) take(now, until time.Duration) {
	switch {
	case s.count == 0:
	case len(s.free) < s.count && (len(s.free) == 0 || s.free[0] > now):
		s.free = append(s.free, until)
		i := len(s.free) - 1
		for ; i > 0 && s.free[(i-1)/2] > until; i = (i - 1) / 2 {
			s.free[i] = s.free[(i-1)/2]
		}
		s.free[i] = until
	default:
		s.replaceFirst(until)
	}
}

// replaceFirst puts a later time in place of the earliest.
func (s *servers) replaceFirst(until time.Duration) {
	i, n := 0, len(s.free)
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if right := child + 1; right < n && s.free[right] < s.free[child] {
			child = right
		}
		if s.free[child] >= until {
			break
		}
		s.free[i] = s.free[child]
		i = child
	}
	s.free[i] = until
}

// note brings the area up to date, before the number of jobs changes.
func (s *servers) note(now time.Duration) {
	s.area += float64(float64(s.inside) * (now - s.updated).Seconds())
	s.updated = now
}
