package studies

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"backofflab/experiment/job"
)

// noted is a store that notes how much it is asked for at a time.
type noted struct {
	shelf
	asked, put []int
}

func (n *noted) Many(ctx context.Context, kind string, keys []string) (map[string][]byte, error) {
	n.asked = append(n.asked, len(keys))
	return n.shelf.Many(ctx, kind, keys)
}

func (n *noted) PutAll(ctx context.Context, kind string, values map[string][]byte) error {
	n.put = append(n.put, len(values))
	return n.shelf.PutAll(ctx, kind, values)
}

// told is a runner of which every tenth sample has failed. It ends after some, if that is above
// 0.
func told(after int) runnerFunc {
	return func(_ context.Context, tasks []job.Task, done func(int, job.Sample)) error {
		for i, task := range tasks {
			if after > 0 && i == after {
				return errors.New("enough")
			}
			done(i, toldOf(task.First))
		}
		return nil
	}
}

func toldOf(first int) (s job.Sample) {
	if first%10 == 9 {
		return job.Sample{Failed: fmt.Sprintf("no %d", first)}
	}
	if err := s.UnmarshalBinary(anySample()); err != nil {
		panic(err)
	}
	s.Fleets[0][0][0] = float64(first)
	return s
}

var anySample = sync.OnceValue(func() []byte {
	s, err := job.Task{Query: "clients=3&strategies=full", Runs: 1, Attempts: 1000}.Simulate(context.Background())
	if err != nil {
		panic(err)
	}
	b, _ := s.MarshalBinary()
	return b
})

func sum(all []int) (total int) {
	for _, n := range all {
		total += n
	}
	return total
}

// Samples are looked up and put together, each once; those that failed are asked for again.
func TestSamplesAreKept(t *testing.T) {
	store := &noted{shelf: shelf{values: map[string][]byte{}}}
	keep := Keep{told(0), store, slog.New(slog.DiscardHandler)}
	const n = 600
	var tasks []job.Task
	for i := range n {
		tasks = append(tasks, job.Task{Query: "clients=3&strategies=full", First: i, Runs: 1, Attempts: 1000})
	}
	run := func(runner job.Runner) (seen []int, err error) {
		seen = make([]int, n)
		keep.Runner = runner
		err = keep.Run(t.Context(), tasks, func(i int, s job.Sample) {
			seen[i]++
			if want := toldOf(i); !bytes.Equal(written(t, s), written(t, want)) {
				t.Errorf("task %d has another sample", i)
			}
		})
		return seen, err
	}
	if seen, err := run(told(200)); err == nil || sum(seen) != 200 || sum(store.put) != 180 {
		t.Errorf("stopped: %d samples, %d kept, %v", sum(seen), sum(store.put), err)
	}
	asked := 0
	seen, err := run(runnerFunc(func(ctx context.Context, left []job.Task, done func(int, job.Sample)) error {
		asked = len(left)
		return told(0)(ctx, left, done)
	}))
	if err != nil || sum(seen) != n || asked != n-180 || sum(store.put) != n*9/10 || len(store.values) != n*9/10 {
		t.Errorf("gone on: %d samples, %d tasks, %d kept, %v", sum(seen), asked, sum(store.put), err)
	}
	for _, count := range append(store.asked, store.put...) {
		if count < 1 || count > atATime {
			t.Errorf("%d at a time: asked %v, put %v", count, store.asked, store.put)
		}
	}
}

func written(t *testing.T, s job.Sample) []byte {
	t.Helper()
	b, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What was kept under another engine, or with other limits, is not taken for this one's.
func TestKeptStudyIsOfThisEngine(t *testing.T) {
	store := &shelf{values: map[string][]byte{}}
	found, err := poolOf(t, job.Local{}, store).Join(t.Context(), study(t, small)).Result(t.Context())
	want := bytesOf(t, found, err)
	var key string
	for k, b := range store.values {
		if strings.HasPrefix(k, StudyKind) {
			if key = k; !bytes.Equal(b, want) {
				t.Error("what is kept is not the result")
			}
		}
	}
	if !strings.Contains(key, job.Version()) {
		t.Fatalf("%q does not name the engine", key)
	}
	other := strings.Replace(key, job.Version(), "0123456789ab", 1)
	store.values = map[string][]byte{other: []byte(`{"query":"of another engine"}`)}
	pool := poolOf(t, job.Local{}, store)
	if found, ok := pool.Kept(t.Context(), study(t, small)); ok {
		t.Errorf("%v was computed by another engine", found)
	}
	pool.config.Attempts++
	store.values = map[string][]byte{key: []byte(`{}`)}
	if found, ok := pool.Kept(t.Context(), study(t, small)); ok {
		t.Errorf("%v had another limit", found)
	}
}

// What cannot be written as JSON is not kept, and is a result all the same.
func TestStudyThatCannotBeKept(t *testing.T) {
	store := &shelf{values: map[string][]byte{}}
	found, err := poolOf(t, job.Local{}, store).Join(t.Context(), odd{}).Result(t.Context())
	if _, ok := found.(chan int); !ok || err != nil || len(store.values) > 0 {
		t.Errorf("%v, %v, %d kept", found, err, len(store.values))
	}
}

// odd is a study whose result JSON has no form for.
type odd struct{ held }

func (odd) Run(context.Context, job.Runner, int64, func(any)) (any, error) {
	return make(chan int), nil
}
func (odd) Read(b []byte) (found any, err error) { return nil, json.Unmarshal(b, &found) }
