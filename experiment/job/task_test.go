package job

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

const most = 1_000_000 // attempts

func parsed(t testing.TB, query string) scenario.Scenario {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func simulated(t testing.TB, task Task) Sample {
	t.Helper()
	s, err := task.Simulate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A sample has of each replication what a run under its seed has.
func TestSampleIsTheRuns(t *testing.T) {
	s := parsed(t, "clients=60&strategies=full,exponential&seed=7")
	got := simulated(t, NewTask(s, 3, 4, most))
	for r := range 4 {
		one := s
		one.Seed = rng.Replication(s.Seed, 3+r)
		results, err := sim.Simulate(t.Context(), one, most)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range results {
			if got.Of(i, "attempts")[r] != float64(want.Attempts) || got.Of(i, "done_99")[r] != want.Done99.Seconds() ||
				got.Of(i, "success_percent")[r] != 100*float64(want.Successes)/float64(want.Requests) {
				t.Errorf("replication %d of %s: %v attempts, 99 %% done at %v; want %d, %v", 3+r, want.Strategy, got.Of(i, "attempts")[r], got.Of(i, "done_99")[r], want.Attempts, want.Done99)
			}
		}
	}
}

// What a run has not is NaN, in the form of bytes, too.
func TestSampleOfRunsWithout(t *testing.T) {
	s := simulated(t, NewTask(parsed(t, "clients=3&attempts=1&outage=refuse&outage-to=1m&strategies=full"), 0, 2, most))
	if x := s.Of(0, "done_99"); !math.IsNaN(x[0]) || !math.IsNaN(x[1]) {
		t.Errorf("99 %% done at %v where nobody ever is", x)
	}
	again := read(t, written(t, s))
	if x := again.Of(0, "done_99"); !math.IsNaN(x[0]) {
		t.Errorf("read again: %v", x)
	}
}

func written(t testing.TB, s Sample) []byte {
	t.Helper()
	b, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, b []byte) Sample {
	t.Helper()
	var s Sample
	if err := s.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	return s
}

// Bytes are the same again, and any that are cut, or are none, are an error.
func TestSampleAsBytes(t *testing.T) {
	for _, s := range []Sample{simulated(t, NewTask(parsed(t, "clients=9"), 0, 3, most)), {Failed: "It is too large."}} {
		b := written(t, s)
		if again := written(t, read(t, b)); !bytes.Equal(again, b) {
			t.Error("the bytes of a sample that was read are others")
		}
		for n := range len(b) {
			if err := new(Sample).UnmarshalBinary(b[:n]); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%d of %d bytes: %v", n, len(b), err)
			}
		}
	}
	for _, b := range [][]byte{nil, {2}, {1, 0}, {1, 0xff, 0xff, 0xff, 0xff, 0x7f}, slices.Repeat([]byte{1}, 40)} {
		if err := new(Sample).UnmarshalBinary(b); !errors.Is(err, ErrDamaged) {
			t.Errorf("%v: %v", b, err)
		}
	}
}

func FuzzSample(f *testing.F) {
	f.Add(written(f, Sample{Failed: "no"}))
	f.Add(written(f, simulated(f, NewTask(parsed(f, "clients=1"), 0, 1, most))))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Sample
		if s.UnmarshalBinary(b) == nil {
			_ = written(t, s)
		}
	})
}

// Replications in tasks of any size are the same ones.
func TestJoinedIsTheWhole(t *testing.T) {
	s := parsed(t, "clients=20&strategies=full,equal")
	whole := simulated(t, NewTask(s, 2, 7, most))
	parts := Joined([]Sample{simulated(t, NewTask(s, 2, 1, most)), simulated(t, NewTask(s, 3, 4, most)), simulated(t, NewTask(s, 7, 2, most))})
	if !bytes.Equal(written(t, whole), written(t, parts)) {
		t.Error("seven replications in three tasks differ from those in one")
	}
	if s := Joined([]Sample{whole, {Failed: "no"}}); s.Failed != "no" {
		t.Errorf("joined with a failed one: %q", s.Failed)
	}
}

// Tasks cover what is asked for, each once; large runs are alone.
func TestTasksCover(t *testing.T) {
	for query, each := range map[string]int{"clients=10": mostRuns, "clients=200000": 1} {
		next := 5
		for _, task := range Tasks(parsed(t, query), 5, 100, most) {
			if task.First != next || task.Runs < 1 || task.Runs > each {
				t.Fatalf("%s: replications %d+%d after %d", query, task.First, task.Runs, next)
			}
			next += task.Runs
		}
		if next != 105 {
			t.Errorf("%s: up to %d, want 105", query, next)
		}
	}
}

// A key tells tasks apart by all that their samples depend on.
func TestKeysDiffer(t *testing.T) {
	base := Task{"clients=5", 0, 1, 10}
	keys := map[string]bool{base.Key(): true}
	for _, other := range []Task{{"clients=6", 0, 1, 10}, {"clients=5", 1, 1, 10}, {"clients=5", 0, 2, 10}, {"clients=5", 0, 1, 11}} {
		keys[other.Key()] = true
	}
	if len(keys) != 5 || len(base.Key()) != 32 {
		t.Errorf("%d keys of 5 tasks: %v", len(keys), keys)
	}
	if !strings.HasPrefix(identity, sim.EngineVersion+" ") {
		t.Errorf("keys do not depend on the engine: %s", identity)
	}
}

// What is wrong with a task is the reason of its sample, and no error.
func TestTasksThatFail(t *testing.T) {
	for _, tt := range []struct {
		task Task
		want string
	}{
		{Task{"clients=none", 0, 1, most}, "clients=none"},
		{Task{"", -1, 1, most}, "There are no replications from −1 on"},
		{Task{"", math.MaxInt32, 1, most}, "There are no replications from"},
		{Task{"", 0, 0, most}, "A task has 1 to"},
		{Task{"", 0, 1 << 40, most}, "this one has 1\u202f099"},
		{Task{"", 0, 1, 0}, "more than 0 attempts"},
		{NewTask(parsed(t, "clients=1000"), 0, 2, 1500), "1\u202f500"},
	} {
		if s := simulated(t, tt.task); !strings.Contains(s.Failed, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.task, s.Failed, tt.want)
		}
	}
}

func TestEstimateGrows(t *testing.T) {
	small, large := Tasks(parsed(t, "clients=1000"), 0, 1000, most), Tasks(parsed(t, "clients=100000"), 0, 1000, most)
	if len(small) >= len(large) {
		t.Errorf("%d tasks of small runs, %d of large ones", len(small), len(large))
	}
	t.Log(taskTime/time.Duration(small[0].Runs), "a run of 1,000 clients")
}
