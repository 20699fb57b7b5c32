package studies

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/experiment/job"
	"backofflab/runs"
)

// What is left is told by what was simulated: samples that were kept come at once.
func TestTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(nil)
		l.begin()
		l.want(100)
		l.add(50)
		time.Sleep(10 * time.Second)
		if left := l.state().Left; left != 0 {
			t.Errorf("before anything was simulated %v are left", left)
		}
		l.simulate(10)
		l.add(10)
		if left := l.state().Left; left != 40*time.Second {
			t.Errorf("10 of 50 took 10 s, and %v are left", left)
		}
		l.want(100)
		if left := l.state().Left; left != 140*time.Second {
			t.Errorf("with 100 more %v are left", left)
		}
		l.end("all", nil)
		if s := l.state(); s.Left != 0 || !s.Over || s.Known != "all" {
			t.Errorf("at the end: %+v", s)
		}
	})
}

// halfway is a study that says which share of its work is done.
type halfway struct{ Study }

func (halfway) Share(known any) float64 {
	share, _ := known.(float64)
	return share
}

// A study that the runner does not count says itself how far it is.
func TestTimeLeftByShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(halfway{})
		l.begin()
		time.Sleep(10 * time.Second)
		if left := l.state().Left; left != 0 {
			t.Errorf("before anything is known %v are left", left)
		}
		for share, want := range map[float64]time.Duration{0.2: 40 * time.Second, 0.5: 10 * time.Second, 1: 0} {
			l.know(share)
			if left := l.state().Left; left != want {
				t.Errorf("a share of %v took 10 s, and %v are left, not %v", share, left, want)
			}
		}
	})
}

// Earlier than that nobody can tell.
func TestTimeLeftAtFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(nil)
		l.want(100)
		l.begin()
		l.simulate(10)
		l.add(10)
		time.Sleep(leastElapsed)
		if left := l.state().Left; left != 0 {
			t.Errorf("%v are left", left)
		}
	})
}

// However many look, each sees the end, and what was known before goes on where it failed.
func TestManyWatchers(t *testing.T) {
	l := newLog(nil)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			last := -1
			for s := (State{}); !s.Over; {
				<-l.changed(s)
				s = l.state()
				if n, ok := s.Known.(int); ok && n < last {
					t.Errorf("%d after %d", n, last)
				} else if ok {
					last = n
				}
			}
			if s := l.state(); last != 99 || s.Err != ErrBroken {
				t.Errorf("the last is %d, the end %v", last, s.Err)
			}
		})
	}
	for i := range 100 {
		l.know(i)
	}
	l.end(nil, ErrBroken)
	all.Wait()
}

// held is a study that goes on until its context ends, or panics.
type held struct {
	name   string
	panics bool
}

func (h held) Kind() string  { return "held" }
func (h held) Query() string { return h.name }
func (h held) Run(ctx context.Context, _ job.Runner, _ int64, watch func(any)) (any, error) {
	watch("begun")
	if h.panics {
		panic("no luck")
	}
	<-ctx.Done()
	return nil, context.Cause(ctx)
}
func (h held) Read([]byte) (any, error) { return nil, errors.New("nothing is kept") }

// poolIn is a pool within a bubble, with so many turns and a grace.
func poolIn(ctx context.Context, turns int, grace time.Duration) *Pool {
	return NewPool(ctx, Config{Runner: job.Local{}, Turns: runs.NewTurns(turns, 0), Attempts: 1000, Grace: grace, Logger: slog.New(slog.DiscardHandler)})
}

// A study that panics is over for all who look, and the next one begins anew.
func TestStudyThatPanics(t *testing.T) {
	pool := poolIn(t.Context(), 1, 0)
	for range 3 {
		s := pool.Join(t.Context(), held{"panics", true})
		state := State{}
		for !state.Over {
			<-s.Changed(state)
			state = s.State()
		}
		if _, err := s.Result(t.Context()); err == nil || state.Err != ErrBroken {
			t.Errorf("%v, for those who look %v", err, state.Err)
		}
	}
}

// Who leaves and comes back within the grace finds the study going on; after it, it is over.
func TestStudyGoesOnForItsGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		pool := poolIn(ctx, 1, 10*time.Second)
		first := pool.Join(t.Context(), held{name: "a"})
		pool.Leave(first)
		time.Sleep(9 * time.Second)
		again := pool.Join(t.Context(), held{name: "a"})
		time.Sleep(time.Hour)
		synctest.Wait()
		if again != first || again.State().Over || pool.Running()[again] != 1 {
			t.Fatalf("it did not go on: %+v", again.State())
		}
		pool.Leave(again)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if s := again.State(); !s.Over || !errors.Is(s.Err, context.Canceled) || len(pool.Running()) != 0 {
			t.Errorf("it goes on: %+v", s)
		}
	})
}

// Where all turns are taken studies wait, in their order; one that is cancelled meanwhile ends
// at once.
func TestStudiesWaitForTheirTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		pool := poolIn(ctx, 1, 0)
		first := pool.Join(t.Context(), held{name: "a"})
		synctest.Wait()
		second := pool.Join(t.Context(), held{name: "b"})
		synctest.Wait()
		third := pool.Join(t.Context(), held{name: "c"})
		synctest.Wait()
		if !first.State().Begun || second.State().Begun || third.State().Begun {
			t.Fatal("not the first alone has begun")
		}
		second.Cancel()
		synctest.Wait()
		if s := second.State(); !s.Over || !errors.Is(s.Err, ErrCancelled) {
			t.Errorf("cancelled while it waits: %+v", s)
		}
		first.Cancel()
		synctest.Wait()
		if !third.State().Begun || len(pool.Running()) != 1 {
			t.Errorf("the third: %+v", third.State())
		}
	})
}

// The end of the pool's context is the end of all studies, and nothing of them is left behind.
func TestPoolEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which fails where a goroutine is left
		ctx, cancel := context.WithCancel(context.Background())
		pool := poolIn(ctx, 2, time.Minute)
		var all []*Shared
		for _, name := range []string{"a", "b", "c", "d"} {
			all = append(all, pool.Join(t.Context(), held{name: name}))
		}
		cancel()
		for _, s := range all {
			if _, err := s.Result(context.Background()); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			pool.Leave(s)
		}
		time.Sleep(time.Hour)
	})
}

// A hundred who ask for one study at once have it computed once.
func TestStudyIsComputedOnce(t *testing.T) {
	var computed atomic.Int64
	pool := poolOf(t, runnerFunc(func(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
		computed.Add(int64(len(tasks)))
		return job.Local{}.Run(ctx, tasks, done)
	}), nil)
	release := make(chan struct{})
	var all sync.WaitGroup
	first := pool.Join(t.Context(), waits{study(t, small), release})
	for range 100 {
		all.Go(func() {
			s := pool.Join(t.Context(), waits{study(t, small), release})
			if s != first {
				t.Error("another study")
			}
			pool.Leave(s)
		})
	}
	all.Wait()
	close(release)
	if _, err := first.Result(t.Context()); err != nil || computed.Load() != 7 {
		t.Errorf("%d tasks, %v", computed.Load(), err)
	}
}

// waits is a study that begins when it may.
type waits struct {
	swept
	release chan struct{}
}

func (w waits) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	<-w.release
	return w.swept.Run(ctx, runner, attempts, watch)
}

type runnerFunc func(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error

func (f runnerFunc) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	return f(ctx, tasks, done)
}
