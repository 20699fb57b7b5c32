package service

import (
	"slices"
	"testing"
	"time"
)

// Who waits is served by class, and of a class in the order of arrival. Callers are named by
// their class, the tens, and their number within it.
func TestQueueByPriority(t *testing.T) {
	const second = time.Second
	for _, tt := range []struct {
		shows   string
		queue   int
		arrive  []uint32 // one every 10 ms; each is served for a second
		answers []string
	}{
		{"nobody who is being served is interrupted", 5, []uint32{20, 0}, []string{"20: 0 at 1s", "0: 0 at 2s"}},
		{"of those that wait the first class goes first, and of it the first that came", 9, []uint32{20, 21, 10, 0, 11, 1},
			[]string{"20: 0 at 1s", "0: 0 at 2s", "1: 0 at 3s", "10: 0 at 4s", "11: 0 at 5s", "21: 0 at 6s"}},
		{"in a full queue the newest of the last class makes room", 3, []uint32{20, 10, 21, 22, 0},
			[]string{"22: 2 at 40ms", "20: 0 at 1s", "0: 0 at 2s", "10: 0 at 3s", "21: 0 at 4s"}},
		{"one after the other, and of the next class when the last has none left", 2, []uint32{20, 10, 21, 0, 1},
			[]string{"21: 2 at 30ms", "10: 2 at 40ms", "20: 0 at 1s", "0: 0 at 2s", "1: 0 at 3s"}},
		{"nobody makes room for his own class", 2, []uint32{20, 10, 11, 12}, []string{"12: 2 at 30ms", "20: 0 at 1s", "10: 0 at 2s", "11: 0 at 3s"}},
		{"nor for one after it", 1, []uint32{0, 1, 10}, []string{"10: 2 at 20ms", "0: 0 at 1s", "1: 0 at 2s"}},
	} {
		d := open(Config{Limiter: limiter("none"), Works: true, Work: work("constant", second), Servers: 1, Queue: tt.queue, Classes: 3})
		for i, caller := range tt.arrive {
			d.arrive(time.Duration(i)*10*time.Millisecond, caller)
		}
		d.until(time.Minute)
		if !slices.Equal(d.answers, tt.answers) {
			t.Errorf("%s: %v, want %v", tt.shows, d.answers, tt.answers)
		}
		if s := d.service; s.Present() != 0 || s.Area()-s.Sojourn() > 1e-6 || s.Sojourn()-s.Area() > 1e-6 {
			t.Errorf("%s: %d are there, area %v, sojourn %v", tt.shows, s.Present(), s.Area(), s.Sojourn())
		}
	}
}

// One that makes room gives its room back, however many do.
func TestMakingRoomIsSmall(t *testing.T) {
	d := open(Config{Limiter: limiter("none"), Works: true, Work: work("constant", time.Hour), Servers: 1, Queue: 2, Classes: 3})
	d.arrive(0, 0)
	for range 10_000 {
		d.arrive(0, 20)
		d.service.makeRoom(0, 1)
		d.arrive(0, 21)
		d.service.makeRoom(0, 1)
	}
	if st := &d.service.station; len(st.jobs) > 10 || len(st.lines[2].jobs) > 10 {
		t.Errorf("%d jobs, a line of %d", len(st.jobs), len(st.lines[2].jobs))
	}
}
