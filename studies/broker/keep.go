package broker

import (
	"bytes"
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"backofflab/retry"
)

// has reports whether a job has a result already: it was delivered again after its worker
// had died between the result and the acknowledgement, or submitted again.
func (c *crew) has(ctx context.Context, key string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	_, err := c.results.Get(ctx, key)
	return err == nil
}

// keep stores a result, once. While the bucket is full, or the broker away, it tries again,
// for as long as the crew works: a job whose result is not kept stays its worker's. It is
// false when the crew was stopped before.
func (c *crew) keep(ctx context.Context, key string, r Result) bool {
	kept := r.encode()
	for {
		err := c.create(ctx, key, kept)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return c.leave(ctx, key, kept)
		}
		c.config.Logger.Error("a result cannot be kept; its worker goes on trying", "job", key, "for", c.config.Patience, "error", err.Error()+c.fullness(resultsStream, err))
	}
}

// leave tries once more to store a result, when the crew is being stopped.
func (c *crew) leave(ctx context.Context, key string, kept []byte) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(c.config.Grace, answerTime))
	defer cancel()
	return c.once(ctx, key, kept) == nil
}

func (c *crew) create(ctx context.Context, key string, kept []byte) error {
	_, err := retry.Do(ctx, patient(c.config.Patience), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.once(ctx, key, kept)
	})
	return err
}

// once stores a result. If there is one already, it is compared with this.
func (c *crew) once(ctx context.Context, key string, kept []byte) error {
	_, err := c.results.Create(ctx, key, kept)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jetstream.ErrKeyExists):
		return c.confirm(ctx, key, kept)
	case isFull(err):
		return retry.As(err, retry.Rejected)
	}
	return c.mend(ctx, err)
}

// confirm compares a second result of a job with the first, and records if they differ. What
// failed says nothing of determinism: one worker may have been slower than another.
func (c *crew) confirm(ctx context.Context, key string, kept []byte) error {
	there, err := c.results.Get(ctx, key)
	if err != nil {
		return err
	}
	first, err := decode(there.Value())
	if err != nil {
		return err
	}
	second, err := decode(kept)
	if err != nil || first.Failed != "" || second.Failed != "" || bytes.Equal(first.Bytes, second.Bytes) {
		return err
	}
	c.config.Logger.Error("a job has two results that differ: what computes it is not deterministic", "job", key, "first", digest(first.Bytes), "second", digest(second.Bytes))
	_, err = c.results.Create(ctx, differs(key), digests(first.Bytes, second.Bytes))
	if errors.Is(err, jetstream.ErrKeyExists) {
		return nil
	}
	return err
}
