package broker

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// A job that cannot be done ends with its reason, and its batch with all the others.
func TestPoisonEndsAsAFailedJob(t *testing.T) {
	c := quickConfig("")
	c.JobTime = time.Second
	b := open(t, c)
	work(t, b, 2, act)
	payloads := []string{"a", "panic here", "b", "error no such strategy", "forever", "large", "c", strings.Repeat("x", 1<<20), "d", "error "}
	got := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith(payloads...), got.done)); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, map[int]string{
		1: "panic: poison in here", 3: "no such strategy", 4: "it took longer than 1s, which is the limit for one job",
		5: "its result has 2\u202f097\u202f152 bytes, and the broker takes at most 1\u202f047\u202f552",
		7: "its payload has 1\u202f048\u202f576 bytes, and the broker takes at most 1\u202f047\u202f552",
		9: "an error without words",
	})
}

// Work that does not even return when its context ends is left alone. Its worker goes on,
// until there are too many of those.
func TestWorkThatNeverReturns(t *testing.T) {
	c := quickConfig("")
	c.JobTime = 500 * time.Millisecond
	b := open(t, c)
	free := make(chan struct{})
	defer close(free)
	deaf := func(ctx context.Context, payload []byte) ([]byte, error) {
		if strings.HasPrefix(string(payload), "deaf") {
			<-free
		}
		return act(ctx, payload)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Work(context.Background(), 1, deaf) }()
	payloads := []string{"deaf 1", "a", "b"}
	got := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith(payloads...), got.done)); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, map[int]string{0: "it took longer than 500ms"})
	ctx, cancel := context.WithCancel(t.Context())
	second := submit(b, ctx, "c", jobsWith("deaf 2"), func(int, Result) {})
	if err := await(t, ended); !errors.Is(err, ErrStuck) || !strings.Contains(err.Error(), "2 of them with 1 worker") {
		t.Errorf("the workers end with %v", err)
	}
	cancel()
	<-second
}

// A job that ends its worker's process is delivered five times. The sixth worker does not run
// it, and the batch ends.
func TestPoisonThatEndsItsWorker(t *testing.T) {
	url, _ := serve(t, nil)
	b := open(t, quickConfig(url))
	payloads := []string{"a", "exit", "b"}
	got := collect(t)
	end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
	died := 0
	worker := spawn(t, "worker", url)
	for over := false; !over; {
		select {
		case <-worker.ended: // as a container that is started again
			if worker.count("begun exit") != 1 {
				t.Fatal("it ended for another reason")
			}
			died++
			worker = spawn(t, "worker", url)
		case err := <-end:
			if err != nil {
				t.Fatal(err)
			}
			over = true
		case <-time.After(time.Minute):
			t.Fatal("it never ends")
		}
	}
	got.check(payloads, map[int]string{1: "given up after 5 deliveries: each time its worker was lost before it had a result"})
	if died != 5 {
		t.Errorf("it ended %d workers", died)
	}
	until(t, "no job is left in the stream", func() bool { return jobsLeft(t, b).Msgs == 0 })
}

// A job of many times AckWait is its worker's as long as that works on it.
func TestLongJobIsNotDeliveredAgain(t *testing.T) {
	c := quickConfig("")
	c.AckWait = time.Second
	b := open(t, c)
	began := make(chan string, 10)
	work(t, b, 2, func(ctx context.Context, payload []byte) ([]byte, error) {
		began <- string(payload)
		return act(ctx, payload)
	})
	got := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith("wait 2500ms"), got.done)); err != nil {
		t.Fatal(err)
	}
	if len(began) != 1 {
		t.Errorf("it was begun %d times", len(began))
	}
	got.check([]string{"wait 2500ms"}, nil)
}

func create(t testing.TB, file string) {
	t.Helper()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
