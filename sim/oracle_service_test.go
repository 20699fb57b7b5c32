package sim

import (
	"slices"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/rng"
	"backofflab/sim/service"
)

// plainService is the oracle's service: what an attempt meets on its way.
type plainService struct {
	latency, work   rng.Distribution
	tokens, answers rng.Distribution
	faults          service.Faults
	limiter         limit.Limiter
	lock            *limit.Lock
	inside          int // admitted and not gone
	works           bool
	busy            int
	waiting         []*plainAttempt
	jobs            []*plainAttempt // that came to the servers
	changed         time.Duration   // when one last came or left
}

// Where in the service an attempt is.
const (
	isNowhere = iota
	isInBucket
	isWaiting
	isServed
)

func newPlainService(s scenario.Scenario) plainService {
	limiter, lock := plainLimiter(s)
	resolved := scenario.Resolve(s)
	config := ServiceOf(&resolved)
	return plainService{
		latency: plainDistribution(s.Network, rng.Params{Mean: s.Latency, Deviation: s.LatencySD}),
		work:    plainDistribution(s.ServiceDist, rng.Params{Mean: s.Service, Deviation: s.ServiceSD, Slow: s.Slow, SlowShare: s.SlowShare}),
		tokens:  plainDistribution(s.TokensDist, rng.Params{Mean: time.Duration(s.Tokens)}),
		answers: plainDistribution(s.TokensDist, rng.Params{Mean: time.Duration(s.OutputTokens)}),
		faults:  service.NewFaults(config.Faults, s.Seed), limiter: limiter, lock: lock,
		works: s.MeanService() > 0 || s.Slope > 0,
	}
}

// arrive takes an attempt through the faults and the limiter to the servers.
func (o *plainRun) arrive(a *plainAttempt, version uint64) {
	o.part(a.plainRequest).Attempts++
	o.reached = append(o.reached, o.now)
	part := scenario.ShareOf(o.fleet, a.client)
	o.reachedOf[part] = append(o.reachedOf[part], o.now)
	o.made = append(o.made, plainNumber{a.client, a.number})
	if a.id != a.plainRequest.id {
		o.part(a.plainRequest).Hedges++
	}
	if a.number > 1 && a.id == a.plainRequest.id {
		o.retries = append(o.retries, plainRetry{o.now, a.client})
	}
	switch met := o.faults.Meet(o.now, service.Attempt{Caller: a.id, Serial: a.serial, Request: a.loopOf()}); met {
	case service.Passes:
	case service.Hangs:
		o.failed = append(o.failed, o.now)
		o.watch(a)
		return
	default:
		o.failed = append(o.failed, o.now)
		if met.Outcome() == retry.Unavailable {
			o.refuse(a)
		} else {
			o.reply(a, met.Outcome(), retry.NotAsked)
		}
		return
	}
	if !o.admit(a, version) {
		if o.RefusalCost > 0 && o.Servers > 0 {
			o.turnAwayByServer(a)
			return
		}
		o.rejected = append(o.rejected, o.now)
		o.reply(a, retry.Rejected, o.comeBack(a))
		return
	}
	if shaper, is := o.limiter.(limit.Shaper); is && shaper.Wait() > 0 {
		o.accepted = append(o.accepted, o.now)
		o.watch(a)
		a.place = isInBucket
		o.on(o.now+shaper.Wait(), onEntry, a.id, a.serial, func() { o.enter(a) })
		return
	}
	if !o.offer(a) {
		o.failed = append(o.failed, o.now)
		a.dropped = true
		o.measure(a, 0)
		o.release()
		o.refuse(a)
		return
	}
	o.accepted = append(o.accepted, o.now)
}

// turnAwayByServer lets a server tell an attempt that it is rejected, if there is a place.
func (o *plainRun) turnAwayByServer(a *plainAttempt) {
	a.turnedAway, a.told = true, o.comeBack(a)
	if !o.offer(a) {
		o.failed = append(o.failed, o.now)
		o.refuse(a)
		return
	}
	o.rejected = append(o.rejected, o.now)
}

// loopOf names the attempt's request to a draw. A crash may have begun it anew since.
func (a *plainAttempt) loopOf() uint32 { return a.serial / 1024 * 1024 }

