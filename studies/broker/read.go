package broker

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"backofflab/retry"
)

// arrival is a result that the broker tells of, as it is kept.
type arrival struct {
	job    string // "": there is none, only last
	second bool   // kept are the digests of two results that differ
	kept   []byte
	number uint64 // in the bucket
	last   bool   // no result: those before are all that there were
}

// read tells of the results of a batch, those that there are and those that come, until ctx
// ends. It may tell of one twice.
func (s *submission) read(ctx context.Context) {
	for ctx.Err() == nil {
		policy, seen := patient(0), uint64(0)
		policy.Timeout, policy.MaxAttempts = 0, 1<<10 // a reading has no end of its own
		_, _ = retry.Do(ctx, policy, func(ctx context.Context) (struct{}, error) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			go s.untilLost(ctx, cancel)
			err := s.follow(ctx, &seen)
			return struct{}{}, s.mend(ctx, err)
		})
	}
}

// untilLost ends a reading that has missed a result.
func (s *submission) untilLost(ctx context.Context, cancel context.CancelFunc) {
	select {
	case <-s.lost:
		cancel()
	case <-ctx.Done():
	}
}

// follow reads results, those after *seen, until something is wrong.
func (s *submission) follow(ctx context.Context, seen *uint64) error {
	bucket, err := s.js.Stream(ctx, resultsStream)
	if err != nil {
		return err
	}
	if bucket.CachedInfo().State.LastSeq < *seen { // it is another one, which counts from 1
		*seen = 0
	}
	w, err := s.results.Watch(ctx, s.batch.key(">"), jetstream.IgnoreDeletes(), jetstream.ResumeFromRevision(*seen+1))
	if err != nil {
		return err
	}
	defer leave(w)
	for {
		select {
		case e, ok := <-w.Updates():
			if !ok {
				return errUnread
			}
			if !s.tell(ctx, s.arrivalOf(e)) {
				return ctx.Err()
			}
			if e != nil {
				*seen = e.Revision()
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

var errUnread = errors.New("the results are not told any more")

// leave ends a watch. What it still has to tell would hold it.
func leave(w jetstream.KeyWatcher) {
	_ = w.Stop() // it fails where the connection has ended, which ends the watch
	for range w.Updates() {
	}
}

func (s *submission) tell(ctx context.Context, a arrival) bool {
	select {
	case s.arrived <- a:
		return true
	case <-ctx.Done():
		return false
	}
}

// arrivalOf is an entry of the bucket; nil is that those before are all that there were.
func (s *submission) arrivalOf(e jetstream.KeyValueEntry) arrival {
	if e == nil {
		return arrival{last: true}
	}
	job, second := s.batch.jobOf(e.Key())
	return arrival{job: job, second: second, kept: e.Value(), number: e.Revision()}
}

// receive takes a result that has come.
func (s *submission) receive(a arrival) error {
	if a.job == "" {
		return nil
	}
	s.seen = a.number
	s.weight += int64(len(a.kept))
	if a.second {
		return newDiffers(s.batch.name, a.job, a.kept)
	}
	if i := s.waiting[a.job]; i != nil {
		return s.deliver(i, a.kept)
	}
	if !s.all {
		s.early.put(a.job, a.kept)
	}
	return nil
}
