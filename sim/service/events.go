package service

import (
	"time"

	"backofflab/retry"
)

// Happen is what Schedule was asked to call. It returns the answer to the attempt of
// the event, where it gets one now. A service ByRecursion schedules nothing.
func (s *Service) Happen(now time.Duration, e Event) (retry.Answer, bool) {
	switch e.What {
	case Departs:
		return s.depart(now, e)
	case Expires:
		return s.expire(now, e)
	default:
		return s.enter(now, e)
	}
}

// Cancel handles that a caller has hung up. It must come after the caller's attempt.
func (s *Service) Cancel(now time.Duration, caller, serial uint32) {
	id, ok := s.places.take(caller, serial)
	switch {
	case !ok || id == held: // one that the limiter holds is dropped when it enters
	case s.station.jobs[id].state == jobWaits:
		s.cut(now, id)
	default:
		s.drop(id)
		s.leave(now, id)
	}
}

// drop counts a job that was let in and is let go.
func (s *Service) drop(id uint32) {
	if j := &s.station.jobs[id]; !j.rejected {
		s.dropped++
		j.dropped = true
	}
}

// enter brings an attempt that the limiter held to the servers, unless the service
// has noticed in the meantime that nobody waits for it.
func (s *Service) enter(now time.Duration, e Event) (retry.Answer, bool) {
	_, ok := s.places.take(e.Caller, e.Serial)
	switch {
	case s.places != nil && !ok:
		s.dropped++
		s.release(now)
	case !s.config.Works:
		s.release(now)
		return success, true
	case !s.serveOrQueue(now, Attempt{Caller: e.Caller, Serial: e.Serial}):
		s.dropped++
		s.release(now)
		return s.refuse(e.Caller, e.Serial), true
	}
	return retry.Answer{}, false
}

// serveOrQueue brings an attempt that the limiter admits to the servers, false when they have
// no place for it.
func (s *Service) serveOrQueue(now time.Duration, a Attempt) bool {
	j := job{caller: a.Caller, serial: a.Serial, work: s.config.Work.At(s.work.Float64(a.Caller, a.Serial))}
	if s.measurer != nil {
		j.inside = uint32(s.measurer.Inside())
	}
	return s.offer(now, j)
}

// offer brings a job to the servers, false when they have no place for it.
func (s *Service) offer(now time.Duration, j job) bool {
	if s.config.Classes > 0 {
		j.class = s.host.ClassOf(j.caller)
		s.makeRoom(now, j.class)
	}
	id, served, ok := s.station.offer(now, j)
	if !ok {
		return false
	}
	s.places.put(j.caller, j.serial, id)
	if served {
		s.serve(now, id)
		return true
	}
	s.host.Queued(now, 1)
	if t := s.config.QueueTimeout; t > 0 {
		s.host.Schedule(now+t, Event{Expires, j.caller, j.serial, id})
	}
	return true
}

// makeRoom turns away the newest of the last class that waits, where the queue is full of
// others and one of a class before it comes.
func (s *Service) makeRoom(now time.Duration, class uint8) {
	if !s.station.full() {
		return
	}
	if id, ok := s.station.last(class); ok {
		j := s.station.jobs[id]
		s.cut(now, id)
		s.station.free = append(s.station.free, id)
		s.host.Shed(now, j.caller, j.serial, s.refuse(j.caller, j.serial))
	}
}

// serve lets a server begin a job.
func (s *Service) serve(now time.Duration, id uint32) {
	j := &s.station.jobs[id]
	s.host.Waited(j.caller, now-j.arrived)
	s.host.Schedule(now+s.station.time(now, id), Event{Departs, j.caller, j.serial, id})
}

// depart is the end of a job.
func (s *Service) depart(now time.Duration, e Event) (retry.Answer, bool) {
	if s.station.find(e.Job, e.Caller, e.Serial) != jobServed {
		return retry.Answer{}, false // it was cut off
	}
	s.leave(now, e.Job)
	if j := &s.station.jobs[e.Job]; j.rejected {
		return retry.Answer{Outcome: retry.Rejected, RetryAfter: j.told}, true
	}
	return success, true
}

// leave frees a job's server for the next that waits.
func (s *Service) leave(now time.Duration, id uint32) {
	s.gone(now, id)
	next, ok := s.station.leave(now, id)
	s.letGo(now, id)
	if ok {
		s.host.Queued(now, -1)
		s.serve(now, next)
	}
}

// expire answers a job that has waited too long.
func (s *Service) expire(now time.Duration, e Event) (retry.Answer, bool) {
	if s.station.find(e.Job, e.Caller, e.Serial) != jobWaits {
		return retry.Answer{}, false
	}
	s.cut(now, e.Job)
	return s.refuse(e.Caller, e.Serial), true
}

// cut takes a waiting job out of the queue.
func (s *Service) cut(now time.Duration, id uint32) {
	s.drop(id)
	s.gone(now, id)
	s.station.cut(now, id)
	s.host.Queued(now, -1)
	s.letGo(now, id)
}

// letGo releases a job from the limiter, if that admitted it.
func (s *Service) letGo(now time.Duration, id uint32) {
	j := &s.station.jobs[id]
	if j.rejected {
		return
	}
	if s.measurer != nil {
		s.measurer.Measure(now-j.arrived, int(j.inside), j.dropped)
	}
	s.release(now)
}

// gone counts what a job that leaves has spent in the service.
func (s *Service) gone(now time.Duration, id uint32) {
	j := &s.station.jobs[id]
	s.places.take(j.caller, j.serial)
	s.sojourn += (now - j.arrived).Seconds()
}
