package drivers

import (
	"context"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
)

var anthropic = Driver{
	Key: "anthropic-sdk-go", Name: "anthropic-sdk-go", Module: "github.com/anthropics/anthropic-sdk-go",
	Link: "strategies=lib:anthropic-typescript&attempts=3&retry-after=seconds&honour=honour", Model: "the SDK for TypeScript, which computes the same delays",
	New: func(j Job) (func(context.Context) error, error) {
		client := sdk.NewClient(option.WithBaseURL(j.URL+"/"), option.WithAPIKey("none"), option.WithHTTPClient(j.client()))
		return func(ctx context.Context) error {
			var options []option.RequestOption
			if body := j.body(); body != nil {
				options = append(options, option.WithRequestBody("application/json", body))
			}
			if j.Key != "" {
				options = append(options, option.WithHeader("Idempotency-Key", j.Key))
			}
			var answer []byte
			return client.Execute(ctx, j.Method, "v1/models", nil, &answer, options...)
		}, nil
	},
}
