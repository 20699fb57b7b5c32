package api

import (
	"encoding/json"
	"testing"
)

// marathon is a run of eighty million attempts, a fixed number in each of its bins.
const marathon = "population=closed&clients=1000&duration=400s&bin=100ms&think=10ms&strategies=full,fixed&limiter=none"

func TestLongRunTellsItsProgress(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 1 << 40 })
	v := lab.dial(t)
	v.ask(5, marathon, 0)
	last, told, known := 0.0, 0, false
	for told < 3 || !known || last == 0 {
		all := v.until("progress")
		m := all[len(all)-1]
		if m.Run != 5 || m.Share == nil || *m.Share < last || *m.Share >= 1 {
			t.Fatalf("%+v after %v", m, last)
		}
		if m.LeftMS != nil && *m.LeftMS > 0 {
			known = true
		}
		last = *m.Share
		told++
	}
	// Who comes later hears of the same run.
	other := lab.dial(t)
	other.ask(1, marathon, 0)
	all := other.until("progress")
	if m := all[len(all)-1]; *m.Share < last {
		t.Errorf("%v is told to one, %v to another later", last, *m.Share)
	}
}

// A run that waits for its turn tells it once. What is not known is null.
func TestProgressThatDoesNotChangeIsToldOnce(t *testing.T) {
	lab := startLab(t)
	release := lab.streams.slots.hold(t)
	defer release()
	var sent []string
	out := outlet(func(m []byte) error { sent = append(sent, string(m)); return nil })
	f, err := lab.openFeed(t.Context(), out, request{run: 3, query: small})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for range 3 {
		if err := f.tell(); err != nil {
			t.Fatal(err)
		}
	}
	if len(sent) != 2 || sent[1] != `{"type":"progress","run":3,"share":0,"percent":"0 %","left_ms":null,"words":"0 %"}`+"\n" {
		t.Errorf("%q", sent[1:])
	}
	f.flight.log.begin()
	f.flight.log.proceed(0.5)
	if err := f.tell(); err != nil {
		t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal([]byte(sent[2]), &m); err != nil || *m.Share != 0.5 {
		t.Errorf("%q, %v", sent[2], err)
	}
}

// The share is that of all there is to do, replications too, and ends at 1.
func TestProgressCountsReplications(t *testing.T) {
	f := newTestFlights(t)
	for query, want := range map[string]float64{small: 1, small + "&runs=4": 1} {
		r := f.join(scenarioOf(t, query), class{"test", 1_000_000, newSlots(1, 0), false})
		<-r.log.finished
		if share, _, _ := r.log.estimate(); share != want {
			t.Errorf("%s ends at %v, want %v", query, share, want)
		}
		r.leave()
	}
	if work := (&flight{scenario: scenarioOf(t, small+"&runs=4")}).work(); work != 5 {
		t.Errorf("a run and four replications are %v runs", work)
	}
}
