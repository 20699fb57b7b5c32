package studies

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"testing"

	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/runs"
)

// swept is a sweep as a study, as the server has it.
type swept struct{ sweep.Sweep }

func (s swept) Kind() string { return "sweep" }
func (s swept) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Sweep.Run(ctx, runner, attempts, func(t sweep.Table) { watch(t) })
}
func (s swept) Read(kept []byte) (any, error) {
	var t sweep.Table
	err := json.Unmarshal(kept, &t)
	return t, err
}

func study(t testing.TB, query string) swept {
	t.Helper()
	s, err := sweep.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return swept{s}
}

// shelf is a store in memory.
type shelf struct {
	mu     sync.Mutex
	values map[string][]byte
	err    error
}

func (s *shelf) Many(_ context.Context, kind string, keys []string) (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string][]byte{}
	for _, key := range keys {
		if b, ok := s.values[kind+" "+key]; ok {
			found[key] = b
		}
	}
	return found, s.err
}

func (s *shelf) PutAll(_ context.Context, kind string, values map[string][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, b := range values {
		s.values[kind+" "+key] = b
	}
	return s.err
}

// counted is a runner that counts what it is asked for, and may end a study after some.
type counted struct {
	mu    sync.Mutex
	tasks int
	after int // 0: never
	end   func()
}

func (c *counted) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	return job.Local{Workers: 2}.Run(ctx, tasks, func(i int, s job.Sample) {
		done(i, s)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.tasks++; c.tasks == c.after {
			c.end()
		}
	})
}

func poolOf(t testing.TB, runner job.Runner, store Store) *Pool {
	return NewPool(t.Context(), Config{Runner: runner, Store: store, Turns: runs.NewTurns(2, 0), Attempts: 1_000_000, Logger: slog.New(slog.DiscardHandler)})
}

const small = "clients=20&runs=3&strategies=full,equal&x=clients:5,10,20,40,80&refine=2"

func bytesOf(t testing.TB, found any, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A study that was cancelled half-way goes on where it was, in another process too, and comes
// out with the very bytes of one that was not; a finished one is not simulated again.
func TestStudyGoesOn(t *testing.T) {
	plain := poolOf(t, job.Local{Workers: 1}, nil).Join(t.Context(), study(t, small))
	found, err := plain.Result(t.Context())
	want := bytesOf(t, found, err)

	store := &shelf{values: map[string][]byte{}}
	joined := make(chan *Shared, 1)
	first := &counted{after: 3, end: func() { (<-joined).Cancel() }}
	half := poolOf(t, first, store).Join(t.Context(), study(t, small))
	joined <- half
	if _, err := half.Result(t.Context()); !errors.Is(err, ErrCancelled) {
		t.Fatalf("cancelled: %v", err)
	}
	if s := half.State(); !s.Over || !errors.Is(s.Err, ErrCancelled) || s.Done < 9 || s.Done >= s.Wanted {
		t.Errorf("the state of a cancelled study: %+v", s)
	}
	second := new(counted)
	found, err = poolOf(t, second, store).Join(t.Context(), study(t, small)).Result(t.Context())
	if got := bytesOf(t, found, err); !bytes.Equal(got, want) {
		t.Errorf("gone on: %.200s\nwant %.200s", got, want)
	}
	if total := first.tasks + second.tasks; total != 7 {
		t.Errorf("%d + %d tasks were simulated, want 7 in all", first.tasks, second.tasks)
	}
	third := new(counted)
	found, err = poolOf(t, third, store).Join(t.Context(), study(t, small)).Result(t.Context())
	if got := bytesOf(t, found, err); !bytes.Equal(got, want) || third.tasks != 0 {
		t.Errorf("kept: %d tasks were simulated again: %.200s", third.tasks, got)
	}
}

// What is damaged in the store is computed anew; a store that fails changes no result.
func TestStudyWithoutItsStore(t *testing.T) {
	store := &shelf{values: map[string][]byte{}}
	found, err := poolOf(t, job.Local{}, store).Join(t.Context(), study(t, small)).Result(t.Context())
	want := bytesOf(t, found, err)
	for key := range maps.Clone(store.values) {
		store.values[key] = []byte("not this")
	}
	found, err = poolOf(t, job.Local{}, store).Join(t.Context(), study(t, small)).Result(t.Context())
	if got := bytesOf(t, found, err); !bytes.Equal(got, want) {
		t.Errorf("after damage: %.200s", got)
	}
	store.err, store.values = errors.New("the disk is full"), map[string][]byte{}
	found, err = poolOf(t, job.Local{}, store).Join(t.Context(), study(t, small)).Result(t.Context())
	if got := bytesOf(t, found, err); !bytes.Equal(got, want) {
		t.Errorf("without a disk: %.200s", got)
	}
}

// Equal studies are one, and whoever looks on sees every state come.
func TestStudyIsSharedAndWatched(t *testing.T) {
	runner := new(counted)
	pool := poolOf(t, runner, nil)
	a, b := pool.Join(t.Context(), study(t, small)), pool.Join(t.Context(), study(t, small))
	if a != b || len(pool.Running()) != 1 {
		t.Fatal("two equal studies are not one")
	}
	seen, state := 0, State{}
	for !state.Over {
		<-a.Changed(state)
		state = a.State()
		if table, ok := state.Known.(sweep.Table); ok {
			if table.Done < seen {
				t.Fatalf("%d cells after %d", table.Done, seen)
			}
			seen = table.Done
		}
	}
	if state.Err != nil || seen != 7 || state.Done != 21 || state.Wanted != 21 || runner.tasks != 7 {
		t.Errorf("%d cells, %+v, %d tasks", seen, state, runner.tasks)
	}
}

// It ends when nobody looks any more.
func TestStudyEndsWithItsLastUser(t *testing.T) {
	pool := poolOf(t, job.Local{}, nil)
	s := pool.Join(t.Context(), study(t, "clients=2000&runs=100&x=clients:lin(2000,9000,100)"))
	pool.Leave(s)
	<-s.Done()
	if _, err := s.Result(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("left by all: %v", err)
	}
}
