package drivers

import (
	"context"
	"io"

	"github.com/stripe/stripe-go/v84"
)

var stripeDriver = Driver{
	Key: "stripe-go", Name: "stripe-go", Module: "github.com/stripe/stripe-go/v84",
	Link: "strategies=lib:stripe-node&attempts=3&honour=ignore", Model: "the SDK for Node.js, whose delays are drawn alike",
	New: func(j Job) (func(context.Context) error, error) {
		if j.Method == "PUT" || j.Stream {
			return nil, ErrCannot
		}
		backend, ok := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
			URL: &j.URL, HTTPClient: j.client(), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
		}).(stripe.RawRequestBackend)
		if !ok {
			return nil, ErrCannot
		}
		return func(ctx context.Context) error {
			params := &stripe.RawParams{Params: stripe.Params{Context: ctx}}
			if j.Key != "" {
				params.SetIdempotencyKey(j.Key)
			}
			answer, err := backend.RawRequest(j.Method, "/v1/charges", "sk_test_none", string(j.content()), params)
			if err == nil {
				_, err = io.Discard.Write(answer.RawJSON)
			}
			return err
		}, nil
	},
}
