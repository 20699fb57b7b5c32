package service

import "testing"

// Numbers of jobs and room in the queue are used again, and a number alone does not
// tell whose job it is.
func TestStationIsSmall(t *testing.T) {
	st := newStation(&Config{Servers: 1, Queue: 100})
	serving, _, _ := st.offer(0, job{caller: 1})
	for i := range uint32(10_000) {
		waits, _, _ := st.offer(0, job{caller: 2, serial: i})
		cut, _, _ := st.offer(0, job{caller: 3, serial: i})
		st.cut(0, cut)
		if serving, _ = st.leave(0, serving); serving != waits || st.find(waits, 2, i) != jobServed || st.find(waits, 3, i) != jobOver || st.find(waits, 2, i+1) != jobOver {
			t.Fatalf("round %d: job %d is served, not %d", i, serving, waits)
		}
	}
	if len(st.jobs) > 10 || len(st.lines[0].jobs) > 100 {
		t.Errorf("%d jobs, a queue of %d", len(st.jobs), len(st.lines[0].jobs))
	}
}
