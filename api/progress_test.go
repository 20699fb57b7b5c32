package api

import (
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
