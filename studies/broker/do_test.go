package broker

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"backofflab/internal/format"
)

// counted counts the calls of act.
func counted(n *atomic.Int64) Work {
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		n.Add(1)
		return act(ctx, payload)
	}
}

// jobsLeft is how many jobs the stream of a broker has.
func jobsLeft(t testing.TB, b *Broker) jetstream.StreamState {
	t.Helper()
	s, err := b.link.js.Stream(t.Context(), jobsName)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State
}

// The same batch that two processes submit is done once, and both get all of it; a third
// one gets it at once.
func TestSameBatchTwice(t *testing.T) {
	url, _ := serve(t, nil)
	c := quickConfig(url)
	c.AckWait = 10 * time.Second // no worker is slow enough to lose its job
	first, second, workers := open(t, c), open(t, c), open(t, c)
	var runs atomic.Int64
	stop := work(t, workers, 3, counted(&runs))
	payloads := plain(500)
	a, b := collect(t), collect(t)
	ends := []<-chan error{submit(first, t.Context(), "b", jobsWith(payloads...), a.done), submit(second, t.Context(), "b", jobsWith(payloads...), b.done)}
	for _, end := range ends {
		if err := await(t, end); err != nil {
			t.Fatal(err)
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	third := collect(t)
	if err := first.Do(t.Context(), "b", jobsWith(payloads...), third.done); err != nil {
		t.Fatal(err)
	}
	for _, got := range []*collected{a, b, third} {
		got.check(payloads, nil)
	}
	if runs.Load() != 500 {
		t.Errorf("500 jobs were run %d times", runs.Load())
	}
}

// A batch that is cancelled half-way leaves no job behind; what was done is not done again.
func TestCancelledHalfWay(t *testing.T) {
	url, _ := serve(t, nil)
	c := quickConfig(url)
	c.AckWait = 10 * time.Second
	b, workers := open(t, c), open(t, c)
	var runs atomic.Int64
	gate, began := filepath.Join(t.TempDir(), "gate"), make(chan struct{}, 1)
	work(t, workers, 1, func(ctx context.Context, payload []byte) ([]byte, error) {
		runs.Add(1)
		if strings.HasPrefix(string(payload), "gate") {
			began <- struct{}{}
		}
		return act(ctx, payload)
	})
	payloads := append(plain(30), "gate "+gate)
	payloads = append(payloads, plain(30)...)
	ctx, cancel := context.WithCancelCause(t.Context())
	got := collect(t)
	end := submit(b, ctx, "b", jobsWith(payloads...), got.done)
	<-began
	cause := errors.New("the reader left")
	cancel(cause)
	if err := await(t, end); !errors.Is(err, cause) {
		t.Errorf("it ends with %v", err)
	}
	if left := jobsLeft(t, b).Msgs; left != 0 {
		t.Errorf("%d jobs are left in the stream", left)
	}
	create(t, gate)
	again := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith(payloads...), again.done)); err != nil {
		t.Fatal(err)
	}
	again.check(payloads, nil)
	if runs.Load() != 61 {
		t.Errorf("61 jobs were run %d times", runs.Load())
	}
}

// However many jobs there are, few are in the stream, and in memory.
func TestMemoryIsBounded(t *testing.T) {
	b := open(t, quickConfig(""))
	work(t, b, 2, func(context.Context, []byte) ([]byte, error) { return []byte("done"), nil })
	made, got, most := 0, 0, 0
	jobs := func(yield func(Job) bool) {
		for made < *many {
			made++
			if !yield(Job{ID: fmt.Sprint(made), Payload: make([]byte, 1000)}) {
				return
			}
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	err := await(t, submit(b, t.Context(), "b", jobs, func(int, Result) {
		got++
		most = max(most, made-got)
	}))
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if got != *many {
		t.Errorf("%d results of %d jobs", got, *many)
	}
	// Jobs of no time that are done, and whose acknowledgement is on its way, count as
	// workers, so the window is wider than for jobs that take any.
	if most > 1000 {
		t.Errorf("%d jobs were taken and not answered", most)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2*b.config.MaxBytes+(16<<20) {
		t.Errorf("%s bytes more than before", format.Count(grown))
	}
}

// Two batches take turns: a short one that comes later does not wait for the end of a long one.
func TestBatchesTakeTurns(t *testing.T) {
	b := open(t, quickConfig(""))
	gate := filepath.Join(t.TempDir(), "gate")
	work(t, b, 1, act)
	long := append([]string{"gate " + gate}, plain(2000)...)
	got := collect(t)
	first := submit(b, t.Context(), "long", jobsWith(long...), got.done)
	until(t, "the long batch is under way", func() bool {
		s, err := b.Status(t.Context())
		return err == nil && s.UnderWay == 1 && s.Waiting == firstWindow+perWorker-1
	})
	ahead := -1
	second := submit(b, t.Context(), "short", jobsWith("a"), func(int, Result) { ahead = got.len() })
	until(t, "the short batch is submitted", func() bool { return jobsLeft(t, b).Msgs == firstWindow+perWorker+1 })
	create(t, gate)
	for _, end := range []<-chan error{first, second} {
		if err := await(t, end); err != nil {
			t.Fatal(err)
		}
	}
	if ahead < 0 || ahead > 200 {
		t.Errorf("%d jobs of the long batch were done before the only one of the short", ahead)
	}
}

// A bucket that was made anew counts from 1 again, and is read from its first result on.
func TestResultsOfABucketMadeAnew(t *testing.T) {
	b := open(t, quickConfig(""))
	l, err := b.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.calls.Done()
	s := newSubmission(l, batch{"e1", "b"}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended, seen := make(chan error, 1), uint64(1000) // in the bucket that is gone
	go func() { ended <- s.follow(ctx, &seen) }()
	if a := <-s.arrived; !a.last {
		t.Errorf("there is %+v", a)
	}
	if _, err := l.results.Create(ctx, "e1.b.7", Result{Bytes: []byte("r")}.encode()); err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-s.arrived:
		if a.job != "7" || a.second || string(a.kept) != "kr" || a.number != 1 {
			t.Errorf("it reads %+v", a)
		}
	case <-time.After(time.Minute):
		t.Error("it is never read")
	}
	cancel()
	<-ended
}

func TestDoRefuses(t *testing.T) {
	b := open(t, quickConfig(""))
	work(t, b, 1, act)
	for _, row := range []struct {
		batch string
		ids   []string
		want  string
	}{
		{"", []string{"a"}, `batch "": must be 1 to 64 letters, digits, - or _`},
		{"a.b", []string{"a"}, `batch "a.b": must be`},
		{"b", []string{"a", ">"}, `identifier of job 1 ">": must be`},
		{"b", []string{strings.Repeat("a", 65)}, `identifier of job 0 "aaa`},
		{"b", []string{"same", "other", "same"}, "job 2 has the identifier of job 0, same"},
	} {
		var jobs []Job
		for _, id := range row.ids {
			jobs = append(jobs, Job{ID: id, Payload: []byte("gate nowhere")})
		}
		err := await(t, submit(b, t.Context(), row.batch, func(yield func(Job) bool) {
			for _, j := range jobs {
				if !yield(j) {
					return
				}
			}
		}, func(int, Result) {}))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q %q: %v, want %s", row.batch, row.ids, err, row.want)
		}
	}
	if err := b.Work(t.Context(), 0, act); err == nil || !strings.Contains(err.Error(), "workers 0: must be at least 1") {
		t.Errorf("no workers: %v", err)
	}
}
