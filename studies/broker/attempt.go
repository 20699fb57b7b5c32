package broker

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"backofflab/internal/format"
)

// overrun is how long a job may go on after it was told to end.
const overrun = time.Second

// maxReason is how much is kept of a panic's text or an error's.
const maxReason = 4 << 10

// ErrStuck is how Work ends when more calls of its work than it has workers do not return.
var ErrStuck = errors.New("too many jobs do not end when their time is over")

// attempt runs a job, within its time. It is not ok when the crew was stopped, and the job
// did not end within Grace.
func (c *crew) attempt(ctx context.Context, payload []byte) (r Result, ok bool) {
	job, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.config.JobTime)
	defer cancel()
	done := make(chan Result, 1)
	go func() { done <- protect(job, c.work, payload) }()
	select {
	case r = <-done:
		return c.inTime(job, r), true
	case <-job.Done():
		c.end(done)
		return c.inTime(job, r), true
	case <-ctx.Done():
	}
	grace := time.NewTimer(c.config.Grace)
	defer grace.Stop()
	select {
	case r = <-done:
		return c.inTime(job, r), true
	case <-grace.C:
	case <-job.Done():
	}
	cancel()
	c.end(done)
	return r, false
}

// inTime is a result, or that it was not there in time: what the work says then is about
// its context.
func (c *crew) inTime(job context.Context, r Result) Result {
	if job.Err() != nil && r.Bytes == nil {
		return Result{Failed: fmt.Sprintf("it took longer than %v, which is the limit for one job", c.config.JobTime)}
	}
	return r
}

// end waits for a job that was told to end. One that does not is left behind.
func (c *crew) end(done <-chan Result) {
	late := time.NewTimer(overrun)
	defer late.Stop()
	select {
	case <-done:
		return
	case <-late.C:
	}
	stuck := c.stuck.Add(1)
	c.config.Logger.Error("a job does not end when its time is over, and keeps a processor", "jobs", stuck, "workers", c.n)
	if stuck > int64(c.n) {
		c.quit(fmt.Errorf("%w: %d of them with %s", ErrStuck, stuck, format.Plural(c.n, "worker")))
	}
	go func() {
		<-done
		c.stuck.Add(-1)
	}()
}

// protect calls work, and makes a result of whatever comes of it.
func protect(ctx context.Context, work Work, payload []byte) (r Result) {
	defer func() {
		if p := recover(); p != nil {
			r = Result{Failed: format.Clip(fmt.Sprintf("panic: %v\n%s", p, debug.Stack()), maxReason)}
		}
	}()
	bytes, err := work(ctx, payload)
	if err != nil {
		return Result{Failed: format.Clip(reason(err), maxReason)}
	}
	if bytes == nil {
		bytes = []byte{}
	}
	return Result{Bytes: bytes}
}

// reason is the text of an error, which a result without one would take for success.
func reason(err error) string {
	if text := err.Error(); text != "" {
		return text
	}
	return fmt.Sprintf("an error without words (%T)", err)
}

// marking tells the broker that a job is being worked on.
type marking struct {
	mu    sync.Mutex
	timer *time.Timer // nil once it has ended
}

// mark marks a job as being in progress, every so often, until end is called.
func mark(m jetstream.Msg, every time.Duration) *marking {
	k := &marking{}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.timer = time.AfterFunc(every, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.timer != nil {
			_ = m.InProgress() // one that is lost costs time, and the next one may come in time
			k.timer.Reset(every)
		}
	})
	return k
}

func (k *marking) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.timer.Stop()
	k.timer = nil
}
