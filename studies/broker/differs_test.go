package broker

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
)

// Two results of one job that differ are a broken determinism, and the batch says so.
func TestResultsThatDiffer(t *testing.T) {
	b := open(t, quickConfig(""))
	// Every call has another result, and the first is late: its job is another's by then.
	var calls atomic.Int64
	second := make(chan struct{})
	odd := func(ctx context.Context, payload []byte) ([]byte, error) {
		if string(payload) != "odd" {
			<-ctx.Done() // until the batch has ended
			return nil, ctx.Err()
		}
		if calls.Add(1) == 1 {
			<-second
			return []byte("one"), nil
		}
		defer close(second)
		return []byte("two"), nil
	}
	work(t, b, 3, odd) // one for each call of the odd job, and one for the last
	end := submit(b, t.Context(), "b", jobsWith("odd", "last"), func(int, Result) {})
	until(t, "the odd job is under way", func() bool { return calls.Load() == 1 })
	deliverAgain(t, b)
	err := await(t, end)
	var differ *DiffersError
	if !errors.As(err, &differ) || differ.Batch != "b" || differ.Job != "0" {
		t.Fatalf("%v", err)
	}
	one, two := digest([]byte("one")), digest([]byte("two"))
	if got := []string{differ.First, differ.Second}; !strings.Contains(strings.Join(got, " "), one) || !strings.Contains(strings.Join(got, " "), two) {
		t.Errorf("digests %q, want those of one and two, %s and %s", got, one, two)
	}
	if !strings.Contains(err.Error(), one) || !strings.Contains(err.Error(), "job 0 of batch b") {
		t.Errorf("the error does not name job and digests: %v", err)
	}
}

// deliverAgain puts the first job of a batch into the stream once more, as if its worker
// had been silent.
func deliverAgain(t testing.TB, b *Broker) {
	t.Helper()
	if err := b.link.purge(t.Context(), jobsName, jetstream.WithPurgeSubject(batch{"e1", "b"}.subject("0"))); err != nil {
		t.Fatal(err)
	}
}

// A worker's failure says nothing of determinism, and neither does the same result again.
func TestFailureDoesNotDiffer(t *testing.T) {
	b := open(t, quickConfig(""))
	work(t, b, 1, act)
	if err := b.Do(t.Context(), "b", jobsWith("a"), func(int, Result) {}); err != nil {
		t.Fatal(err)
	}
	c := newCrew(b.link, 1, act)
	for _, row := range []struct {
		key           string
		first, second Result
		recorded      bool
	}{
		{"e1.x.same", Result{Bytes: []byte("r")}, Result{Bytes: []byte("r")}, false},
		{"e1.x.empty", Result{Bytes: []byte{}}, Result{Bytes: []byte{}}, false},
		{"e1.x.failed", Result{Failed: "late"}, Result{Bytes: []byte("r")}, false},
		{"e1.x.later", Result{Bytes: []byte("r")}, Result{Failed: "late"}, false},
		{"e1.x.differ", Result{Bytes: []byte("r")}, Result{Bytes: []byte("s")}, true},
	} {
		for _, r := range []Result{row.first, row.second, row.second} {
			if !c.keep(t.Context(), row.key, r) {
				t.Fatal(row.key, "is not kept")
			}
		}
		kept, err := b.link.results.Get(t.Context(), row.key)
		if err != nil || string(kept.Value()) != string(row.first.encode()) {
			t.Errorf("%s: kept is %q, %v; the first result stays", row.key, kept.Value(), err)
		}
		if _, err := b.link.results.Get(t.Context(), differs(row.key)); (err == nil) != row.recorded {
			t.Errorf("%s: recorded %v, want %v", row.key, err == nil, row.recorded)
		}
	}
}
