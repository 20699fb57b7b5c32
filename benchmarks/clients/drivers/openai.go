package drivers

import (
	"context"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

var openAI = Driver{
	Key: "openai-go", Name: "openai-go", Module: "github.com/openai/openai-go/v3",
	Link: "strategies=lib:openai-node&attempts=3&retry-after=seconds&honour=honour", Model: "the SDK for Node.js, which computes the same delays",
	New: func(j Job) (func(context.Context) error, error) {
		client := openai.NewClient(option.WithBaseURL(j.URL+"/"), option.WithAPIKey("none"), option.WithHTTPClient(j.client()))
		return func(ctx context.Context) error {
			var options []option.RequestOption
			if body := j.body(); body != nil {
				options = append(options, option.WithRequestBody("application/json", body))
			}
			if j.Key != "" {
				options = append(options, option.WithHeader("Idempotency-Key", j.Key))
			}
			var answer []byte
			return client.Execute(ctx, j.Method, "models", nil, &answer, options...)
		}, nil
	},
}