// admit asks the limit on those inside, and the limiter if it may.
func (o *plainRun) admit(a *plainAttempt, version uint64) bool {
	if most := o.most(); most > 0 && o.inside >= most || !o.limits(a, version) {
		return false
	}
	o.inside++
	a.inside = o.inside
	return true
}

// most is how many may be inside beside the limiter; 0: any number.
func (o *plainRun) most() int {
	if kind, _ := o.Limits(); !kind.Rate {
		return 0
	}
	return o.Inside
}

func (o *plainRun) limits(a *plainAttempt, version uint64) bool {
	switch {
	case o.lock != nil:
		return o.lock.Write(version)
	case o.Limiter == "llm":
		cost := int(o.tokens.At(o.draw(rng.Tokens, a.plainRequest.id, a.loopOf())))
		cost = max(1, min(cost, o.TokensPerMinute))
		if o.OutputPerMinute == 0 {
			return o.limiter.AllowN(o.now, cost)
		}
		answer := int(o.answers.At(o.draw(rng.Outputs, a.plainRequest.id, a.loopOf())))
		return o.limiter.(*limit.LLM).AllowTokens(o.now, cost, max(1, min(answer, o.OutputPerMinute)))
	}
	return o.limiter.AllowN(o.now, o.points(a))
}

// points are what an attempt takes from a limiter of requests.
func (o *plainRun) points(a *plainAttempt) int {
	if kind, _ := o.Limits(); kind.Rate {
		return o.For(o.part(a.plainRequest).Strategy).Cost
	}
	return 1
}

// comeBack is the Retry-After of a rejection. A limiter that does not know says
// nothing, nor does one that says never.
func (o *plainRun) comeBack(a *plainAttempt) time.Duration {
	d := time.Duration(retry.NotAsked)
	switch o.RetryAfter {
	case scenario.AfterConstant:
		return o.lengthened(a, o.RetryAfterTime)
	case scenario.AfterExact, scenario.AfterSeconds:
		d = o.limiter.RetryAfter(o.now, o.points(a))
	case scenario.AfterWindow:
		d = o.Window - o.now%o.Window
	}
	if d <= 0 || d > plainNever {
		return retry.NotAsked
	}
	if o.RetryAfter == scenario.AfterExact {
		return o.lengthened(a, d)
	}
	return wholeSeconds(o.lengthened(a, wholeSeconds(d)))
}

func wholeSeconds(d time.Duration) time.Duration {
	if part := d % time.Second; part > 0 {
		d += time.Second - part
	}
	return d
}

// lengthened is a Retry-After with the server's jitter.
func (o *plainRun) lengthened(a *plainAttempt, d time.Duration) time.Duration {
	return d + time.Duration(float64(d)*o.RetryAfterJitter*o.draw(rng.Hints, a.id, a.serial))
}

// refuse answers 503. When the limiter has room again says nothing of that.
func (o *plainRun) refuse(a *plainAttempt) {
	if o.RetryAfter == scenario.AfterConstant {
		o.reply(a, retry.Unavailable, o.lengthened(a, o.RetryAfterTime))
		return
	}
	o.reply(a, retry.Unavailable, retry.NotAsked)
}

// enter is the end of a wait in the bucket. Whoever hung up in it goes no further.
func (o *plainRun) enter(a *plainAttempt) {
	switch {
	case a.place != isInBucket:
		o.result.Dropped++
		o.release()
	case !o.offer(a):
		o.result.Dropped++
		o.release()
		o.refuse(a)
	}
}

// offer brings an attempt to the servers, false when there is no place for it.
func (o *plainRun) offer(a *plainAttempt) bool {
	if a.place = isNowhere; !o.works {
		o.measure(a, 0)
		o.release()
		o.reply(a, retry.Success, retry.NotAsked)
		return true
	}
	full := o.Servers > 0 && o.busy == o.Servers
	if full && len(o.waiting) >= o.Queue && !o.makesRoom(a) {
		return false
	}
	o.watch(a)
	o.jobs = append(o.jobs, a)
	a.entered, o.changed = o.now, o.now
	if !full {
		o.serve(a)
		return true
	}
	a.place = isWaiting
	o.waiting = append(o.waiting, a)
	o.queued = append(o.queued, o.now)
	if o.QueueTimeout > 0 {
		o.on(o.now+o.QueueTimeout, onExpiry, a.id, a.serial, func() {
			if a.place == isWaiting {
				o.turnAway(a)
				o.refuse(a)
			}
		})
	}
	return true
}

