package sim

import (
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

func meterOf(t *testing.T, query string, life time.Duration) (*Meter, *service.Service) {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	r := scenario.Resolve(s)
	return NewMeter(&r, 10, life), service.New(ServiceOf(&r), nil)
}

// When 95 % had succeeded is exact while each success is written down, and then to a thousandth.
func TestMeterOfManySuccesses(t *testing.T) {
	for _, n := range []int{1000, MaxSuccesses, 3 * MaxSuccesses} {
		m, s := meterOf(t, "", time.Hour)
		for i := range n {
			at := time.Duration(i) * time.Millisecond
			m.Opened(at)
			m.Sent(at)
			m.Reached(at, 0, false, metrics.Accepted)
			m.Answered(at)
			m.Completed(at, 0)
		}
		want := time.Duration((95*n+99)/100-1) * time.Millisecond
		r := m.Result(time.Hour-1, "full", 1, s)
		off := r.Done95 - want
		if !r.HasDone95 || off < 0 || off > want/1000 || n <= MaxSuccesses && off != 0 {
			t.Errorf("%d successes: %v, want %v", n, r.Done95, want)
		}
		if r.Requests != n || r.Successes != n || r.Unfinished != 0 || r.Attempts != n || r.Strategy != "full" {
			t.Errorf("%+v", r)
		}
	}
}

// Narrow bins become wider than the scenario's, rather than end before the meter's life.
func TestMeterWithNarrowBins(t *testing.T) {
	m, s := meterOf(t, "bin=1ms&attempts=1", 15*time.Minute)
	for _, at := range []time.Duration{0, time.Second, 15*time.Minute - 1} {
		m.Reached(at, 0, true, metrics.Rejected)
	}
	r := m.Result(15*time.Minute-1, "", 1, s)
	if n := len(r.Columns.Attempts); n > scenario.MaxBins || n < scenario.MaxBins/4 || r.Rejected != 3 || r.Length() < 15*time.Minute-r.Bin {
		t.Errorf("%d bins of %v, %d rejected", n, r.Bin, r.Rejected)
	}
}

// What it returned does not change with what comes after.
func TestMeterResultStays(t *testing.T) {
	m, s := meterOf(t, "", time.Hour)
	m.Opened(0)
	m.Reached(0, 0, false, metrics.Accepted)
	m.Completed(0, time.Second)
	m.Waited(time.Second)
	before := m.Result(time.Second, "", 1, s)
	for range 100 {
		m.Opened(time.Second)
		m.Reached(time.Second, 1, true, metrics.Rejected)
		m.Completed(time.Second, 2*time.Second)
		m.Waited(2 * time.Second)
	}
	m.Result(time.Second, "", 1, s)
	if before.Completion.Max() != time.Second || before.QueueWait.Count() != 1 || before.Columns.Attempts[0] != 1 || len(before.Waves) != 0 {
		t.Errorf("%+v", before)
	}
}

// An outage is over when its last request is, and not before.
func TestMeterRecovery(t *testing.T) {
	m, s := meterOf(t, "outage=refuse&outage-from=1s&outage-to=2s&crash=1s&crash-share=0.5", time.Hour)
	m.Opened(1500 * time.Millisecond)
	if r := m.Result(3*time.Second, "", 1, s); !r.HasTrigger || r.Recovered {
		t.Errorf("with a request open: %+v", r)
	}
	m.Completed(5*time.Second, 0)
	if r := m.Result(6*time.Second, "", 1, s); !r.Recovered || r.Recovery != 3*time.Second {
		t.Errorf("after its end: %v %v", r.Recovered, r.Recovery)
	}
	m.Opened(7 * time.Second)
	m.GaveUp(8*time.Second, retry.GiveUpAttempts)
	if r := m.Result(9*time.Second, "", 1, s); r.Recovered || r.GaveUp.Attempts != 1 {
		t.Errorf("with one that gave up: %+v", r)
	}
}
