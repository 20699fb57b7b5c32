package runs

import (
	"testing"

	"backofflab/experiment"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// foundOf is a run with columns of so many numbers in all.
func foundOf(numbers int) experiment.Outcome {
	return experiment.Outcome{Results: []sim.Result{{Columns: metrics.Columns{Attempts: make([]int, numbers)}}}}
}

func TestShelfKeepsWhatWasAskedForLast(t *testing.T) {
	one := numbersOf(foundOf(1000).Results)
	s := newCache(3, 10*one)
	for _, key := range []string{"a", "b", "c"} {
		s.put(key, foundOf(1000))
	}
	if _, there := s.get("a"); !there {
		t.Fatal("what was put is not there")
	}
	s.put("d", foundOf(1000)) // b was not asked for longest
	s.put("d", foundOf(1000)) // twice is once
	for key, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": false} {
		if _, there := s.get(key); there != want {
			t.Errorf("%s is kept: %v, want %v", key, there, want)
		}
	}
	if s.held != 3*one || s.latest.Len() != 3 {
		t.Errorf("%d numbers of %d runs, want %d of 3", s.held, s.latest.Len(), 3*one)
	}
}

func TestShelfIsBoundedInNumbers(t *testing.T) {
	one := numbersOf(foundOf(1000).Results)
	s := newCache(100, 2*one)
	for _, key := range []string{"a", "b", "c"} {
		s.put(key, foundOf(1000))
	}
	s.put("huge", foundOf(3*one))
	for key, want := range map[string]bool{"a": false, "b": true, "c": true, "huge": false} {
		if _, there := s.get(key); there != want {
			t.Errorf("%s is kept: %v, want %v", key, there, want)
		}
	}
	if s.held > 2*one {
		t.Errorf("%d numbers are held, the bound is %d", s.held, 2*one)
	}
}