// makesRoom turns away the newest of those of the last priority that wait, if that is after an
// attempt's own.
func (o *plainRun) makesRoom(a *plainAttempt) bool {
	if o.Discipline != scenario.ByPriority {
		return false
	}
	last := -1
	for i, b := range o.waiting {
		if after := o.priority(b); after > o.priority(a) && (last < 0 || after >= o.priority(o.waiting[last])) {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	b := o.waiting[last]
	o.turnAway(b)
	o.refuse(b)
	return true
}

func (o *plainRun) priority(a *plainAttempt) int {
	return o.For(o.part(a.plainRequest).Strategy).Priority
}

func (o *plainRun) serve(a *plainAttempt) {
	a.place = isServed
	o.busy++
	o.result.QueueWait.Add(o.now - a.entered)
	o.part(a.plainRequest).QueueWait.Add(o.now - a.entered)
	work := o.work.At(o.draw(rng.Service, a.id, a.serial))
	if a.turnedAway {
		work = o.RefusalCost
	}
	d := min(work, plainNever) + o.Slope*time.Duration(o.busy+len(o.waiting))
	if o.Brownout < 1 && o.now >= o.BrownoutFrom && o.now < o.BrownoutTo {
		d = time.Duration(min(float64(d)/o.Brownout, float64(plainNever)))
	}
	o.on(o.now+min(d, plainNever), onDeparture, a.id, a.serial, func() {
		if a.place == isServed {
			o.leave(a)
			if a.turnedAway {
				o.reply(a, retry.Rejected, a.told)
				return
			}
			o.reply(a, retry.Success, retry.NotAsked)
		}
	})
}

// leave frees a server for the next that waits.
func (o *plainRun) leave(a *plainAttempt) {
	o.busy--
	o.gone(a)
	if n := len(o.waiting); n > 0 {
		next := 0
		switch o.Discipline {
		case scenario.LIFO:
			next = n - 1
		case scenario.ByPriority:
			for i, b := range o.waiting {
				if o.priority(b) < o.priority(o.waiting[next]) {
					next = i
				}
			}
		}
		o.serve(o.unqueue(next))
	}
}

// turnAway lets one go that waits.
func (o *plainRun) turnAway(a *plainAttempt) {
	o.drop(a)
	o.unqueue(slices.Index(o.waiting, a))
	o.gone(a)
}

func (o *plainRun) unqueue(i int) *plainAttempt {
	a := o.waiting[i]
	o.waiting = slices.Delete(o.waiting, i, i+1)
	o.dequeued = append(o.dequeued, o.now)
	return a
}

func (o *plainRun) gone(a *plainAttempt) {
	a.place, a.out, o.changed = isNowhere, o.now, o.now
	o.result.ServiceSojourn += (a.out - a.entered).Seconds()
	if !a.turnedAway {
		o.measure(a, a.out-a.entered)
		o.release()
	}
}

// drop counts one that was let in and is let go.
func (o *plainRun) drop(a *plainAttempt) {
	if !a.turnedAway {
		o.result.Dropped++
		a.dropped = true
	}
}

// hangUp is the moment at which the service hears that nobody waits for an attempt.
func (o *plainRun) hangUp(a *plainAttempt) {
	switch a.place {
	case isInBucket:
		a.place = isNowhere // it goes when its turn comes
	case isWaiting:
		o.turnAway(a)
	case isServed:
		o.drop(a)
		o.leave(a)
	}
}

// measure tells an adaptive limit how it went with an attempt.
func (o *plainRun) measure(a *plainAttempt, took time.Duration) {
	if adaptive, is := o.limiter.(limit.Measurer); is {
		adaptive.Measure(took, a.inside, a.dropped)
	}
}

func (o *plainRun) release() {
	o.inside--
	if counts, is := o.limiter.(limit.Releaser); is {
		counts.Release(o.now)
	}
}
