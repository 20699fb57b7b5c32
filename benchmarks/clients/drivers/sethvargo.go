package drivers

import (
	"context"
	"time"

	"github.com/sethvargo/go-retry"
)

var sethvargo = Driver{
	Key: "go-retry", Name: "sethvargo/go-retry", Module: "github.com/sethvargo/go-retry",
	Set:  "around net/http, not after 4xx but 429, with 3 retries and exponential backoff from 100 ms",
	Link: "strategies=exponential&base=100ms&cap=10m&attempts=4&honour=ignore", Model: "no jitter, from the same figures",
	New: func(j Job) (func(context.Context) error, error) {
		attempt := j.attempt()
		return func(ctx context.Context) error {
			backoff := retry.WithMaxRetries(3, retry.NewExponential(100*time.Millisecond))
			return retry.Do(ctx, backoff, func(ctx context.Context) error {
				err := attempt(ctx)
				if err != nil && passing(err) {
					err = retry.RetryableError(err)
				}
				return err
			})
		}, nil
	},
}
