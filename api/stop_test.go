package api

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestStopEndsTheRun(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(1, storm, 0)
	v.until("frame")
	run := lab.anyFlight(t)
	v.stop(1)
	all := v.until("stopped")
	if last := all[len(all)-1]; last.Run != 1 {
		t.Errorf("run %d is stopped", last.Run)
	}
	<-run.log.finished
	if _, err := run.log.outcome(); !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	eventually(t, "nothing of it is left", func() bool { return lab.underWay() == 0 && len(lab.streams.slots.free) == 0 })
	// Nothing of it follows, and the session goes on.
	v.ask(2, small, 0)
	for _, m := range v.until("done") {
		if m.Run != 2 {
			t.Errorf("a %s of run %d after it was stopped", m.Type, m.Run)
		}
	}
	v.ask(3, storm, 0) // the very run that was stopped
	v.until("frame")
	v.stop(3)
	v.until("stopped")
	v.Close()
	eventually(t, "all goroutines are gone", func() bool { return lab.hub.count() == 0 && goroutines() == 0 })
}

func TestStopLeavesTheRunToOthers(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	leaves, stays := lab.dial(t), lab.dial(t)
	leaves.ask(1, storm, 0)
	leaves.until("frame")
	run := lab.anyFlight(t)
	stays.ask(1, storm, 0)
	stays.until("frame")
	leaves.stop(1)
	leaves.until("stopped")
	if lab.anyFlight(t) != run {
		t.Error("another run")
	}
	stays.until("frame") // of a bin that was computed after the stop, or before
	select {
	case <-run.log.finished:
		t.Error("the run has ended, although somebody watches it")
	default:
	}
	stays.stop(1)
	stays.until("stopped")
	<-run.log.finished
}

func TestMemoryReturnsAfterStops(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(0, small, 0)
	v.until("done")
	base := heap()
	for run := 1; run <= 5; run++ { // each with seats for two hundred thousand
		v.ask(run, fmt.Sprintf("clients=100000&rate=1&burst=1&strategies=fixed,full&base=100ms&cap=100ms&attempts=1000&bin=10ms&seed=%d", run), 0)
		v.until("frame")
		v.stop(run)
		v.until("stopped")
	}
	const slack = 1 << 20
	eventually(t, "memory is back within 10 %, with the session open", func() bool { return heap() < 1.1*base+slack })
	t.Logf("heap %.1f MB before, %.1f MB after", base/1e6, heap()/1e6)
}

// A stop of what is over, or never was, has no answer and does no harm.
func TestStopsThatComeTooLate(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	v.stop(1)
	v.ask(1, small, 0)
	v.until("done")
	v.stop(1)
	v.ask(2, "rate=0", 0)
	if m := v.next(); m.Type != "error" || m.Run != 2 {
		t.Errorf("got %+v", m)
	}
	v.stop(2)
	v.ask(3, small, 0)
	v.stop(2)
	all := v.until("done")
	for _, m := range all {
		if m.Run != 3 {
			t.Errorf("a %s of run %d", m.Type, m.Run)
		}
	}
}

func TestStopOfARunThatWaitsForItsTurn(t *testing.T) {
	lab := startLab(t)
	release := lab.streams.slots.hold(t)
	v := lab.dial(t)
	v.ask(1, small, 0)
	v.until("hello")
	v.stop(1)
	v.until("stopped")
	eventually(t, "it waits no more", func() bool { return lab.underWay() == 0 })
	release()
	v.ask(2, small, 0)
	v.until("done")
}

// What is in the queue between reader and writer, message by message.
func TestQueueOfRequests(t *testing.T) {
	ask, stop := func(run uint64) request { return request{run: run} }, func(run uint64) request { return request{run: run, stop: true} }
	early := request{run: 2, stop: true, early: true}
	for _, row := range []struct {
		name  string
		given []request
		want  request
	}{
		{"a run", []request{ask(1)}, ask(1)},
		{"the latest wins", []request{ask(1), ask(2)}, ask(2)},
		{"a stop", []request{stop(1)}, stop(1)},
		{"a run after a stop", []request{stop(1), ask(2)}, ask(2)},
		{"a late stop does not stop the next run", []request{ask(2), stop(1)}, ask(2)},
		{"a stop before its run was taken up", []request{ask(2), stop(2)}, early},
		{"twice", []request{ask(2), stop(2), stop(2)}, early},
		{"stops of others", []request{ask(2), stop(2), stop(1)}, early},
		{"a stop of nothing", []request{stop(1), stop(9)}, stop(1)},
	} {
		s := &session{latest: make(chan request, 1)}
		for _, r := range row.given {
			s.queue(r)
		}
		if got := <-s.latest; got != row.want {
			t.Errorf("%s: %+v, want %+v", row.name, got, row.want)
		}
	}
}

// A run that was asked for and stopped before the writer came to it ends the run
// before it, as any request does.
func TestEarlyStopEndsTheRunBefore(t *testing.T) {
	f := newTestFlights(t)
	var sent []string
	out := outlet(func(m []byte) error { sent = append(sent, string(m)); return nil })
	flight := f.join(scenarioOf(t, storm), class{"test", 1 << 40, newSlots(1, 0), false})
	shown := &feed{run: 1, flight: flight, ticker: time.NewTicker(time.Hour)}
	next, err := (&session{}).turn(out, shown, request{run: 2, stop: true, early: true})
	if err != nil || next != nil || fmt.Sprint(sent) != "[{\"type\":\"stopped\",\"run\":2}\n]" {
		t.Errorf("%v, %v, %q", next, err, sent)
	}
	<-flight.log.finished
}

// Stops are messages like any other: a flood ends the session.
func TestFloodOfStops(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	for range 1000 {
		if v.WriteMessage(1, []byte(`{"type":"stop","run":1}`)) != nil {
			break
		}
	}
	if code, _ := v.closed(); code != errTooMany.code {
		t.Errorf("closed with %d", code)
	}
}
