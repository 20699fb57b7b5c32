package remote

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/studies/broker"
)

// parcel is the tasks of one job, by their numbers.
type parcel []int

// Bounds of a job. It should be worth its message, and no great loss; its samples fit one
// message of the broker, which holds 1 MiB.
const (
	parcelTime  = 150 * time.Millisecond
	parcelBytes = 900 << 10
	mostTasks   = 64
)

// packed puts tasks into parcels, in their order.
func packed(tasks []job.Task) []parcel {
	var parcels []parcel
	var open parcel
	var took time.Duration
	var bytes int
	for i, t := range tasks {
		time, size := costOf(t)
		if len(open) > 0 && (took+time > parcelTime || bytes+size > parcelBytes || len(open) == mostTasks) {
			parcels = append(parcels, open)
			open, took, bytes = nil, 0, 0
		}
		open, took, bytes = append(open, i), took+time, bytes+size
	}
	if len(open) > 0 {
		parcels = append(parcels, open)
	}
	return parcels
}

// costOf is about how long a task takes, and how large its sample is. One whose query cannot
// be read takes no time.
func costOf(t job.Task) (took time.Duration, bytes int) {
	s, err := scenario.ParseQuery(t.Query)
	if err != nil {
		return 0, 0
	}
	return time.Duration(t.Runs) * experiment.Estimate(s), job.Bytes(len(s.Strategies), t.Runs)
}

// id names the job by all that its result depends on.
func (p parcel) id(tasks []job.Task) string {
	h := sha256.New()
	for _, i := range p {
		fmt.Fprintln(h, tasks[i].Key())
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// job writes the parcel for a worker.
func (p parcel) job(tasks []job.Task) broker.Job {
	some := make([]job.Task, len(p))
	for at, i := range p {
		some[at] = tasks[i]
	}
	payload, err := json.Marshal(some)
	if err != nil {
		panic(err) // strings and numbers can be written
	}
	return broker.Job{ID: p.id(tasks), Payload: payload}
}

// read reads the samples of the parcel, one a task.
func (p parcel) read(r broker.Result) ([]job.Sample, error) {
	if r.Failed != "" {
		return nil, errors.New(r.Failed)
	}
	samples, b := make([]job.Sample, len(p)), r.Bytes
	for at := range samples {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, job.ErrDamaged
		}
		if err := samples[at].UnmarshalBinary(b[n : n+int(size)]); err != nil {
			return nil, err
		}
		b = b[n+int(size):]
	}
	if len(b) > 0 {
		return nil, job.ErrDamaged
	}
	return samples, nil
}

// Work simulates the tasks of a job, and returns their samples, each after its length. The
// error is that of the context, or of a payload that is none. A panic of the engine is one
// failed sample.
func Work(ctx context.Context, payload []byte) ([]byte, error) {
	var tasks []job.Task
	if err := json.Unmarshal(payload, &tasks); err != nil {
		return nil, fmt.Errorf("the job cannot be read: %w", err)
	}
	var all []byte
	for _, t := range tasks {
		s, err := job.Guarded(ctx, t)
		if err != nil {
			return nil, err
		}
		b, err := s.MarshalBinary()
		if err != nil {
			return nil, err
		}
		all = append(binary.AppendUvarint(all, uint64(len(b))), b...)
	}
	return all, nil
}
