package api

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gorilla/websocket"

	"backofflab/internal/labtest"
)

func TestStopEndsTheRun(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(1, labtest.Storm, 0)
	v.until("frame")
	run := lab.anyRun(t)
	v.stop(1)
	all := v.until("stopped")
	if last := all[len(all)-1]; last.Run != 1 {
		t.Errorf("run %d is stopped", last.Run)
	}
	<-run.Done()
	if _, err := run.Result(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	labtest.Eventually(t, "nothing of it is left", func() bool { return lab.pool.UnderWay() == 0 && lab.streamClass.Slots.InUse() == 0 })
	// Nothing of it follows, and the session goes on.
	v.ask(2, labtest.Small, 0)
	for _, m := range v.until("done") {
		if m.Run != 2 {
			t.Errorf("a %s of run %d after it was stopped", m.Type, m.Run)
		}
	}
	v.ask(3, labtest.Storm, 0) // the very run that was stopped
	v.until("frame")
	v.stop(3)
	v.until("stopped")
	v.Close()
	labtest.Eventually(t, "all goroutines are gone", func() bool { return lab.streams.Counts().Open == 0 && goroutines() == 0 })
}

func TestStopLeavesTheRunToOthers(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	leaves, stays := lab.dial(t), lab.dial(t)
	leaves.ask(1, labtest.Storm, 0)
	leaves.until("frame")
	run := lab.anyRun(t)
	stays.ask(1, labtest.Storm, 0)
	stays.until("frame")
	leaves.stop(1)
	leaves.until("stopped")
	if lab.anyRun(t) != run {
		t.Error("another run")
	}
	stays.until("frame") // of a bin that was computed after the stop, or before
	select {
	case <-run.Done():
		t.Error("the run has ended, although somebody watches it")
	default:
	}
	stays.stop(1)
	stays.until("stopped")
	<-run.Done()
}

func TestMemoryReturnsAfterStops(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(0, labtest.Small, 0)
	v.until("done")
	base := heap()
	for run := 1; run <= 5; run++ { // each with seats for two hundred thousand
		v.ask(run, fmt.Sprintf("clients=100000&rate=1&burst=1&strategies=fixed,full&base=100ms&cap=100ms&attempts=1000&bin=10ms&seed=%d", run), 0)
		v.until("frame")
		v.stop(run)
		v.until("stopped")
	}
	const slack = 1 << 20
	labtest.Eventually(t, "memory is back within 10 %, with the session open", func() bool { return heap() < 1.1*base+slack })
	t.Logf("heap %.1f MB before, %.1f MB after", base/1e6, heap()/1e6)
}

// A stop of what is over, or never was, has no answer and does no harm.
func TestStopsThatComeTooLate(t *testing.T) {
	lab := startLab(t)
	v := lab.dial(t)
	v.stop(1)
	v.ask(1, labtest.Small, 0)
	v.until("done")
	v.stop(1)
	v.ask(2, "rate=0", 0)
	if m := v.next(); m.Type != "error" || m.Run != 2 {
		t.Errorf("got %+v", m)
	}
	v.stop(2)
	v.ask(3, labtest.Small, 0)
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
	release := hold(t, lab.streamClass.Slots)
	v := lab.dial(t)
	v.ask(1, labtest.Small, 0)
	v.until("hello")
	v.stop(1)
	v.until("stopped")
	labtest.Eventually(t, "it waits no more", func() bool { return lab.pool.UnderWay() == 0 })
	release()
	v.ask(2, labtest.Small, 0)
	v.until("done")
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
	if code, _ := v.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("closed with %d", code)
	}
}
