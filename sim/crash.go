package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
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

// crash is the moment at which clients crash. Those that keep their state need
// nothing here: whatever comes to them while they are down waits for the restart.
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
