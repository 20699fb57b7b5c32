package drivers

import (
	"bytes"
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
)

var azure = Driver{
	Key: "azcore", Name: "Azure SDK for Go, azcore", Module: "github.com/Azure/azure-sdk-for-go/sdk/azcore",
	Link: "strategies=proportional&base=800ms&cap=1m&jitter=0.2&attempts=4&retry-after=seconds&honour=honour", Model: "± jitter, from its figures",
	New: func(j Job) (func(context.Context) error, error) {
		if j.Stream {
			return nil, ErrCannot // bodies of azcore can be rewound
		}
		pipeline := runtime.NewPipeline("check", "v1.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{Transport: j.client()})
		return func(ctx context.Context) error {
			r, err := runtime.NewRequest(ctx, j.Method, j.URL)
			if err == nil && j.Body > 0 {
				err = r.SetBody(streaming.NopCloser(bytes.NewReader(j.content())), "application/octet-stream")
			}
			if err != nil {
				return err
			}
			if j.Key != "" {
				r.Raw().Header.Set("Idempotency-Key", j.Key)
			}
			resp, err := pipeline.Do(r)
			return read(resp, err)
		}, nil
	},
}
