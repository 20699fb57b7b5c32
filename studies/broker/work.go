package broker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"backofflab/retry"
)

// Work does jobs of the broker with n workers, each one job at a time and none fetched
// ahead, until ctx ends; that is no error. A worker that has a job then has Grace to finish
// it, and hands it back after that. With an embedded broker Work waits for the first Do.
//
// An [EngineError] says that others submit jobs, and none of this engine version. A job that
// has panicked or takes longer than JobTime is failed. If its Work does not return even
// then, it is left alone, with the processor that it takes; once there are more than n of
// those, Work ends with [ErrStuck].
func (b *Broker) Work(ctx context.Context, n int, work Work) error {
	if n < 1 {
		return fmt.Errorf("workers %d: must be at least 1", n)
	}
	select {
	case <-b.begun:
	case <-ctx.Done():
		return nil
	case <-b.ctx.Done():
		return ErrClosed
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l, err := b.enter(ctx)
	if err != nil {
		return err
	}
	defer b.calls.Done()
	defer context.AfterFunc(b.ctx, func() { cancel(ErrClosed) })()
	return newCrew(l, n, work).run(ctx)
}

// crew are the workers of one call of Work.
type crew struct {
	*link
	n     int
	work  Work
	stuck atomic.Int64 // calls of work that do not return
	quit  context.CancelCauseFunc
}

func newCrew(l *link, n int, work Work) *crew { return &crew{link: l, n: n, work: work} }

func (c *crew) run(outer context.Context) error {
	ctx, cancel := context.WithCancelCause(outer)
	defer cancel(nil)
	c.quit = cancel
	var all sync.WaitGroup
	if c.server == nil {
		all.Go(func() { c.watchEngines(ctx) })
	}
	for range c.n {
		all.Go(func() { c.serve(ctx) })
	}
	all.Wait()
	if outer.Err() != nil && !errors.Is(context.Cause(outer), ErrClosed) {
		return nil
	}
	return context.Cause(ctx)
}

// serve is one worker.
func (c *crew) serve(ctx context.Context) {
	for ctx.Err() == nil {
		policy := patient(0)
		policy.Timeout, policy.MaxAttempts = 0, 1<<10
		_, _ = retry.Do(ctx, policy, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, c.mend(ctx, c.fetch(ctx))
		})
	}
}

// fetch fetches jobs, one after another, until something is wrong.
func (c *crew) fetch(ctx context.Context) error {
	from, err := c.js.Consumer(ctx, jobsName, consumerName(c.config.Engine))
	if err != nil {
		return err
	}
	wait := from.CachedInfo().Config.AckWait
	for ctx.Err() == nil {
		if err := c.pull(ctx, from, wait/3); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// minPull is for how long a worker waits at least before it asks for a job again.
const minPull = time.Second

// pull asks for one job, and does it. That none came is no error.
//
// It is a Fetch, and not the iterator of Messages: with one message at a time that one may
// wait without having asked (nats.go 1.55: checkPending passes over a request while
// fetchInProgress is still set), until a heartbeat is missed ten seconds later.
func (c *crew) pull(ctx context.Context, from jetstream.Consumer, every time.Duration) error {
	waiting, cancel := context.WithTimeout(ctx, max(c.config.AckWait, minPull))
	defer cancel()
	one, err := from.Fetch(1, jetstream.FetchContext(waiting))
	if err != nil {
		return err
	}
	for m := range one.Messages() {
		c.do(ctx, m, every)
	}
	if err := one.Error(); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, nats.ErrTimeout) {
		return err
	}
	return nil
}

// do does what is to be done about one delivery of a job.
func (c *crew) do(ctx context.Context, m jetstream.Msg, every time.Duration) {
	about, err := m.Metadata()
	if err != nil {
		c.config.Logger.Error("a message of the broker is no job", "subject", m.Subject(), "error", err)
		return
	}
	marks := mark(m, every)
	defer marks.end()
	key := keyOf(m.Subject())
	if c.has(ctx, key) {
		_ = m.Ack()
		return
	}
	if ctx.Err() != nil { // nothing is begun any more
		_ = m.Nak()
		return
	}
	r, ok := c.result(ctx, m.Data(), about.NumDelivered)
	if !ok || !c.keep(ctx, key, r) {
		_ = m.Nak()
		return
	}
	_ = m.Ack() // if it is lost, whoever gets the job finds its result
}

// result is what came of a job; not ok if its worker was stopped.
func (c *crew) result(ctx context.Context, payload []byte, delivered uint64) (Result, bool) {
	if delivered > uint64(c.config.Deliveries) {
		return Result{Failed: fmt.Sprintf("given up after %d deliveries: each time its worker was lost before it had a result (killed, out of memory, or cut off)", c.config.Deliveries)}, true
	}
	r, ok := c.attempt(ctx, payload)
	if limit := c.limit.Load(); int64(len(r.Bytes)) > limit {
		r = Result{Failed: tooLarge("its result", len(r.Bytes), limit)}
	}
	return r, ok
}
