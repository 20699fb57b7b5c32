package broker

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
)

// stands counts the goroutines that are in code of NATS or of this package, but for
// those of a test.
func stands() (n int) {
	all := make([]byte, 4<<20)
	all = all[:runtime.Stack(all, true)]
	for one := range strings.SplitSeq(string(all), "\n\n") {
		if strings.Contains(one, "nats-io/") || strings.Contains(one, "studies/broker.") && !strings.Contains(one, "testing.tRunner") {
			n++
		}
	}
	return n
}

// An embedded broker is started by the first batch, and nothing of it is left behind.
func TestEmbeddedStartsLateAndLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	until(t, "no goroutine of an earlier test", func() bool { return stands() == 0 })
	b, err := Open(t.Context(), quickConfig(""))
	if err != nil {
		t.Fatal(err)
	}
	stop := work(t, b, 2, act)
	if s, err := b.Status(t.Context()); err != nil || s.Connected || b.link != nil {
		t.Errorf("before the first batch: %+v, %v", s, err)
	}
	got, payloads := collect(t), plain(200)
	if err := b.Do(t.Context(), "b", jobsWith(payloads...), got.done); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, nil)
	until(t, "two workers are seen, and nothing to do", func() bool {
		s, err := b.Status(t.Context())
		return err == nil && s.Connected && s.Workers == 2 && s.Waiting == 0 && s.UnderWay == 0
	})
	if addr := b.link.server.Addr(); addr != nil {
		t.Errorf("it listens at %v", addr)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	until(t, "no goroutine is left", func() bool { return stands() == 0 })
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
	if err := b.Do(t.Context(), "b", jobsWith("x"), got.done); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed broker: %v", err)
	}
}

// A container without a directory for temporary files has the broker as well, and keeps
// nothing of it.
func TestEmbeddedWithoutTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/nowhere")
	b := begun(t)
	dir := b.link.server.dir
	if !strings.HasPrefix(dir, "/dev/shm/lab-broker-") || !exists(dir) {
		t.Errorf("its directory is %s", dir)
	}
	shut(t, b)
	if exists(dir) {
		t.Errorf("%s is left", dir)
	}
}

// Close ends calls that are under way.
func TestCloseEndsCalls(t *testing.T) {
	b, err := Open(t.Context(), quickConfig(""))
	if err != nil {
		t.Fatal(err)
	}
	working := make(chan error, 1)
	go func() { working <- b.Work(t.Context(), 1, act) }()
	result := submit(b, t.Context(), "b", jobsWith("gate nowhere"), collect(t).done)
	until(t, "the job is under way", func() bool {
		s, err := b.Status(t.Context())
		return err == nil && s.UnderWay == 1
	})
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := await(t, result); !errors.Is(err, ErrClosed) {
		t.Errorf("the batch: %v", err)
	}
	if err := await(t, working); !errors.Is(err, ErrClosed) {
		t.Errorf("the workers: %v", err)
	}
}

// What an embedded broker keeps in a directory is there when it starts again: the result is
// delivered though no worker is left.
func TestEmbeddedKeepsInADirectory(t *testing.T) {
	c := quickConfig("")
	c.Memory, c.Dir = false, t.TempDir()
	payloads := plain(5)
	for range 2 {
		b, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		got, stop := collect(t), func() error { return nil }
		if !exists(c.Dir + "/jetstream") {
			stop = work(t, b, 1, act)
		}
		if err := await(t, submit(b, t.Context(), "b", jobsWith(payloads...), got.done)); err != nil {
			t.Fatal(err)
		}
		got.check(payloads, nil)
		if err := errors.Join(stop(), b.Close()); err != nil {
			t.Error(err)
		}
	}
}
