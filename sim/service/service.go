package service

import (
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/sim/rng"
)

// Service answers attempts.
type Service struct {
	config Config
	host   Host

	limiter  limit.Limiter
	shaper   limit.Shaper       // the limiter, where it holds attempts back
	releaser limit.Releaser     // the limiter, where it counts those that are in the service
	measurer limit.Measurer     // the limiter, where it measures how it goes with them
	llm      *limit.LLM         // the limiter, where it counts answers apart
	lock     *limit.Lock        // in place of a limiter
	bound    *limit.Concurrency // beside it; nil: none
	levels   *Levels            // of the limiter, where they are recorded
	faults   Faults
	refusal  retry.Answer // to whoever meets a fault that passes, or finds no place, before the jitter
	alone    bool         // the limiter is all that an attempt meets
	plain    bool         // the limiter alone decides, and levels are not recorded

	station station // by events
	servers servers // in its place ByRecursion
	places  places
	work    rng.Stream
	hints   rng.Stream

	dropped int
	sojourn float64
	until   time.Duration
}

// New returns a service. Reset makes it ready for attempts.
func New(c Config, host Host) *Service {
	s := &Service{
		config: c, host: host,
		limiter: c.Limiter.New(c.Limits),
		faults:  NewFaults(c.Faults, 0),
		refusal: retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked},
		alone:   c.LimiterAlone(),
		plain:   !c.Limiter.Lock && c.Inside == 0 && c.Limits.OutputPerMinute == 0,
		station: newStation(&c),
		servers: newServers(&c),
	}
	if always, ok := c.Hint.(Constant); ok { // any other depends on the limiter
		s.refusal.RetryAfter = always.Wait
	}
	if c.Limiter.Holds {
		s.shaper = s.limiter.(limit.Shaper)
	}
	if c.Limiter.Counts {
		s.releaser = s.limiter.(limit.Releaser)
	}
	if c.Limiter.Measures {
		s.measurer = s.limiter.(limit.Measurer)
	}
	if c.Limiter.Lock {
		s.lock = limit.NewLock()
	}
	if c.Limits.OutputPerMinute > 0 {
		s.llm, _ = s.limiter.(*limit.LLM)
	}
	if c.Inside > 0 {
		s.bound = limit.NewConcurrency(c.Inside)
	}
	if c.Notices && !c.ByRecursion {
		s.places = places{}
	}
	return s
}

// Reset makes the service as it was when it was new, with draws of another seed, and
// keeps its memory.
func (s *Service) Reset(seed uint64) {
	s.limiter.Reset()
	if s.levels != nil {
		s.levels.reset()
	}
	if s.lock != nil {
		*s.lock = limit.Lock{}
	}
	if s.bound != nil {
		s.bound.Reset()
	}
	s.faults.reseed(seed)
	s.work, s.hints = rng.New(seed, rng.Service), rng.New(seed, rng.Hints)
	s.station.reset()
	s.servers.reset()
	clear(s.places)
	s.dropped, s.sojourn, s.until = 0, 0, -1
}

// Renew takes another seed for what is drawn from a time on: service times, transient failures,
// hints. Whatever was drawn of attempts and spells under way stays, and so does which requests
// fail for good.
func (s *Service) Renew(now time.Duration, seed uint64) {
	s.faults.renew(now, seed)
	s.work, s.hints = rng.New(seed, rng.Service), rng.New(seed, rng.Hints)
}

// Read is an attempt's read of the version of the optimistic lock, before its write
// arrives.
func (s *Service) Read() uint32 { return uint32(s.lock.Read()) }

// Jobs returns how many attempts take room in the service.
func (s *Service) Jobs() int { return s.station.held() }

// LimiterAlone reports whether a limiter is all that an attempt meets. Then Admits says
// in a fraction of the time what Arrive would.
func (s *Service) LimiterAlone() bool { return s.alone }

// Admits asks the limiter about an attempt that costs 1.
func (s *Service) Admits(now time.Duration) bool { return s.limiter.AllowN(now, 1) }

// ClosedUntil returns until when the limiter rejects every attempt that costs 1, after it has
// rejected one now. It is there with Admits: of a limiter that rejections do not change.
func (s *Service) ClosedUntil(now time.Duration) time.Duration {
	return now + max(1, s.limiter.RetryAfter(now, 1))
}

// Arrive is the arrival of an attempt. The answer is given at the time returned, which
// is now but for attempts that are Taken, TurnedAway or Hung. An answer to one that is Taken is in
// there only ByRecursion; elsewhere Happen returns it, some time.
func (s *Service) Arrive(now time.Duration, a Attempt, ask Ask) (Verdict, retry.Answer, time.Duration) {
	if len(s.faults.all) > 0 {
		switch fate := s.faults.Meet(now, a); fate {
		case Passes:
		case Hangs:
			return Hung, s.refusal, Never
		case FailsForNow:
			return Refused, s.refuse(a.Caller, a.Serial), now
		case FailsForGood:
			return Refused, failure, now
		}
	}
	if s.servers.due(now) {
		s.LetOut(now)
	}
	admitted := false
	if s.plain {
		admitted = s.limiter.AllowN(now, ask.Cost)
	} else {
		admitted = s.admits(now, ask)
	}
	if !admitted {
		return s.reject(now, a, ask.Cost)
	}
	if s.shaper != nil {
		if wait := s.shaper.Wait(); wait > 0 {
			return s.hold(now, a, now+wait)
		}
	}
	switch {
	case !s.config.Works:
		s.pass(now, false)
		return Served, success, now
	case s.config.ByRecursion:
		return s.serveByRecursion(now, a)
	case !s.serveOrQueue(now, a):
		s.pass(now, true)
		return Refused, s.refuse(a.Caller, a.Serial), now
	}
	return Taken, retry.Answer{}, now
}

