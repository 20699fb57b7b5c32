package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// restart is when crashed clients are up again.
func (e *engine) restart() time.Duration { return e.scenario.Crash + e.scenario.Restart }

// down reports whether a client is down at a time.
func (e *engine) down(client uint32, at time.Duration) bool {
	s := &e.scenario
	return s.Crash > 0 && at >= s.Crash && at < e.restart() &&
		(s.CrashShare == 1 || e.draws.crashes.Float64(client, 0) < s.CrashShare)
}

// upAt is when something comes to a client that is to come at a time: it waits for the restart
// where the client is down. The run lasts until it has come to wait.
func (e *engine) upAt(client uint32, at time.Duration) time.Duration {
	if !e.down(client, at) {
		return at
	}
	e.noteWait(at)
	return e.restart()
}

// upFrom is when a client begins its one request.
func (e *engine) upFrom(client uint32) time.Duration {
	at := e.startOf(client)
	if e.down(client, at) {
		at = e.restart()
	}
	return at
}

// hears is when a client hears of an attempt on the fast path, and of what. After the restart
// it knows of the attempt, but not of the answer.
func (e *engine) hears(client uint32, at time.Duration, a retry.Answer) (time.Duration, retry.Answer) {
	up := e.upAt(client, at)
	if up == at {
		return at, a
	}
	if a.Outcome == retry.Success && at < e.end {
		e.result.Abandoned++
	}
	return up, hungUp
}

// On the fast path the crash is no event. Of a client that loses its state one thing is under
// way at that moment: an attempt, its answer, or the wait for the next. Whoever learns when that
// is to end, before the crash, sees that it ends after it, and has the client begin anew at the
// restart.

// forgot reports whether the client of an attempt has lost its state by a time, and with it the
// request that the attempt is of.
func (e *engine) forgot(t attempt, at time.Duration) bool {
	return at >= e.forgetAt && e.forgets(t)
}

func (e *engine) forgets(t attempt) bool {
	return t.request() == 0 && e.down(t.client, e.forgetAt) && e.startOf(t.client) < e.forgetAt
}

// beginAnew lets a client that has lost its state begin its request again, as another.
func (e *engine) beginAnew(t attempt) {
	if e.memoryOf(t.client) != 0 {
		e.remember(t.client, 0)
	}
	e.recorder.Sent(e.restart())
	e.dispatch(attempt{t.client, 1<<loopShift | 1, t.part}, e.restart())
}

// loseAttempt is the crash of a client whose attempt is under way to the service.
func (e *engine) loseAttempt(t attempt) {
	e.recorder.Answered(e.forgetAt)
	e.beginAnew(t)
}

// loseWait is the crash of a client after an attempt, before the next is to be sent.
func (e *engine) loseWait(t attempt, sent time.Duration) {
	e.noteWait(sent)
	e.parts[t.part].lasted(t.number())
	e.beginAnew(t)
}

// loseAnswer is what becomes of an attempt whose answer no client waits for when it comes: it
// had crashed before, maybe before the attempt reached the service.
func (e *engine) loseAnswer(t attempt, reached time.Duration, kind metrics.Kind, a retry.Answer, answered, heard time.Duration) {
	e.parts[t.part].lasted(t.number())
	if a.Outcome == retry.Success && answered < e.end {
		e.result.Abandoned++
	}
	if reached >= e.forgetAt {
		e.recorder.Reached(reached, kind)
		return
	}
	if answered < e.forgetAt || a.Outcome == retry.TimedOut {
		e.noteWait(heard)
	}
	e.recorder.Attempt(reached, e.forgetAt, kind)
	e.beginAnew(t)
}

// knownFrom is when the request of an attempt began, as its client knows it.
func (e *engine) knownFrom(t attempt) time.Duration {
	if t.request() > 0 {
		return e.restart()
	}
	return e.upFrom(t.client)
}

// crashesAt reports whether clients crash or are down between the moment at which an attempt is
// sent that arrives at a time, and that at which its answer comes. The latency is always the same.
func (e *engine) crashesAt(at time.Duration) bool {
	return e.scenario.Crash > 0 && at >= e.scenario.Crash-e.hop && at < e.restart()+e.hop
}

// beforeCrash sends those of the next attempts after a stretch before the crash that would not arrive
// before it. It returns the others with their delays, where they lie, closed up.
func (e *engine) beforeCrash(r des.Stretch, delays []time.Duration) (des.Stretch, []time.Duration) {
	n := 0
	for i, w := range r.Words {
		sent := r.Base + w.Since() + e.hop + min(delays[i], never)
		if sent+e.hop < e.scenario.Crash {
			r.Words[n], delays[n] = w, delays[i]
			n++
			continue
		}
		t := attempt{w.Client(), w.Attempt(), 0}
		if e.forgot(t, sent) {
			e.loseWait(t, sent)
			continue
		}
		t.serial++
		e.dispatch(t, e.upAt(t.client, sent))
	}
	r.Words = r.Words[:n]
	return r, delays[:n]
}

// crash is the moment at which clients crash, where it is an event. Those that keep their state
// need nothing here: whatever comes to them while they are down waits for the restart.
// Those that lose it forget their request's attempts and begin it anew then.
func (e *engine) crash(now time.Duration) {
	if e.scenario.CrashState != scenario.CrashLost {
		return
	}
	for id := range uint32(len(e.requests)) {
		s := &e.requests[id]
		if s.state == requestIdle || !e.down(s.client, now) {
			continue
		}
		if s.state == requestAsks || s.state == requestAnswer { // the answer is lost
			e.unheard(s)
			e.recorder.Answered(now)
		}
		e.forget(id, now)
		// The new number invalidates events of the old attempts.
		s.loop++
		s.attempt, s.cause, s.lost = 1, 0, true
		e.remembers(id, 0)
		s.state = requestWaits
		e.beginLayers(id, e.restart())
		e.queue.Push(des.Event{At: e.restart(), Kind: sends, Client: id, Attempt: s.serial()})
	}
}

// unheard counts an attempt that was served in vain: its answer reaches a client that is
// down.
func (e *engine) unheard(s *request) {
	if s.state == requestAnswer && s.answer == retry.Success {
		e.result.Abandoned++
	}
}
