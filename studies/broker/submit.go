package broker

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/nats-io/nats.go/jetstream"

	"backofflab/internal/format"
	"backofflab/retry"
)

// sending is a job that was sent, and what came of it.
type sending struct {
	item *item
	err  error
}

// begin starts the goroutines that send jobs and read results.
func (s *submission) begin(ctx context.Context) *sync.WaitGroup {
	var all sync.WaitGroup
	all.Go(func() { s.read(ctx) })
	for range lanes {
		all.Go(func() { s.send(ctx) })
	}
	return &all
}

func (s *submission) send(ctx context.Context) {
	for {
		select {
		case i := <-s.toSend:
			select {
			case s.sent <- sending{i, s.submit(ctx, i.Job)}:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// put puts a job into the stream, unless it is there. While the stream is full, or the
// broker away, it tries again.
func (l *link) put(ctx context.Context, subject string, payload []byte) error {
	var full error // the latest reason of that kind: it says more than that time was up
	_, err := retry.Do(ctx, patient(l.config.Patience), func(ctx context.Context) (*jetstream.PubAck, error) {
		// The expected sequence makes that a job is in the stream once. An acknowledgement that
		// was lost is a job that is there already.
		ack, err := l.js.Publish(ctx, subject, payload, jetstream.WithExpectLastSequencePerSubject(0), jetstream.WithRetryAttempts(0))
		switch {
		case err == nil || isThere(err):
			return ack, nil
		case missing(err):
			return nil, l.mend(ctx, err)
		case isFull(err):
			full = err
			return nil, retry.As(err, retry.Rejected)
		}
		return nil, err
	})
	if err != nil && full != nil && !isFull(err) {
		return fmt.Errorf("%w, after %w", err, full)
	}
	return err
}

func (s *submission) submit(ctx context.Context, job Job) error {
	err := s.put(ctx, s.batch.subject(job.ID), job.Payload)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("job %s could not be submitted within %v: %w%s", job.ID, s.config.Patience, err, s.fullness(jobsName, err))
}

// fullness says how full a stream is that refuses something because it is.
func (l *link) fullness(stream string, err error) string {
	if !isFull(err) {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	s, err := l.js.Stream(ctx, stream)
	if err != nil {
		return ""
	}
	is, limit := s.CachedInfo().State, s.CachedInfo().Config
	text := fmt.Sprintf("; stream %s holds %s of at most %s bytes", stream, format.Count(is.Bytes), format.Count(limit.MaxBytes))
	if limit.MaxMsgs > 0 {
		text += fmt.Sprintf(" and %s of %s", format.Count(is.Msgs), format.Plural(int(limit.MaxMsgs), "message"))
	}
	return text
}

// What JetStream says of a message that it does not store.
const (
	codeStoreFailed  jetstream.ErrorCode = 10077 // a limit of the stream
	codeNoResources  jetstream.ErrorCode = 10023 // of the server
	codeNoStorage    jetstream.ErrorCode = 10047
	codeAccountLimit jetstream.ErrorCode = 10002
)

func codeOf(err error) jetstream.ErrorCode {
	if e, ok := errors.AsType[*jetstream.APIError](err); ok {
		return e.ErrorCode
	}
	return 0
}

func isFull(err error) bool {
	switch codeOf(err) {
	case codeStoreFailed, codeNoResources, codeNoStorage, codeAccountLimit:
		return true
	}
	return false
}

func isThere(err error) bool {
	code := codeOf(err)
	return code == jetstream.JSErrCodeStreamWrongLastSequence || code == jetstream.JSErrCodeStreamWrongLastSequenceConstant
}

func tooLarge(what string, bytes int, limit int64) string {
	return fmt.Sprintf("%s has %s bytes, and the broker takes at most %s", what, format.Count(bytes), format.Count(limit))
}

// withdraw takes a batch's jobs out of the stream. Those under way end, and their results
// are kept as any other. Whoever submitted the same batch will miss them, and submit them again.
func (s *submission) withdraw(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(answerTime, s.config.Patience))
	defer cancel()
	if s.conn.IsClosed() || !s.conn.IsConnected() {
		return // they grow old and vanish
	}
	err := s.purge(ctx, jobsName, jetstream.WithPurgeSubject(s.batch.subject("*")))
	if err != nil {
		s.config.Logger.Warn("jobs could not be withdrawn; they will be done for nobody", "batch", s.batch.name, "error", err)
	}
}

func (l *link) purge(ctx context.Context, stream string, which ...jetstream.StreamPurgeOpt) error {
	s, err := l.js.Stream(ctx, stream)
	if err != nil {
		return err
	}
	return s.Purge(ctx, which...)
}
