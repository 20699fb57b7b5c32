package broker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Job is something to do: its result is a function of the payload alone.
type Job struct {
	ID      string // unlike that of all others of its batch; letters, digits, - and _
	Payload []byte // at most what one message of the broker holds, 1 MiB if nobody has changed that
}

// Result is what came of a job.
type Result struct {
	Bytes  []byte
	Failed string // why there are no bytes, in words; "" if there are
}

// Work does a job. It is called by several goroutines at once, and returns soon after its
// context has ended; an error is a failed result, and a panic as well.
type Work func(ctx context.Context, payload []byte) ([]byte, error)

// The first byte of a result, as it is kept.
const (
	succeeded = 'k'
	failed    = 'f'
)

// encode returns a result as it is kept.
func (r Result) encode() []byte {
	if r.Failed != "" {
		return append([]byte{failed}, r.Failed...)
	}
	return append([]byte{succeeded}, r.Bytes...)
}

// errNotAResult is an entry that this package did not write.
var errNotAResult = errors.New("it is no result of a job")

func decode(kept []byte) (Result, error) {
	switch {
	case len(kept) > 0 && kept[0] == succeeded:
		return Result{Bytes: kept[1:]}, nil
	case len(kept) > 1 && kept[0] == failed:
		return Result{Failed: string(kept[1:])}, nil
	}
	return Result{}, errNotAResult
}

// DiffersError is a broken determinism: one job had two results, on two machines or in two
// runs, and they are not the same.
type DiffersError struct {
	Batch, Job    string
	First, Second string // digests of the results, SHA-256 in hex
}

func (e *DiffersError) Error() string {
	return fmt.Sprintf("job %s of batch %s has two results that differ, with digests %s and %s: what computes it is not deterministic", e.Job, e.Batch, e.First, e.Second)
}

// digests is how two results that differ are kept.
func digests(first, second []byte) []byte { return []byte(digest(first) + " " + digest(second)) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func newDiffers(batch, job string, kept []byte) *DiffersError {
	first, second, _ := strings.Cut(string(kept), " ")
	return &DiffersError{Batch: batch, Job: job, First: first, Second: second}
}
