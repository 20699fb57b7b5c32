package stream

import (
	"fmt"
	"testing"
	"time"

	"backofflab/internal/labtest"
	"backofflab/runs"
)

// What is in the queue between reader and writer, message by message.
func TestQueueOfRequests(t *testing.T) {
	ask, stop := func(run uint64) request { return request{run: run} }, func(run uint64) request { return request{run: run, stop: true} }
	early := request{run: 2, stop: true, beforeStart: true}
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
	f := pool(t)
	var sent []string
	out := whole(func(m []byte) error { sent = append(sent, string(m)); return nil })
	shared := f.Join(t.Context(), labtest.ScenarioOf(t, labtest.Storm), runs.Class{Name: "test", Attempts: 1 << 40, Slots: runs.NewTurns(1, 0), Partial: false})
	shown := &feed{run: 1, shared: shared, more: ready, ticker: time.NewTicker(time.Hour)}
	next, err := (&session{}).handle(out, shown, request{run: 2, stop: true, beforeStart: true})
	if err != nil || next != nil || fmt.Sprint(sent) != "[{\"type\":\"stopped\",\"run\":2}\n]" {
		t.Errorf("%v, %v, %q", next, err, sent)
	}
	<-shared.Done()
}
