package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/studies/broker"
)

const most = 1_000_000

// opened is a broker in this process with so many workers, and what they do.
func opened(t *testing.T, workers int, work broker.Work) *broker.Broker {
	t.Helper()
	b, err := broker.Open(t.Context(), broker.Config{Engine: sim.EngineVersion, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var group sync.WaitGroup
	group.Go(func() {
		if err := b.Work(ctx, workers, work); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		group.Wait()
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func asJSON(t *testing.T, found any, err error) []byte {
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

// Studies come out with the same bytes from workers of a broker as from one goroutine.
func TestStudiesAreTheSameRemotely(t *testing.T) {
	swept, err := sweep.Parse("clients=60&runs=40&strategies=full,equal,fixed&x=clients:lin(20,200,7)")
	if err != nil {
		t.Fatal(err)
	}
	search, err := find.Parse("clients=60&rate=20&candidates=60&limits=done_99:60s")
	if err != nil {
		t.Fatal(err)
	}
	remote := Runner{opened(t, 3, Work)}
	for name, run := range map[string]func(job.Runner) (any, error){
		"sweep": func(r job.Runner) (any, error) { return swept.Run(t.Context(), r, most, func(sweep.Table) {}) },
		"find":  func(r job.Runner) (any, error) { return search.Run(t.Context(), r, most, func(find.Outcome) {}) },
	} {
		found, err := run(job.Local{Workers: 1})
		want := asJSON(t, found, err)
		found, err = run(remote)
		if got := asJSON(t, found, err); !bytes.Equal(got, want) {
			t.Errorf("%s: %.300s\nwant %.300s", name, got, want)
		}
	}
}

func tasksOf(t *testing.T, queries ...string) []job.Task {
	t.Helper()
	var tasks []job.Task
	for _, query := range queries {
		tasks = append(tasks, job.Task{Query: query, Runs: 2, Attempts: most})
	}
	return tasks
}

// A task that takes its worker's job with it is alone one failed sample: the others of its
// job are there.
func TestPoisonIsOneSample(t *testing.T) {
	poison := errors.New("it is too large for this machine")
	remote := Runner{opened(t, 2, func(ctx context.Context, payload []byte) ([]byte, error) {
		if strings.Contains(string(payload), "clients=7\"") {
			return nil, poison
		}
		return Work(ctx, payload)
	})}
	tasks := tasksOf(t, "clients=5", "clients=6", "clients=7", "clients=8", "clients=bad")
	found, calls := make([]job.Sample, len(tasks)), 0
	if err := remote.Run(t.Context(), tasks, func(i int, s job.Sample) { found[i] = s; calls++ }); err != nil || calls != len(tasks) {
		t.Fatalf("%v after %d samples", err, calls)
	}
	for i, s := range found {
		want, _ := tasks[i].Simulate(t.Context())
		if i == 2 {
			want = job.Sample{Failed: "The task failed: it is too large for this machine."}
		}
		a, _ := s.MarshalBinary()
		if b, _ := want.MarshalBinary(); !bytes.Equal(a, b) {
			t.Errorf("%s: %q, want %q", tasks[i].Query, s.Failed, want.Failed)
		}
	}
}

// scripted is a broker whose results are made up.
type scripted func(broker.Job) broker.Result

func (s scripted) Do(_ context.Context, _ string, jobs iter.Seq[broker.Job], done func(int, broker.Result)) error {
	i := 0
	for j := range jobs {
		done(i, s(j))
		i++
	}
	return nil
}

// Bytes that are no samples are an error, after a second try of each task alone, and never a
// sample.
func TestDamagedResults(t *testing.T) {
	tasks := tasksOf(t, "clients=5", "clients=6")
	one, err := Work(t.Context(), packed(tasks[:1])[0].job(tasks).Payload)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"none": nil, "short": one[:len(one)-1], "long": append(one, 0), "noise": []byte("noise")} {
		err := Runner{scripted(func(broker.Job) broker.Result { return broker.Result{Bytes: b} })}.Run(t.Context(), tasks, func(i int, s job.Sample) {
			t.Errorf("%s: sample %d", name, i)
		})
		if !errors.Is(err, job.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Work(t.Context(), []byte("{")); err == nil {
		t.Error("a payload that cannot be read is no error")
	}
}

// Parcels hold each task once, in order; small tasks come together, large ones alone, and
// samples fit a message of the broker.
func TestParcels(t *testing.T) {
	var tasks []job.Task
	for i := range 300 {
		query := "clients=10"
		if i%100 == 50 {
			query = "clients=300000"
		}
		tasks = append(tasks, job.Task{Query: query, First: i, Runs: 64, Attempts: most})
	}
	next := 0
	for _, p := range packed(tasks) {
		bytes := 0
		for _, i := range p {
			if i != next {
				t.Fatalf("task %d after %d", i, next-1)
			}
			next++
			s, _ := scenario.ParseQuery(tasks[i].Query)
			bytes += job.Bytes(len(s.Strategies), tasks[i].Runs)
			if s.Clients > 10 && len(p) > 1 {
				t.Errorf("a large task is with %d others", len(p)-1)
			}
		}
		if bytes > 1<<20 || len(p) > mostTasks {
			t.Errorf("%d tasks of %d bytes", len(p), bytes)
		}
	}
	if next != len(tasks) || len(packed(nil)) != 0 {
		t.Errorf("%d of %d tasks", next, len(tasks))
	}
}

// The same tasks are the same batch and the same jobs; others are not.
func TestNames(t *testing.T) {
	a, again, b := tasksOf(t, "clients=5", "clients=6"), tasksOf(t, "clients=5", "clients=6"), tasksOf(t, "clients=5", "clients=7")
	if nameOf(a, packed(a)) != nameOf(again, packed(again)) || packed(a)[0].id(a) != packed(again)[0].id(again) {
		t.Error("the same tasks have other names the second time")
	}
	if nameOf(a, packed(a)) == nameOf(b, packed(b)) || packed(a)[0].id(a) == packed(b)[0].id(b) {
		t.Error("names do not tell batches apart")
	}
}
