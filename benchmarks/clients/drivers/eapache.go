package drivers

import (
	"context"
	"time"

	"github.com/eapache/go-resiliency/retrier"
)

var eapache = Driver{
	Key: "go-resiliency", Name: "eapache/go-resiliency retrier", Module: "github.com/eapache/go-resiliency",
	Set:  "around net/http, not after 4xx but 429, with 3 retries and exponential backoff from 100 ms",
	Link: "strategies=exponential&base=100ms&cap=10m&attempts=4&honour=ignore", Model: "no jitter, from the same figures",
	New: func(j Job) (func(context.Context) error, error) {
		attempt := j.attempt()
		r := retrier.New(retrier.ExponentialBackoff(3, 100*time.Millisecond), unlessWrong{})
		return func(ctx context.Context) error { return r.RunCtx(ctx, attempt) }, nil
	},
}

// unlessWrong is the classifier of the retrier that does as passing does.
type unlessWrong struct{}

func (unlessWrong) Classify(err error) retrier.Action {
	switch {
	case err == nil:
		return retrier.Succeed
	case passing(err):
		return retrier.Retry
	}
	return retrier.Fail
}
