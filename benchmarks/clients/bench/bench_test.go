package main

import "testing"

// Each way does the whole job: three calls, the last of which succeeds.
func TestTwoFailuresAreThreeCalls(t *testing.T) {
	for _, r := range twoFailures() {
		calls, sink = 0, 0
		r.op()
		if calls != 3 || sink != 1 {
			t.Errorf("%s %s: %d calls, the result is %d", r.name, r.module, calls, sink)
		}
	}
}

func TestTheOthersSucceed(t *testing.T) {
	for _, rows := range [][]row{atOnce(), interceptors(), oneDelay()} {
		for _, r := range rows {
			sink, pause = 1, 1
			r.op()
			if sink != 1 || pause < 0 {
				t.Errorf("%s %s: the result is %d, the delay %v", r.name, r.module, sink, pause)
			}
		}
	}
}
