package service

import (
	"time"

	"backofflab/retry"
)

// serveByRecursion takes an attempt to servers that know at once how long it will stay.
func (s *Service) serveByRecursion(now time.Duration, a Attempt) (Verdict, retry.Answer, time.Duration) {
	job, ok := s.servers.offer(now, s.config.Work.At(s.work.Float64(a.Caller, a.Serial)))
	if !ok {
		s.release(now)
		return Refused, s.refuse(a.Caller, a.Serial), now
	}
	s.lasts(job.leaves)
	if job.begins > now {
		s.lasts(now + s.config.QueueTimeout)
		s.host.Queued(now, 1)
		s.host.Queued(min(job.begins, job.leaves), -1)
	}
	if job.leaves < s.config.End {
		s.sojourn += (job.leaves - now).Seconds()
	}
	if !job.served {
		if job.leaves < s.config.End {
			s.dropped++
		}
		return Taken, s.refuse(a.Caller, a.Serial), job.leaves
	}
	if job.begins < s.config.End {
		s.host.Waited(a.Caller, job.begins-now)
	}
	return Taken, success, job.leaves
}

// lasts notes that something happens at a time.
func (s *Service) lasts(at time.Duration) {
	if at < s.config.End {
		s.until = max(s.until, at)
	}
}

// LetOut lets all out of the service that leave by a time, ByRecursion.
func (s *Service) LetOut(by time.Duration) {
	for {
		at, ok := s.servers.letOut(by)
		if !ok {
			return
		}
		s.release(at)
	}
}
