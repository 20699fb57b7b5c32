package broker

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// kilo is work whose result has a thousand bytes.
func kilo(_ context.Context, payload []byte) ([]byte, error) {
	return bytes.Repeat(sum(payload)[:25], 40), nil
}

// small is a broker with room for 64 results of a thousand bytes at most.
func small() Config {
	c := quickConfig("")
	c.MaxBytes = 64 << 10
	return c
}

// Results that take many times the room of the bucket go through it.
func TestMoreResultsThanTheBucketHolds(t *testing.T) {
	b := open(t, small())
	work(t, b, 2, kilo)
	got := map[int]bool{}
	payloads := plain(600)
	err := await(t, submit(b, t.Context(), "b", jobsWith(payloads...), func(i int, r Result) {
		want, _ := kilo(t.Context(), []byte(payloads[i]))
		if got[i] || !bytes.Equal(r.Bytes, want) {
			t.Errorf("job %d: again %v, or not its result: %s", i, got[i], r.Failed)
		}
		got[i] = true
	}))
	if err != nil || len(got) != 600 {
		t.Errorf("%d results, %v", len(got), err)
	}
}

// The results that others left behind make room for those that are wanted.
func TestBucketFullOfWhatNobodyWants(t *testing.T) {
	b := open(t, small())
	work(t, b, 1, kilo)
	if err := b.Do(t.Context(), "b", jobsWith("a"), func(int, Result) {}); err != nil {
		t.Fatal(err)
	}
	fill(t, b)
	n := 0
	if err := await(t, submit(b, t.Context(), "c", jobsWith(plain(100)...), func(int, Result) { n++ })); err != nil || n != 100 {
		t.Errorf("%d results, %v", n, err)
	}
}

// fill fills the bucket of results.
func fill(t testing.TB, b *Broker) {
	t.Helper()
	for i := 0; ; i++ {
		if _, err := b.link.results.Create(t.Context(), fmt.Sprint("e1.left.", i), make([]byte, 500)); isFull(err) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// notes is a log that a test can read.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) has(text string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Contains(n.text.String(), text)
}

// A worker that cannot store a result says so when its patience is over, keeps the job, and
// stores the result once there is room.
func TestWorkerWaitsForRoomInTheBucket(t *testing.T) {
	c, log := small(), &notes{}
	c.Patience, c.Logger = 100*time.Millisecond, slog.New(slog.NewTextHandler(log, nil))
	b := open(t, c)
	l, err := b.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.calls.Done()
	fill(t, b)
	if err := l.put(t.Context(), batch{"e1", "b"}.subject("0"), []byte("a")); err != nil {
		t.Fatal(err)
	}
	work(t, b, 1, kilo)
	until(t, "the log says that the bucket is full", func() bool {
		return log.has("a result cannot be kept; its worker goes on trying") && log.has("stream KV_lab_results holds") && log.has("of at most 65")
	})
	if log.has("permanent failure") {
		t.Error("it did not try again")
	}
	if left := jobsLeft(t, b).Msgs; left != 1 {
		t.Errorf("%d jobs are in the stream", left)
	}
	if err := l.purge(t.Context(), resultsStream); err != nil {
		t.Fatal(err)
	}
	until(t, "the result is there, and the job done", func() bool {
		e, err := l.results.Get(t.Context(), "e1.b.0")
		return err == nil && len(e.Value()) == 1001 && jobsLeft(t, b).Msgs == 0
	})
}

// While the stream is full of others' jobs, a batch waits; when its patience is over, the
// error says how full the stream is. Nothing is lost: once there is room, the batch is done.
func TestStreamIsFull(t *testing.T) {
	c := quickConfig("")
	c.MaxJobs, c.Patience = 64, 500*time.Millisecond
	b := open(t, c)
	l, err := b.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.calls.Done()
	for i := range 64 {
		if err := l.put(t.Context(), batch{"other", "b"}.subject(fmt.Sprint(i)), nil); err != nil {
			t.Fatal(err)
		}
	}
	err = await(t, submit(b, t.Context(), "b", jobsWith("a", "b"), func(int, Result) {}))
	if err == nil || !strings.Contains(err.Error(), "could not be submitted within 500ms") || !strings.Contains(err.Error(), "maximum messages exceeded") ||
		!strings.Contains(err.Error(), "and 64 of 64 messages") {
		t.Errorf("the error of a full stream: %v", err)
	}
	work(t, b, 1, act)
	got := collect(t)
	end := submit(b, t.Context(), "b", jobsWith("a", "b"), got.done)
	if err := l.purge(t.Context(), jobsName); err != nil {
		t.Fatal(err)
	}
	if err := await(t, end); err != nil {
		t.Fatal(err)
	}
	got.check([]string{"a", "b"}, nil)
}

// A broker that an operator has given less than is asked for keeps its limits, and says so
// where there is no room at all.
func TestBrokerHasNoRoom(t *testing.T) {
	url, _ := serve(t, func(o *server.Options) { o.JetStreamMaxMemory = 1 << 20 })
	_, err := Open(t.Context(), quickConfig(url))
	if err == nil || !strings.Contains(err.Error(), "refuses the stream LAB_JOBS") || !strings.Contains(err.Error(), "insufficient memory resources") {
		t.Errorf("%v", err)
	}
}
