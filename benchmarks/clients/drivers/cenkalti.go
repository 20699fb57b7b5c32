package drivers

import (
	"context"
	"errors"
	"strconv"

	"github.com/cenkalti/backoff/v5"
)

var cenkalti = Driver{
	Key: "cenkalti", Name: "cenkalti/backoff v5", Module: "github.com/cenkalti/backoff/v5",
	Set:  "around net/http, as its example reads Retry-After; other 4xx are Permanent",
	Link: "strategies=lib:cenkalti&attempts=20&retry-after=seconds&honour=honour",
	New: func(j Job) (func(context.Context) error, error) {
		attempt := j.attempt()
		return func(ctx context.Context) error {
			_, err := backoff.Retry(ctx, func() (struct{}, error) {
				err := attempt(ctx)
				var status *StatusError
				if errors.As(err, &status) && status.Code == 429 {
					if seconds, e := strconv.ParseInt(status.Header.Get("Retry-After"), 10, 64); e == nil {
						return struct{}{}, backoff.RetryAfter(int(seconds))
					}
				}
				if err != nil && !passing(err) {
					err = backoff.Permanent(err)
				}
				return struct{}{}, err
			}, backoff.WithBackOff(backoff.NewExponentialBackOff()))
			return err
		}, nil
	},
}
