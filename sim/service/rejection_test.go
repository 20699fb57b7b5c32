package service

import (
	"slices"
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/retry"
)

// A rejection that costs waits for a server and occupies it, before it is told with the hint
// of its arrival. It holds nothing of a limit of those in the service, and is no loss of work
// when nobody waits for it.
func TestRejectionsCost(t *testing.T) {
	const ms = time.Millisecond
	one := Config{
		Limiter: limiter("concurrency"), Limits: limit.Params{Concurrency: 1}, Hint: Constant{time.Second},
		Works: true, Work: work("constant", 100*ms), Servers: 1, Queue: 2, RefusalCost: 30 * ms,
	}
	d := open(one)
	var got []Verdict
	for caller := range uint32(4) {
		got = append(got, d.arrive(0, caller)) // one is served, two wait, one finds no place
	}
	got = append(got, d.arrive(110*ms, 4)) // there is room in the limit, though not at the server
	got = append(got, d.arrive(200*ms, 5)) // it is in the service yet
	d.until(time.Second)
	if want := []Verdict{Taken, TurnedAway, TurnedAway, Refused, Taken, TurnedAway}; !slices.Equal(got, want) {
		t.Errorf("verdicts %v, want %v", got, want)
	}
	// 0 success, 1 rejected, 2 unavailable
	want := []string{"3: 2 at 0s", "0: 0 at 100ms", "1: 1 at 130ms", "2: 1 at 160ms", "4: 0 at 260ms", "5: 1 at 290ms"}
	if !slices.Equal(d.answers, want) {
		t.Errorf("answers %v, want %v", d.answers, want)
	}

	one.Notices, one.QueueTimeout = true, 120*ms
	d = open(one)
	for caller := range uint32(3) {
		d.arrive(0, caller)
	}
	d.until(110 * ms)
	d.service.Cancel(110*ms, 1, 1) // while a server tells it
	d.until(time.Second)
	if want := []string{"0: 0 at 100ms", "2: 1 at 140ms"}; !slices.Equal(d.answers, want) {
		t.Errorf("after one hung up: answers %v, want %v", d.answers, want)
	}
	if d.service.Dropped() != 0 || d.service.Present() != 0 || d.queued != 0 {
		t.Errorf("dropped %d, present %d, queued %d", d.service.Dropped(), d.service.Present(), d.queued)
	}

	d = open(one)
	d.arrive(0, 8)
	d.arrive(0, 9)
	d.until(100 * ms)
	for _, e := range d.events {
		if e.What == Departs {
			if a, _ := d.service.Happen(130*ms, e.Event); e.at != 130*ms || a.Outcome != retry.Rejected || a.RetryAfter != time.Second {
				t.Errorf("at %v told %+v", e.at, a)
			}
			return
		}
	}
	t.Error("nobody is told")
}
