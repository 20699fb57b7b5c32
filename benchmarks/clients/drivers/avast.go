package drivers

import (
	"context"

	"github.com/avast/retry-go/v5"
)

var avast = Driver{
	Key: "avast", Name: "avast/retry-go v5", Module: "github.com/avast/retry-go/v5",
	Set:  "around net/http, not after 4xx but 429",
	Link: "strategies=lib:avast&attempts=10&honour=ignore",
	New: func(j Job) (func(context.Context) error, error) {
		attempt := j.attempt()
		return func(ctx context.Context) error {
			return retry.New(retry.Context(ctx), retry.RetryIf(passing)).Do(func() error { return attempt(ctx) })
		}, nil
	},
}
