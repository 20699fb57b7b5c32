package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// How many jobs of a batch may wait: some for each worker, so that none is idle while a
// result travels, and few, so that batches take turns.
const (
	perWorker = 4
	maxWindow = maxPending / 2
)

// Times of a submission: of a look at how things stand, and after which without a result it
// is compared with what the broker has.
const (
	lookEvery = time.Second
	stall     = time.Second
)

// look compares what a submission believes with what the broker has. Results come
// without it, as long as nothing is lost.
func (s *submission) look(ctx context.Context, now time.Time) error {
	err := s.compare(ctx, now)
	if err == nil || ctx.Err() != nil {
		s.answered = now
		return nil
	}
	if away := now.Sub(s.answered); away > s.config.Patience {
		return fmt.Errorf("the broker has not answered for %v: %w", away.Round(time.Millisecond), err)
	}
	return nil
}

func (s *submission) compare(ctx context.Context, now time.Time) error {
	if s.conn.IsClosed() {
		return ErrClosed
	}
	if !s.conn.IsConnected() { // each request would wait for its answer
		return errors.New("it is not connected")
	}
	info, err := s.census(ctx)
	if err != nil {
		return err
	}
	s.window = min(firstWindow+perWorker*(info.NumWaiting+info.NumAckPending), maxWindow)
	if err := s.relieve(ctx); err != nil {
		return err
	}
	if now.Sub(s.progress) < stall {
		return nil
	}
	return s.reconcile(ctx)
}

// reconcile finds the jobs that are neither in the stream nor have a result that came: it
// asks for their results, and submits them again if there are none. A job leaves the stream
// after its result was created, so one that is there is never missed.
func (s *submission) reconcile(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	there, err := s.inStream(ctx)
	if err != nil {
		return s.mend(ctx, err)
	}
	for _, i := range s.waiting {
		if !i.sent || there[s.batch.subject(i.ID)] > 0 {
			continue
		}
		kept := s.get(ctx, i.ID)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case kept == nil:
			i.sent = false
			s.queue = append(s.queue, i)
			continue
		}
		select {
		case s.lost <- struct{}{}: // the reading missed it
		default:
		}
		if err := s.deliver(i, kept); err != nil {
			return err
		}
	}
	return nil
}

// inStream counts the batch's jobs in the stream by their subjects: there are at most as
// many as may wait, and those of another submission of the same batch.
func (s *submission) inStream(ctx context.Context) (map[string]uint64, error) {
	stream, err := s.js.Stream(ctx, jobsName)
	if err != nil {
		return nil, err
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(s.batch.subject("*")))
	if err != nil {
		return nil, err
	}
	return info.State.Subjects, nil
}

// get asks for the result of a job; nil if there is none, or no answer.
func (s *submission) get(ctx context.Context, job string) []byte {
	e, err := s.results.Get(ctx, s.batch.key(job))
	if err != nil {
		return nil
	}
	return e.Value()
}

// relieve makes room in the bucket, once it is half full: the results that this submission
// has received go first. If others left theirs behind, which they may not ask for again, the
// oldest quarter goes; whoever misses one of them has the job done again.
func (s *submission) relieve(ctx context.Context) error {
	s.weight = 0
	stream, err := s.js.Stream(ctx, resultsStream)
	if err != nil {
		return s.mend(ctx, err)
	}
	is, limit := stream.CachedInfo().State, stream.CachedInfo().Config.MaxBytes
	if limit <= 0 || int64(is.Bytes) <= limit/2 {
		return nil
	}
	if err := stream.Purge(ctx, jetstream.WithPurgeSubject(s.batch.entries()), jetstream.WithPurgeSequence(s.seen+1)); err != nil {
		return err
	}
	info, err := stream.Info(ctx)
	if err != nil || int64(info.State.Bytes) <= limit/4*3 {
		return err
	}
	quarter := (info.State.LastSeq - info.State.FirstSeq) / 4
	return stream.Purge(ctx, jetstream.WithPurgeSequence(info.State.FirstSeq+quarter+1))
}
