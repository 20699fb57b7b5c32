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
