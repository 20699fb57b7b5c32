package remote

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"

	"backofflab/experiment/job"
	"backofflab/studies/broker"
)

// Runner is a job.Runner whose tasks are jobs of a broker.
type Runner struct {
	Broker Broker
}

// Broker is what a Runner needs of one: *broker.Broker is it.
type Broker interface {
	Do(ctx context.Context, name string, jobs iter.Seq[broker.Job], done func(int, broker.Result)) error
}

// Run has the tasks simulated. The errors are those of the broker, and of the context.
func (r Runner) Run(ctx context.Context, tasks []job.Task, done func(i int, s job.Sample)) error {
	again, err := r.run(ctx, tasks, packed(tasks), done)
	if err != nil || len(again) == 0 {
		return err
	}
	alone := make([]parcel, len(again))
	for i, at := range again {
		alone[i] = parcel{at}
	}
	_, err = r.run(ctx, tasks, alone, done)
	return err
}

// run submits parcels as one batch. It returns the tasks of those that failed as a whole, and
// of which it is not known which one it was.
func (r Runner) run(ctx context.Context, tasks []job.Task, parcels []parcel, done func(int, job.Sample)) (again []int, err error) {
	if len(parcels) == 0 {
		return nil, context.Cause(ctx)
	}
	jobs := func(yield func(broker.Job) bool) {
		for _, p := range parcels {
			if !yield(p.job(tasks)) {
				return
			}
		}
	}
	var damaged error
	err = r.Broker.Do(ctx, nameOf(tasks, parcels), jobs, func(i int, result broker.Result) {
		p := parcels[i]
		samples, err := p.read(result)
		switch {
		case err != nil && len(p) > 1:
			again = append(again, p...)
		case err != nil && result.Failed == "":
			damaged = err
		case err != nil:
			done(p[0], job.Sample{Failed: "The task failed: " + strings.TrimSuffix(err.Error(), ".") + "."})
		default:
			for at, s := range samples {
				done(p[at], s)
			}
		}
	})
	if err == nil {
		err = damaged
	}
	slices.Sort(again)
	return again, err
}

// nameOf names a batch by all that is in it: the same tasks submitted twice, by two processes
// say, are one batch.
func nameOf(tasks []job.Task, parcels []parcel) string {
	h := sha256.New()
	for _, p := range parcels {
		fmt.Fprintln(h, p.id(tasks))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