// Answers that many attempts get.
var (
	success = retry.Answer{Outcome: retry.Success, RetryAfter: retry.NotAsked}
	failure = retry.Answer{Outcome: retry.Failed, RetryAfter: retry.NotAsked}
)

// admits asks all that decide: what one refuses takes nothing from the others.
func (s *Service) admits(now time.Duration, ask Ask) bool {
	if s.bound == nil {
		return s.limits(now, ask)
	}
	if !s.bound.AllowN(now, 1) {
		return false
	}
	if !s.limits(now, ask) {
		s.bound.Release(now)
		return false
	}
	return true
}

// limits asks the lock, or the limiter, whose levels may be written down.
func (s *Service) limits(now time.Duration, ask Ask) bool {
	switch {
	case s.lock != nil:
		return s.lock.Write(uint64(ask.Version))
	case s.llm != nil:
		return s.llm.AllowTokens(now, ask.Cost, ask.Output)
	case s.levels != nil:
		return s.levels.watch(now, ask.Cost, s.limiter)
	}
	return s.limiter.AllowN(now, ask.Cost)
}

// reject turns an attempt away, which is free and said without chance in most services.
func (s *Service) reject(now time.Duration, a Attempt, cost int) (Verdict, retry.Answer, time.Duration) {
	if s.config.RefusalCost == 0 && s.config.HintJitter == 0 {
		return Rejected, retry.Answer{Outcome: retry.Rejected, RetryAfter: s.hint(now, cost)}, now
	}
	return s.turnAway(now, a, cost)
}

// turnAway rejects an attempt at once, or where that costs by a server, before which it waits
// as all others do. When to come back is said as of now.
func (s *Service) turnAway(now time.Duration, a Attempt, points int) (Verdict, retry.Answer, time.Duration) {
	answer := retry.Answer{Outcome: retry.Rejected, RetryAfter: s.jittered(s.hint(now, points), a.Caller, a.Serial)}
	switch cost := s.config.RefusalCost; {
	case cost == 0:
		return Rejected, answer, now
	case !s.offer(now, job{caller: a.Caller, serial: a.Serial, work: cost, rejected: true, told: answer.RetryAfter}):
		return Refused, s.refuse(a.Caller, a.Serial), now
	}
	return TurnedAway, retry.Answer{}, now
}

// refuse is the answer to an attempt that meets a fault that passes, or finds no place.
func (s *Service) refuse(caller, serial uint32) retry.Answer {
	a := s.refusal
	if s.config.HintJitter > 0 {
		a.RetryAfter = s.jittered(a.RetryAfter, caller, serial)
	}
	return a
}

// hint is what a rejection of an attempt says before the jitter; negative: nothing.
func (s *Service) hint(now time.Duration, cost int) time.Duration {
	if s.config.Hint == nil {
		return retry.NotAsked
	}
	return s.config.Hint.After(now, cost, s.limiter)
}

// hold keeps an attempt that the limiter lets go on at a time.
func (s *Service) hold(now time.Duration, a Attempt, until time.Duration) (Verdict, retry.Answer, time.Duration) {
	if s.config.ByRecursion {
		s.lasts(until)
		s.release(now)
		return Taken, success, until
	}
	s.places.put(a.Caller, a.Serial, held)
	s.host.Schedule(until, Event{What: Enters, Caller: a.Caller, Serial: a.Serial})
	return Taken, retry.Answer{}, now
}

// pass releases an attempt that spends no time in the service, dropped where it finds no place.
func (s *Service) pass(now time.Duration, dropped bool) {
	if s.measurer != nil {
		s.measurer.Measure(0, s.measurer.Inside(), dropped)
	}
	s.release(now)
}

// release releases an attempt from what counts those in the service.
func (s *Service) release(now time.Duration) {
	if s.bound != nil {
		s.bound.Release(now)
	}
	if s.releaser != nil {
		s.releaser.Release(now)
		if s.levels != nil {
			s.levels.released(now)
		}
	}
}

// Dropped returns how many attempts were taken in and let go: their wait was too long,
// they found no place after the limiter had held them, they made room for others, or their
// caller hung up.
func (s *Service) Dropped() int { return s.dropped }

// Sojourn returns what those that left had spent with the servers and their queue, in
// seconds, and Area the area under the number of those that are there, in
// attempt-seconds. By Little's law they are equal once all have left.
func (s *Service) Sojourn() float64 { return s.sojourn }

// Area is there with Sojourn.
func (s *Service) Area() float64 { return s.station.area + s.servers.area }

// Present returns how many attempts are with the servers and in their queue.
func (s *Service) Present() int { return s.station.present() + len(s.servers.inside) }

// Until returns up to when something happens in the service that no event tells of, -1
// where there is nothing. What is after Config.End is left out.
func (s *Service) Until() time.Duration { return s.until }
